-- api/job.sql: what the database does by itself, to be looked at and started by hand
--
-- SPDX-License-Identifier: GPL-3.0-or-later

create or replace function api.job_list(request jsonb) returns jsonb
language plpgsql security definer set search_path = stempel, pg_temp as $$
declare
  caller private.caller := private.enter('job_list', request);
begin
  perform private.check_request(caller, request);
  return jsonb_build_object('next', null, 'items', (
    select jsonb_agg(private.job_record(j) || jsonb_build_object(
             'name', u.name, 'state', coalesce(private.job_record(j)->>'state', 'idle'))
             order by u.place)
      from unnest(private.job_names()) with ordinality as u (name, place)
      left join job j on j.merchant_id = caller.merchant_id and j.name = u.name));
end
$$;
comment on function api.job_list(jsonb) is 'Lists the jobs: how far they are, what they did last.';

create or replace function api.job_run(request jsonb) returns jsonb
language plpgsql security definer set search_path = stempel, pg_temp as $$
declare
  caller private.caller := private.enter('job_run', request);
  wanted text := request->>'name';
  reply jsonb;
  work job;
  chunk record;
begin
  perform private.check_request(caller, request);

  reply := private.replayed(caller, request);
  if reply is not null then
    return reply;
  end if;
  select * into work from job j where j.merchant_id = caller.merchant_id and j.name = wanted;
  if work.state is distinct from 'running' or work.place is null then
    work := private.begin_job(caller, wanted);
    perform private.audit(caller, 'job.run', 'job', null, wanted);
  end if;
  select * into chunk
    from private.job_chunk(caller, wanted, coalesce(work.place, private.first_place(wanted)));
  work := private.tell_job(caller, wanted, chunk.counts, chunk.next);
  return private.remember(caller, request, private.job_record(work));
end
$$;
comment on function api.job_run(jsonb) is
  'Does one chunk of a job. While it answers `running`, there is more to do.';
