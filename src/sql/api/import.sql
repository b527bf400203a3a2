-- api/import.sql: members from a file: opened, checked, imported, undone
--
-- SPDX-License-Identifier: GPL-3.0-or-later

create or replace function private.import_record(job stempel.import) returns jsonb
language plpgsql stable as $$
declare
  none constant jsonb := '{"members": 0, "points": 0, "stamps": 0, "full_cards": 0, "lots": 0,
                           "consents": 0}';
  record jsonb;
begin
  select jsonb_build_object(
    'id', job.id, 'name', job.name, 'state', job.state, 'program_id', job.program_id,
    'program_name', v.names->>m.language, 'store_id', job.store_id, 'store_name', s.name,
    'columns', job.columns, 'date_format', job.date_format, 'rows', job.rows,
    'received', job.received, 'totals', none || job.totals,
    'bad', '{"rows": 0, "points": 0, "stamps": 0}' || job.bad,
    'imported', none || job.imported, 'login_name', l.name, 'created_at', job.created_at,
    'started_at', job.started_at, 'finished_at', job.finished_at, 'undone_at', job.undone_at)
    into record
    from stempel.program p
    join stempel.merchant m on m.merchant_id = p.merchant_id
    join stempel.program_version v on (v.merchant_id, v.program_id, v.number)
                                    = (p.merchant_id, p.id, p.version)
    left join stempel.store s on s.merchant_id = job.merchant_id and s.id = job.store_id
    left join stempel.login l on l.merchant_id = job.merchant_id and l.id = job.login_id
   where p.merchant_id = job.merchant_id and p.id = job.program_id;
  return record;
end
$$;

create or replace function private.import_figures(job stempel.import) returns jsonb
language sql immutable as $$
  select jsonb_build_object('rows', job.rows, 'bad_rows', job.bad->'rows',
    'members', job.totals->'members', 'points', job.totals->'points',
    'stamps', job.totals->'stamps')
$$;
comment on function private.import_figures(stempel.import) is 'What the audit log is told.';

create or replace function private.lock_import(caller private.caller, id bigint)
returns stempel.import
language plpgsql as $$
declare
  job stempel.import;
begin
  select * into job from stempel.import i
   where i.merchant_id = caller.merchant_id and i.id = lock_import.id for update;
  if job.id is null then
    perform private.refuse_missing('import');
  end if;
  return job;
end
$$;

create or replace function private.save_import(job stempel.import) returns jsonb
language plpgsql as $$
begin
  update stempel.import i
     set state = job.state, received = job.received, totals = job.totals, bad = job.bad,
         imported = job.imported, place = job.place, started_at = job.started_at,
         finished_at = job.finished_at, undone_at = job.undone_at
   where i.merchant_id = job.merchant_id and i.id = job.id;
  return private.import_record(job);
end
$$;

-- Which fields a file has: each at most once, a name in any case, and days only beside points.
create or replace function private.import_column_errors(columns jsonb) returns jsonb
language plpgsql stable as $$
declare
  errors jsonb := '[]';
  fields text[] := '{}';
  item jsonb;
  wanted text;
