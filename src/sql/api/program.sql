-- api/program.sql: programs: drafts, versions, pausing
--
-- SPDX-License-Identifier: GPL-3.0-or-later

create or replace function api.program_list(request jsonb) returns jsonb
language plpgsql security definer set search_path = stempel, pg_temp as $$
declare
  caller private.caller := private.enter('program_list', request);
begin
  perform private.check_request(caller, request);
  return jsonb_build_object('next', null, 'items', coalesce((
    select jsonb_agg(private.program_record(p)
                     order by array_position(array['active', 'draft', 'paused', 'closed'],
                                             p.state), p.id)
      from program p
     where p.merchant_id = caller.merchant_id
       and p.state = coalesce(private.plain(request, 'state'), p.state)), '[]'));
end
$$;
comment on function api.program_list(jsonb) is 'Lists the programs, the active ones first.';

create or replace function api.program_get(request jsonb) returns jsonb
language plpgsql security definer set search_path = stempel, pg_temp as $$
declare
  caller private.caller := private.enter('program_get', request);
begin
  perform private.check_request(caller, request);
  return private.program_record(private.find_program(caller, (request->>'id')::bigint));
end
$$;
comment on function api.program_get(jsonb) is
  'Returns one program with its draft and its published rules.';

create or replace function private.kind_of(caller private.caller, request jsonb) returns text
language plpgsql stable as $$
begin
  return case when request->>'id' is null then private.plain(request, 'kind')
              else (select p.kind from stempel.program p
                     where p.merchant_id = caller.merchant_id
                       and p.id = private.number(request, 'id')) end;
end
$$;
comment on function private.kind_of(private.caller, jsonb) is
  'The kind of the program that is saved, which a program keeps for ever.';

create or replace function private.save_draft(caller private.caller, request jsonb)
returns jsonb
language plpgsql as $$
declare
  wanted jsonb := private.plain_rules(private.kind_of(caller, request), request->'draft');
  before stempel.program;
  after stempel.program;
  was jsonb;
begin
  if request->>'id' is null then
    insert into stempel.program (merchant_id, kind, draft)
    values (caller.merchant_id, private.plain(request, 'kind'), wanted)
    returning * into after;
  else
    before := private.find_program(caller, (request->>'id')::bigint, true);
    was := private.program_record(before);
    perform private.check_revision(request, before.revision, was);
    if before.state = 'closed' then
      perform private.refuse_conflict('closed', '{"what": "program"}');
    end if;
    update stempel.program p
       set draft = nullif(wanted, private.rules_record(private.version_in_force(before))),
           revision = p.revision + 1
     where p.merchant_id = before.merchant_id and p.id = before.id
    returning * into after;
  end if;

  perform private.audit(caller, 'program.draft', 'program', after.id,
                        private.display(wanted->'names'), was, private.program_record(after));
  return private.program_record(after);
end
$$;

create or replace function private.kind_errors(request jsonb) returns jsonb
language sql immutable as $$
  select case when request->>'id' is null and private.plain(request, 'kind') is null
                then private.field_error('kind', 'required')
              when request->>'id' is not null and private.plain(request, 'kind') is not null
                then private.field_error('kind', 'not_allowed')
              else '[]' end
$$;

create or replace function api.program_save(request jsonb) returns jsonb
language plpgsql security definer set search_path = stempel, pg_temp as $$
declare
  caller private.caller := private.enter('program_save', request);
  reply jsonb;
begin
  perform private.refuse_invalid(private.request_errors(caller, request)
    || private.revision_errors(request) || private.kind_errors(request)
    || private.rules_errors(caller, private.kind_of(caller, request), request->'draft'));
  reply := private.replayed(caller, request);
  return coalesce(reply, private.remember(caller, request, private.save_draft(caller, request)));
end
$$;
comment on function api.program_save(jsonb) is 'Adds a program or saves its draft.';

create or replace function private.publish_draft(caller private.caller, before stempel.program)
returns stempel.program
language plpgsql as $$
declare
  published stempel.program_version;
  after stempel.program;
begin
  if before.draft is null then
    perform private.refuse_conflict('has_no_draft');
  end if;
  published := private.insert_version(caller, before);
  update stempel.program p
     set version = published.number, draft = null, revision = p.revision + 1,
         state = case when p.state = 'draft' then 'active' else p.state end
   where p.merchant_id = before.merchant_id and p.id = before.id
  returning * into after;
  perform private.review_program(caller, after);
  return after;
end
$$;

create or replace function private.move_program(before stempel.program, state text)
returns stempel.program
language plpgsql as $$
declare
  may_come_from text[] := case state when 'paused' then '{active}' when 'active' then '{paused}'
                                     else '{active,paused}' end;
  after stempel.program;
begin
  if before.state <> all (may_come_from) then
    perform private.refuse_conflict(before.state, '{"what": "program"}');
  end if;
  update stempel.program p set state = move_program.state, revision = p.revision + 1
   where p.merchant_id = before.merchant_id and p.id = before.id
  returning * into after;
  return after;
end
$$;
comment on function private.move_program(stempel.program, text) is
  'active ⇄ paused → closed; the refusal''s reason is the state it is in.';

create or replace function private.change_program(caller private.caller, request jsonb)
returns jsonb
language plpgsql as $$
declare
  before stempel.program := private.find_program(caller, (request->>'id')::bigint, true);
  was jsonb := private.program_record(before);
  after stempel.program;
begin
  perform private.check_revision(request, before.revision, was);
  if before.state = 'closed' then
    perform private.refuse_conflict('closed', '{"what": "program"}');
  end if;
  after := case caller.operation
             when 'program_publish' then private.publish_draft(caller, before)
             when 'program_pause' then private.move_program(before, 'paused')
             when 'program_resume' then private.move_program(before, 'active')
             when 'program_close' then private.move_program(before, 'closed')
           end;
  perform private.audit(caller, replace(caller.operation, '_', '.'), 'program', after.id,
                        was->>'name', was, private.program_record(after));
  return private.program_record(after);
end
$$;

create or replace function private.program_change(caller private.caller, request jsonb)
returns jsonb
language plpgsql as $$
declare
  reply jsonb;
begin
  perform private.check_request(caller, request);
  reply := private.replayed(caller, request);
  return coalesce(reply, private.remember(caller, request,
                                          private.change_program(caller, request)));
end
$$;

create or replace function api.program_publish(request jsonb) returns jsonb
language sql security definer set search_path = stempel, pg_temp as $$
  select private.program_change(private.enter('program_publish', request), request)
$$;
comment on function api.program_publish(jsonb) is
  'Makes the draft the next version of the rules, for good.';

create or replace function api.program_pause(request jsonb) returns jsonb
language sql security definer set search_path = stempel, pg_temp as $$
  select private.program_change(private.enter('program_pause', request), request)
$$;
comment on function api.program_pause(jsonb) is 'Stops bookings in a program for now.';

create or replace function api.program_resume(request jsonb) returns jsonb
language sql security definer set search_path = stempel, pg_temp as $$
  select private.program_change(private.enter('program_resume', request), request)
$$;
comment on function api.program_resume(jsonb) is 'Lets bookings go on in a paused program.';

create or replace function api.program_close(request jsonb) returns jsonb
language sql security definer set search_path = stempel, pg_temp as $$
  select private.program_change(private.enter('program_close', request), request)
$$;
comment on function api.program_close(jsonb) is 'Ends a program for good.';
