-- rules/jobs.sql: what the database does by itself, chunk by chunk
--
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- A chunk is a few hundred lots or full cards in the order of their last day. Their accounts are
-- locked without waiting: who is at a counter just now is left for a later pass. A chunk is one
-- transaction, so that whoever books meanwhile waits for one chunk at most, a job that is killed
-- has done whole chunks, and any number of them can work at once. Where the work is comes from the
-- lots themselves; the row of the job only tells how far it is.

create or replace function private.job_steps(name text) returns text[]
language sql immutable as $$
  select case name when 'expiry' then array['lots', 'entitlements']
                   when 'notices' then array['notices']
                   when 'tiers' then array['tiers']
                   when 'birthdays' then array['birthdays'] end
$$;
comment on function private.job_steps(text) is 'What a job goes through; null: no such job.';

create or replace function private.job_names() returns text[]
language sql immutable as $$
  select array['expiry', 'notices', 'tiers', 'birthdays']
$$;

create or replace function private.job_chunk_size() returns integer
language sql immutable as $$
  select 500
$$;
comment on function private.job_chunk_size() is 'The most that a chunk looks at.';

-- On a slow or busy machine a chunk is made smaller, so that nobody waits long for it.
create or replace function private.next_chunk_size(size integer, taken interval) returns integer
language sql immutable as $$
  select case when taken > interval '50 ms' then greatest(size / 2, least(50, size))
              when taken < interval '25 ms' then least(size * 2, private.job_chunk_size())
              else size end
$$;

create or replace function private.try_lock_accounts(caller private.caller, ids bigint[])
returns bigint[]
language plpgsql as $$
declare
  free bigint[];
begin
  select array_agg(u.id) into free
    from (select distinct id from unnest(ids) id order by id) u
   where pg_try_advisory_xact_lock(u.id);
  return array(select a.id from stempel.account a
                where a.merchant_id = caller.merchant_id and a.id = any (free)
                order by a.id for update skip locked);
end
$$;
comment on function private.try_lock_accounts(private.caller, bigint[]) is
  'Those of the accounts that nobody had locked: the locks of private.lock_account, never waiting.';

-- Looked at without any lock; what they really are is read again when their accounts are locked.
create or replace function private.lapsed_lots(merchant bigint, last_day date,
                                               after private.candidate, how_many bigint)
returns setof private.candidate
language plpgsql stable as $$
begin
  return query
    select l.expires_on, l.account_id, l.id
      from stempel.lot l
     where l.merchant_id = merchant and l.open and l.expires_on is not null
       and l.expires_on <= last_day
       and (l.expires_on, l.account_id, l.id) > (after.day, after.account_id, after.id)
     order by l.expires_on, l.account_id, l.id
     limit how_many;
end
$$;

create or replace function private.lots_to_tell_of(merchant bigint, today date, zone text,
                                                   after private.candidate, how_many bigint)
returns setof private.candidate
language plpgsql stable as $$
begin
  return query
    select l.expires_on, l.account_id, l.id
      from stempel.lot l
     where l.merchant_id = merchant and l.open and l.expires_on is not null
       and l.expires_on between today and today + 30
       and private.notice_days(l, today, zone) is not null
       and (l.expires_on, l.account_id, l.id) > (after.day, after.account_id, after.id)
     order by l.expires_on, l.account_id, l.id
     limit how_many;
end
$$;

create or replace function private.lapsed_entitlements(merchant bigint, last_day date,
                                                       after private.candidate, how_many bigint)
returns setof private.candidate
language plpgsql stable as $$
begin
  return query
    select t.expires_on, t.account_id, t.id
      from stempel.entitlement t
     where t.merchant_id = merchant and t.state = 'open' and t.expires_on is not null
       and t.expires_on <= last_day
       and (t.expires_on, t.account_id, t.id) > (after.day, after.account_id, after.id)
     order by t.expires_on, t.account_id, t.id
     limit how_many;