begin
  for item in select * from jsonb_array_elements(columns) loop
    if jsonb_typeof(item) <> 'object' then
      return private.field_error(format('columns[%s]', cardinality(fields)), 'wrong_type');
    end if;
    errors := errors || private.indexed_errors('columns', cardinality(fields),
      private.object_errors(item, private.members_of('import_open') #> '{columns,items,members}')
      || case when jsonb_typeof(item->'field') <> 'string' then '[]'
              when private.import_field(item->>'field') is null
                then private.field_error('field', 'unknown_value')
              when item->>'field' = any (fields) then private.field_error('field', 'taken')
              else '[]' end);
    fields := fields || (item->>'field');
  end loop;
  foreach wanted in array array['given_name', 'family_name']
    || array(select distinct 'points' || coalesce(substr(f, length(f) - 1), '')
               from unnest(fields) f where f ~ '^(earned|expires)_on_[2-9]$')
    || array(select 'points' from unnest(fields) f where f in ('earned_on', 'expires_on')
              limit 1)
  loop
    if wanted <> all (fields) then
      errors := errors || private.field_error(wanted, 'required');
    end if;
  end loop;
  return errors;
end
$$;

create or replace function private.indexed_errors(list text, place integer, errors jsonb)
returns jsonb
language sql immutable as $$
  select coalesce(jsonb_agg(e || jsonb_build_object(
           'field', format('%s[%s].%s', list, place, e->>'field'))), '[]')
    from jsonb_array_elements(errors) e
$$;

create or replace function private.import_open_errors(caller private.caller, request jsonb)
returns jsonb
language plpgsql stable as $$
declare
  errors jsonb := private.request_errors(caller, request);
begin
  if jsonb_typeof(request->'columns') = 'array' and errors = '[]' then
    errors := errors || private.import_column_errors(request->'columns');
  end if;
  return errors;
end
$$;

create or replace function private.check_import_program(caller private.caller, request jsonb)
returns void
language plpgsql as $$
declare
  wanted jsonb := request || jsonb_build_object('program_ids',
    coalesce(nullif(request->'program_ids', 'null'), '[]') || (request->'program_id'));
  rules stempel.program_version;
  job stempel.import;
begin
  perform private.check_programs(caller, wanted);
  job.merchant_id := caller.merchant_id;
  job.program_id := (request->>'program_id')::bigint;
  rules := private.import_rules(job);
  if exists (select from jsonb_array_elements(request->'columns') c
              where c->>'field' ~ '^points') then
    perform private.check_earns_points(rules);
  end if;
  if exists (select from jsonb_array_elements(request->'columns') c
              where c->>'field' = 'stamps') then
    perform private.check_gives_stamps(rules);
  end if;
end
$$;

-- The same file, read the same way, is the same import, until that was undone.
create or replace function private.open_import(caller private.caller, request jsonb)
returns jsonb
language plpgsql as $$
declare
  store stempel.store := private.open_store(caller, (request->>'store_id')::bigint);
  program_id bigint := (request->>'program_id')::bigint;
  print bytea := sha256(convert_to((request - private.envelope() - 'name')::text,
                                   'UTF8'));
  job stempel.import;
begin
  perform private.check_import_program(caller, request);
  insert into stempel.import (merchant_id, name, fingerprint, columns, date_format, source,
                              program_id, program_ids, store_id, rows, login_id, created_at)
  values (caller.merchant_id, private.plain(request, 'name'), print, request->'columns',
          coalesce(private.plain(request, 'date_format'), 'iso'),
          coalesce(private.plain(request, 'source'), private.plain(request, 'name')), program_id,
          case when jsonb_typeof(request->'program_ids') = 'array'
               then array(select jsonb_array_elements_text(request->'program_ids')::bigint
                          union select program_id order by 1)
               else array(select p.id from private.enroll_programs(caller, request) p
                          union select program_id order by 1) end,
          store.id, (request->>'rows')::bigint, caller.login_id, private.now())
  on conflict do nothing
  returning * into job;
  if job.id is null then
    select * into strict job from stempel.import i
     where i.merchant_id = caller.merchant_id and i.fingerprint = print
       and i.state not in ('undone', 'discarded');
  else
    perform private.audit(caller, 'import.open', 'import', job.id, job.name, null,
                          private.import_figures(job));
  end if;
  return private.import_record(job);
end
$$;

create or replace function api.import_open(request jsonb) returns jsonb
language plpgsql security definer set search_path = stempel, pg_temp as $$
declare
  caller private.caller := private.enter('import_open', request);
  reply jsonb;
begin
  perform private.refuse_invalid(private.import_open_errors(caller, request));
  reply := private.replayed(caller, request);
  return coalesce(reply, private.remember(caller, request,
                                          private.open_import(caller, request)));
end
$$;
comment on function api.import_open(jsonb) is
  'Begins an import: what the file is called and how its columns are to be read.';

create or replace function private.import_row_errors(request jsonb, columns integer)
returns jsonb
language sql stable as $$
  select coalesce(jsonb_agg(private.field_error(format('rows[%s]', r.place - 1),
                                                'wrong_type')->0), '[]')
    from jsonb_array_elements(request->'rows') with ordinality as r (cells, place)
   where case when jsonb_typeof(r.cells) <> 'array' then true
              when jsonb_array_length(r.cells) <> columns + 1 then true
              else jsonb_typeof(r.cells->0) <> 'number'
                   or private.integer_error('line', r.cells->0, '{}') <> '[]'
                   or exists (select from jsonb_array_elements(r.cells - 0) c
                               where jsonb_typeof(c) not in ('string', 'null')) end
$$;

create or replace function private.check_rows(caller private.caller, request jsonb)
returns jsonb
language plpgsql as $$
declare
  job stempel.import := private.lock_import(caller, (request->>'id')::bigint);
  first bigint := (request->>'first')::bigint;
  fresh jsonb;
begin
  perform private.refuse_invalid(private.import_row_errors(request,
                                                           jsonb_array_length(job.columns)));
  if first > job.received + 1 then
    perform private.refuse_conflict('rows_missing', jsonb_build_object(
      'received', job.received));
  elsif first + jsonb_array_length(request->'rows') - 1 > job.rows then
    perform private.refuse_invalid(private.field_error('rows', 'too_long', jsonb_build_object(
      'max', job.rows - first + 1)));
  end if;
  -- Sent again after a line was lost: what is here already is not taken twice.
  select coalesce(jsonb_agg(r.cells order by r.place), '[]') into fresh
    from jsonb_array_elements(request->'rows') with ordinality as r (cells, place)
   where first + r.place - 1 > job.received;
  if job.state = 'checking' and fresh <> '[]' then
    job := private.take_rows(caller, job, fresh);
    job.state := case when job.received = job.rows then 'checked' else 'checking' end;
  end if;
  return private.save_import(job);
end
$$;

create or replace function api.import_check(request jsonb) returns jsonb
language plpgsql security definer set search_path = stempel, pg_temp as $$
declare
  caller private.caller := private.enter('import_check', request);
  reply jsonb;
begin
  perform private.check_request(caller, request);
  reply := private.replayed(caller, request);
  return coalesce(reply, private.remember(caller, request,
                                          private.check_rows(caller, request)));
end
$$;
comment on function api.import_check(jsonb) is
  'Checks the next rows of a file; nobody becomes a member by it.';

create or replace function private.check_totals(job stempel.import, expected jsonb) returns void
language plpgsql as $$
begin
  if not private.only(job.totals, array(select jsonb_object_keys(expected))) = expected then
    perform private.refuse_conflict('totals_differ', jsonb_build_object('totals', job.totals));
  end if;
end
$$;

create or replace function private.run_import(caller private.caller, request jsonb)
returns jsonb
language plpgsql as $$
declare
  job stempel.import := private.lock_import(caller, (request->>'id')::bigint);
begin
  case job.state
    when 'checked' then
      perform private.check_totals(job, coalesce(nullif(request->'expected', 'null'), '{}'));
      if (job.bad->>'rows')::bigint > 0
         and coalesce((request->>'skip_bad')::boolean, false) is not true then
        perform private.refuse_conflict('bad_rows', jsonb_build_object(
          'rows', job.bad->'rows'));
      end if;
      job.state := 'running';
      job.started_at := private.now();
      perform private.audit(caller, 'import.run', 'import', job.id, job.name, null,
                            private.import_figures(job));
    when 'running' then
      null;
    when 'done' then
      return private.import_record(job);
    when 'checking' then
      perform private.refuse_conflict('not_checked', jsonb_build_object(
        'rows', job.rows, 'received', job.received));
    else
      perform private.refuse_conflict('undone');
  end case;
  job := private.import_chunk(caller, job);
  -- As with jobs: the last chunk waits for the disk, and with it all the others are there.
  if job.state = 'running' then
    perform set_config('synchronous_commit', 'off', true);
  end if;
  return private.save_import(job);
end
$$;

create or replace function api.import_run(request jsonb) returns jsonb
language plpgsql security definer set search_path = stempel, pg_temp as $$
declare
  caller private.caller := private.enter('import_run', request);
  errors jsonb := private.request_errors(caller, request);
  reply jsonb;
begin
  if jsonb_typeof(request->'expected') = 'object' then
    errors := errors || private.object_errors(
      request->'expected', private.members_of('import_run') #> '{expected,members}');
  end if;
  perform private.refuse_invalid(errors);
  reply := private.replayed(caller, request);
  return coalesce(reply, private.remember(caller, request, private.run_import(caller, request)));
end
$$;
comment on function api.import_run(jsonb) is
  'Imports the next rows of a checked file. While it answers `running`, there are more.';

create or replace function private.undo_import(caller private.caller, request jsonb)
returns jsonb
language plpgsql as $$
declare
  job stempel.import := private.lock_import(caller, (request->>'id')::bigint);
begin
  case
    when job.state in ('checking', 'checked') then
      job := private.discard_import(caller, job);
    when job.state in ('running', 'done') then
      job := private.begin_undo(caller, job);
    when job.state = 'undoing' then
      job := private.undo_chunk(caller, job);
    else
      null; -- It was undone before.
  end case;
  return private.save_import(job);
end
$$;

create or replace function api.import_undo(request jsonb) returns jsonb
language plpgsql security definer set search_path = stempel, pg_temp as $$
declare
  caller private.caller := private.enter('import_undo', request);
  reply jsonb;
begin
  perform private.check_request(caller, request);
  reply := private.replayed(caller, request);
  return coalesce(reply, private.remember(caller, request,
                                          private.undo_import(caller, request)));
end
$$;
comment on function api.import_undo(jsonb) is
  'Takes an import back that nobody has used yet. While it answers `undoing`, there is more to do.';

create or replace function api.import_list(request jsonb) returns jsonb
language plpgsql security definer set search_path = stempel, pg_temp as $$
declare
  caller private.caller := private.enter('import_list', request);
  after jsonb := private.decode_cursor(private.plain(request, 'after'));
  found import[];
begin
  perform private.refuse_invalid(private.request_errors(caller, request)
                                 || private.cursor_errors(request, true));
  found := array(select i from import i
                  where i.merchant_id = caller.merchant_id
                    and (after is null or i.id < (after->>1)::bigint)
                  order by i.id desc limit private.page_limit(request) + 1);
  return jsonb_build_object(
    'items', (select coalesce(jsonb_agg(private.import_record(found[n]) order by n), '[]')
                from generate_subscripts(found[:private.page_limit(request)], 1) n),
    'next', case when cardinality(found) > private.page_limit(request)
                 then private.encode_cursor(jsonb_build_array(
                   (found[private.page_limit(request)]).created_at,
                   (found[private.page_limit(request)]).id)) end);
end
$$;
comment on function api.import_list(jsonb) is 'Lists the files that members came from.';

create or replace function private.import_errors_page(job stempel.import, after bigint,
                                                      how_many integer)
returns jsonb
language plpgsql stable set enable_seqscan = off as $$
begin
  return (
    select jsonb_build_object(
             'items', coalesce(jsonb_agg(f.item order by f.number, f.column_place, f.place)
                               filter (where f.number_of <= how_many), '[]'),
             'next', case when max(f.number_of) > how_many then private.encode_cursor(
               jsonb_build_array('', max(f.number) filter (where f.number_of <= how_many))) end)
      from (select r.number, e.place, c.place as column_place,
                   dense_rank() over (order by r.number) as number_of,
                   jsonb_build_object('line', r.line, 'column', c.name, 'field', e.error->'field',
                     'code', e.error->'code', 'facts', e.error - array['field', 'code']) as item
              from (select x.* from stempel.import_row x
                     where x.merchant_id = job.merchant_id and x.import_id = job.id
                       and x.number > after and x.errors is not null
                     order by x.number limit how_many + 1) r
             cross join jsonb_array_elements(r.errors) with ordinality as e (error, place)
              left join (select i.value->>'field' as field, i.value->>'column' as name,
                                i.ordinality as place
                           from jsonb_array_elements(job.columns) with ordinality i) c
                on c.field = e.error->>'field') f);
end
$$;
comment on function private.import_errors_page(stempel.import, bigint, integer) is
  'A page is of so many rows: what is wrong with one row stays together.';

create or replace function api.import_errors(request jsonb) returns jsonb
language plpgsql security definer set search_path = stempel, pg_temp as $$
declare
  caller private.caller := private.enter('import_errors', request);
  after jsonb := private.decode_cursor(private.plain(request, 'after'));
  job import;
begin
  perform private.refuse_invalid(private.request_errors(caller, request)
                                 || private.cursor_errors(request, false));
  select * into job from import i
   where i.merchant_id = caller.merchant_id and i.id = (request->>'id')::bigint;
  if job.id is null then
    perform private.refuse_missing('import');
  end if;
  return private.import_errors_page(job, coalesce((after->>1)::bigint, 0),
                                    private.page_limit(request));
end
$$;
comment on function api.import_errors(jsonb) is
  'Lists what is wrong in the rows of a file, by line.';

-- What an import says it brought is what the ledger and the members say.
create or replace function private.check_imports() returns setof jsonb
language sql stable parallel safe as $$
  select private.violation('import', 'import', i.id, jsonb_build_object(
           'state', i.state, 'imported', i.imported, 'points', coalesce(e.points, 0),
           'stamps', coalesce(e.stamps, 0), 'members', coalesce(r.members, 0)))
    from stempel.import i
    left join (select x.batch_id, sum(x.points) as points, sum(x.stamps) as stamps
                 from stempel.entry x
                where x.merchant_id = private.current_merchant() and x.kind = 'import' group by 1) e
      on e.batch_id = i.id
    left join (select x.import_id, count(x.customer_id) as members from stempel.import_row x
                where x.merchant_id = private.current_merchant() group by 1) r
      on r.import_id = i.id
   where i.merchant_id = private.current_merchant() and i.state <> 'undoing'
     and (coalesce(e.points, 0), coalesce(e.stamps, 0), coalesce(r.members, 0)) is distinct from
         case when i.state in ('running', 'done')
              then (coalesce((i.imported->>'points')::numeric, 0),
                    coalesce((i.imported->>'stamps')::bigint, 0),
                    coalesce((i.imported->>'members')::bigint, 0))
              else (0::numeric, 0::bigint, 0::bigint) end
  union all
  select private.violation('import', 'entry', x.id, jsonb_build_object('batch_id', x.batch_id))
    from stempel.entry x
    left join stempel.import i on (i.merchant_id, i.id) = (x.merchant_id, x.batch_id)
   where x.merchant_id = private.current_merchant() and x.kind = 'import' and i.id is null
$$;
