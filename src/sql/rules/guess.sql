-- rules/guess.sql: guesses at passwords and codes: counted, and after some there is a wait
--
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- For secrets that come through the server only, whose every call commits: rows do as a count. PINs
-- are compared for direct connections as well, see rules/pin.sql.

create or replace function private.guess_tries() returns integer
language sql immutable as $$ select 5 $$;
comment on function private.guess_tries() is 'Comparisons before a wait.';

create or replace function private.guess_subject(about text, address inet default null)
returns bytea
language sql immutable as $$
  -- Of IPv6 a customer has a /64.
  select sha256(convert_to(about || ' ' || coalesce(
    network(set_masklen(address, case family(address) when 4 then 32 else 64 end))::text, ''),
    'UTF8'))
$$;

create or replace function private.count_guess(subject bytea, at timestamptz)
returns timestamptz
language plpgsql as $$
declare
  counted private.guess;
begin
  -- Nobody waits longer than a day, so what is older says nothing any more.
  delete from private.guess g
   where g.subject in (select o.subject from private.guess o
                        where o.last_at < at - interval '2 days'
                        order by o.last_at limit 10 for update skip locked);
  insert into private.guess as g (subject, failures, last_at)
  values (count_guess.subject, 1, at)
  on conflict on constraint guess_pkey do update
     set failures = case when g.locked_until > at then g.failures else g.failures + 1 end,
         last_at = greatest(g.last_at, at)
  returning * into counted;
  return case when counted.locked_until > at then counted.locked_until end;
end
$$;
comment on function private.count_guess(bytea, timestamptz) is
  'Counts before anything is compared. The row stays locked, so that guesses at one thing queue. '
  'Until when one has to wait, or null.';

create or replace function private.guess_failed(subject bytea, tries integer, at timestamptz)
returns timestamptz
language sql as $$
  update private.guess g
     set failures = 0, lock_level = g.lock_level + 1,
         locked_until = at + private.lock_time(g.lock_level)
   where g.subject = guess_failed.subject and g.failures >= tries
  returning g.locked_until
$$;
comment on function private.guess_failed(bytea, integer, timestamptz) is
  'Until when one has to wait from now on, or null.';

create or replace function private.guess_held(subject bytea) returns void
language sql as $$
  delete from private.guess g where g.subject = guess_held.subject
$$;

create or replace function private.guess_undecided(subject bytea) returns void
language sql as $$
  update private.guess g set failures = g.failures - 1 where g.subject = guess_undecided.subject
$$;
comment on function private.guess_undecided(bytea) is
  'Neither right nor wrong: something is missing yet.';

create or replace function private.wait_problem(until timestamptz) returns jsonb
language sql immutable as $$
  select private.problem('rate_limited', jsonb_build_object('available_at', until))
$$;