end
$$;

create or replace function private.candidates(caller private.caller, step text,
                                              after private.candidate, how_many bigint)
returns setof private.candidate
language plpgsql stable as $$
declare
  today date := private.local_day(caller, private.now());
begin
  case step
    when 'lots' then
      return query select * from private.lapsed_lots(
        caller.merchant_id, today - 1, after, how_many);
    when 'entitlements' then
      return query select * from private.lapsed_entitlements(
        caller.merchant_id, today - 1, after, how_many);
    when 'notices' then
      return query select * from private.lots_to_tell_of(
        caller.merchant_id, today, caller.zone, after, how_many);
    when 'tiers' then
      return query select * from private.tiers_to_work_on(
        caller.merchant_id, today, after, how_many);
    when 'birthdays' then
      return query select * from private.birthdays_due(
        caller.merchant_id, caller.zone, today, after, how_many);
  end case;
end
$$;
comment on function private.candidates(private.caller, text, private.candidate, bigint) is
  'The next lots or full cards that a step of a job has to look at.';

create or replace function private.work_on(caller private.caller, step text, ids bigint[])
returns jsonb
language plpgsql as $$
begin
  return case step
           when 'lots' then private.expire_lots(caller, ids)
           when 'entitlements' then private.expire_entitlements(caller, ids)
           when 'notices' then private.give_notices(caller, ids)
           when 'tiers' then private.review_tiers(caller, ids)
           when 'birthdays' then private.give_birthdays(caller, ids)
         end;
end
$$;

create or replace function private.first_place(name text) returns jsonb
language sql immutable as $$
  select jsonb_build_object('step', (private.job_steps(name))[1], 'day', '-infinity',
                            'account', 0, 'id', 0, 'skipped', 0, 'pass', 1,
                            -- What is booked row by row begins with few.
                            'size', least(private.job_chunk_size(),
                                          case when name = 'birthdays' then 50 end))
$$;

-- Ten passes: at most one of each is lost to somebody who books at that very moment. Whoever keeps
-- an account locked for longer keeps its points for another run.
create or replace function private.next_place(name text, place jsonb, last private.candidate,
                                              finished boolean, skipped integer)
returns jsonb
language plpgsql immutable as $$
declare
  steps text[] := private.job_steps(name);
  step integer := array_position(steps, place->>'step');
  skipped_so_far integer := (place->>'skipped')::integer + skipped;
  pass integer := (place->>'pass')::integer;
begin
  if not finished then
    return place || jsonb_build_object('day', last.day, 'account', last.account_id,
                                       'id', last.id, 'skipped', skipped_so_far);
  elsif step < cardinality(steps) then
    return private.first_place(name) || jsonb_build_object(
      'step', steps[step + 1], 'skipped', skipped_so_far, 'pass', pass);
  elsif skipped_so_far > 0 and pass < 10 then
    return private.first_place(name) || jsonb_build_object('pass', pass + 1);
  end if;
  return null;
end
$$;
comment on function private.next_place(text, jsonb, private.candidate, boolean, integer) is
  'Where the next chunk begins; null: the job has come to its end.';

create or replace function private.job_chunk(caller private.caller, name text, place jsonb,
                                             out counts jsonb, out next jsonb)
language plpgsql as $$
declare
  started_at timestamptz := clock_timestamp();
  size integer := (place->>'size')::integer;
  after private.candidate := row((place->>'day')::date, (place->>'account')::bigint,
                                 (place->>'id')::bigint);
  found private.candidate[] := array(
    select c::private.candidate
      from private.candidates(caller, place->>'step', after, size) c);
  free bigint[] := private.try_lock_accounts(caller,
    array(select distinct c.account_id from unnest(found) c));
  ids bigint[] := array(select c.id from unnest(found) c
                          join unnest(free) as f (account_id) using (account_id));
begin
  counts := '{}';
  if ids <> '{}' then
    counts := private.work_on(caller, place->>'step', ids);
  end if;
  next := private.next_place(name, place, found[cardinality(found)], cardinality(found) < size,
                             cardinality(found) - cardinality(ids))
          || jsonb_build_object('size', private.next_chunk_size(size,
                                                                clock_timestamp() - started_at));
end
$$;
comment on function private.job_chunk(private.caller, text, jsonb) is
  'Does the chunk that begins at a place, and says what it did and where the next one begins.';

create or replace function private.added_counts(one jsonb, other jsonb) returns jsonb
language sql immutable as $$
  select coalesce(jsonb_object_agg(u.key, u.n), '{}')
    from (select key, sum(value::bigint) as n
            from (select * from jsonb_each_text(one)
                  union all select * from jsonb_each_text(other)) e
           group by key) u
$$;

-- What a job counts as done are its rows, not their points.
create or replace function private.things_done(counts jsonb) returns bigint
language sql immutable as $$
  select coalesce((counts->>'lots')::bigint, 0) + coalesce((counts->>'entitlements')::bigint, 0)
         + coalesce((counts->>'notices')::bigint, 0) + coalesce((counts->>'tiers')::bigint, 0)
         + coalesce((counts->>'birthdays')::bigint, 0)
$$;

create or replace function private.count_work(caller private.caller, name text) returns bigint
language plpgsql stable as $$
declare
  today date := private.local_day(caller, private.now());
begin
  if name = 'notices' then
    return (select count(*) from stempel.lot l
             where l.merchant_id = caller.merchant_id and l.open
               and l.expires_on between today and today + 30
               and private.notice_days(l, today, caller.zone) is not null);
  elsif name = 'tiers' then
    return private.count_tiers_to_review(caller);
  elsif name = 'birthdays' then
    return (select count(*) from private.birthdays_due(
              caller.merchant_id, caller.zone, today, row('-infinity', 0, 0), null));
  end if;
  return (select count(*) from stempel.lot l
           where l.merchant_id = caller.merchant_id and l.open and l.expires_on is not null
             and l.expires_on < today)
       + (select count(*) from stempel.entitlement t
           where t.merchant_id = caller.merchant_id and t.state = 'open'
             and t.expires_on is not null and t.expires_on < today);
end
$$;

create or replace function private.begin_job(caller private.caller, wanted text)
returns stempel.job
language plpgsql as $$
declare
  at timestamptz := private.now();
  left_over bigint := private.count_work(caller, wanted);
  job stempel.job;
begin
  -- One that runs is joined, and one that was killed goes on: it looks the same, and is.
  insert into stempel.job as j (merchant_id, name, state, started_at, worked_at, total)
  values (caller.merchant_id, wanted, 'running', at, at, left_over)
  on conflict (merchant_id, name) do update
     set state = 'running', worked_at = at, finished_at = null, error = null, place = null,
         started_at = case when j.state = 'running' then j.started_at else at end,
         done = case when j.state = 'running' then j.done else 0 end,
         counts = case when j.state = 'running' then j.counts else '{}' end,
         total = case when j.state = 'running' then j.done else 0 end + left_over
  returning * into job;
  return job;
end
$$;

-- The last statement of a chunk: from here to the end of the transaction the others have to wait.
create or replace function private.tell_job(caller private.caller, wanted text, added jsonb,
                                            next jsonb)
returns stempel.job
language plpgsql as $$
declare
  at timestamptz := private.now();
  job stempel.job;
begin
  update stempel.job j
     set done = j.done + private.things_done(added), worked_at = at, place = next,
         counts = private.added_counts(j.counts, added),
         total = greatest(j.total, j.done + private.things_done(added)),
         state = case when next is null then 'idle' else 'running' end,
         finished_at = case when next is null then at end,
         result = case when next is null then private.added_counts(j.counts, added)
                       else j.result end,
         next_at = case when next is null
                        then private.business_day_begins(private.local_day(caller, at) + 1,
                                                         caller.zone, '00:00')
                        else j.next_at end
   where j.merchant_id = caller.merchant_id and j.name = wanted
  returning * into job;
  return job;
end
$$;

create or replace function private.fail_job(merchant bigint, wanted text, message text)
returns jsonb
language plpgsql as $$
declare
  caller private.caller := private.job_caller(merchant, wanted);
  job stempel.job;
begin
  insert into stempel.job as j (merchant_id, name, state, worked_at, finished_at, error)
  values (merchant, wanted, 'failed', private.now(), private.now(), message)
  on conflict on constraint job_pkey do update
     set state = 'failed', finished_at = private.now(), error = message
  returning * into job;
  return private.job_record(job);
end
$$;
comment on function private.fail_job(bigint, text, text) is
  'Remembers why a chunk could not be done, after its transaction was rolled back.';

-- A job that stopped telling was killed; it goes on with the next run.
create or replace function private.job_record(job stempel.job) returns jsonb
language plpgsql stable as $$
declare
  lost boolean := job.state = 'running' and job.worked_at < private.now() - interval '1 minute';
begin
  return jsonb_build_object(
    'name', job.name, 'state', case when lost then 'failed' else job.state end,
    'started_at', job.started_at, 'finished_at', job.finished_at, 'done', job.done,
    'total', job.total, 'result', job.result,
    'error', case when lost then 'interrupted' else job.error end, 'next_at', job.next_at);
end
$$;

create or replace function private.job_caller(merchant bigint, name text) returns private.caller
language plpgsql as $$
declare
  caller private.caller;
begin
  perform set_config('stempel.merchant_id', merchant::text, true);
  select 'job_run', true, m.merchant_id, null, null, null, null, m.zone, m.language, m.country,
         m.currency
    into strict caller
    from stempel.merchant m where m.merchant_id = merchant;
  if private.job_steps(name) is null then
    perform private.refuse_missing('job');
  end if;
  return caller;
end
$$;
comment on function private.job_caller(bigint, text) is
  'Nobody: a job acts for the merchant, with no login. Sets the merchant in force.';

create or replace function private.jobs_to_run(wanted text)
returns table (merchant_id bigint, name text)
language plpgsql stable as $$
begin
  if wanted is not null and private.job_steps(wanted) is null then
    perform private.refuse_missing('job');
  end if;
  return query
    select m.merchant_id, n.name
      from stempel.merchant m
     cross join unnest(private.job_names()) with ordinality as n (name, place)
     where wanted is null or n.name = wanted
     order by m.merchant_id, n.place;
end
$$;
comment on function private.jobs_to_run(text) is
  'Whose jobs there are, for one who sees all merchants; null: every job.';

create or replace function private.run_job(merchant bigint, name text, place jsonb)
returns jsonb
language plpgsql as $$
declare
  caller private.caller := private.job_caller(merchant, name);
  job stempel.job;
  chunk record;
begin
  if place is null then
    job := private.begin_job(caller, name);
    return jsonb_build_object('job', private.job_record(job), 'place', private.first_place(name),
                              'again', false);
  end if;
  select * into chunk from private.job_chunk(caller, name, place);
  job := private.tell_job(caller, name, chunk.counts, chunk.next);
  -- Nothing waits for the disk but the last chunk, and with it all the others are there. What is
  -- lost when the computer stops before is done again; no booking can survive a chunk it has seen.
  if chunk.next is not null then
    perform set_config('synchronous_commit', 'off', true);
  end if;
  return jsonb_build_object('job', private.job_record(job), 'place', chunk.next,
                            'again', coalesce(chunk.next->>'pass' <> place->>'pass', false));
end
$$;
comment on function private.run_job(bigint, text, jsonb) is
  'Begins a job (place null) or does one chunk of it: {job, place of the next chunk, again: whether '
  'this is for those that were busy}. No place: the job is done. Called by the owner only.';
