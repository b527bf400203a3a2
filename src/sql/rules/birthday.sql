-- rules/birthday.sql: the points that members get for their birthday
--
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- A birthday is a calendar day in the merchant's zone. Who was a member when it began gets what the
-- rules promised then, once a year. So it makes no difference to whom and how much when the job
-- runs, as long as it does within a month.

create or replace function private.birthday_window() returns integer
language sql immutable as $$
  select 31
$$;
comment on function private.birthday_window() is
  'For how many days after it a birthday is made up for.';

create or replace function private.born_on(day date) returns smallint[]
language sql immutable as $$
  select case when to_char(day + 1, 'MMDD') = '0301' and to_char(day, 'DD') = '28'
              then '{228,229}'::smallint[]
              else array[to_char(day, 'MMDD')::smallint] end
$$;
comment on function private.born_on(date) is
  'The birthdays, as MMDD, that are kept on a day: those of 29 February on the 28th if need be.';

create or replace function private.last_birthday(birthday date, today date) returns date
language sql immutable as $$
  select case when this_year <= today then this_year
              else private.day_of_year(to_char(birthday, 'MM-DD'),
                                       extract(year from today)::integer - 1) end
    from private.day_of_year(to_char(birthday, 'MM-DD'), extract(year from today)::integer)
      as this_year
$$;
comment on function private.last_birthday(date, date) is 'The last one up to and with today.';

create or replace function private.birthday_key(account_id bigint, year integer) returns uuid
language sql immutable parallel safe as $$
  select md5('birthday:' || account_id || ':' || year)::uuid
$$;
comment on function private.birthday_key(bigint, integer) is
  'The key of the entry: whatever happens, there is one such row for an account and a year.';

create or replace function private.had_birthday(account stempel.account, year integer)
returns boolean
language plpgsql stable as $$
begin
  return exists (
    with recursive same (id) as (
      select account.id
       union
      select a.id from stempel.account a
        join same on a.merged_into = same.id
       where a.merchant_id = account.merchant_id)
    select from same
      join stempel.entry e on e.merchant_id = account.merchant_id
                          and e.idempotency_key = private.birthday_key(same.id, had_birthday.year));
end
$$;
comment on function private.had_birthday(stempel.account, integer) is
  'Whether the account, or one that was merged into it, got its points that year.';

-- What was promised when the day began, by day and program.
create or replace function private.birthday_offers(merchant bigint, zone text, today date)
returns table (day date, begins timestamptz, program_id bigint)
language plpgsql stable as $$
begin
  return query
    select d.day, d.begins, p.id
      from (select today - n as day, (today - n)::timestamp at time zone zone as begins
              from generate_series(0, private.birthday_window()) n) d
      join stempel.program p on p.merchant_id = merchant and p.state = 'active'
      join lateral private.rules_at(p, d.begins) v on v.birthday_points > 0;
end
$$;

create or replace function private.rules_at(p stempel.program, at timestamptz)
returns stempel.program_version
language plpgsql stable as $$
declare
  rules stempel.program_version;
begin
  select * into rules from stempel.program_version v
   where v.merchant_id = p.merchant_id and v.program_id = p.id and v.published_at < at
   order by v.number desc limit 1;
  return rules;
end
$$;
comment on function private.rules_at(stempel.program, timestamptz) is
  'The rules that were published before a moment; nulls: none were.';

-- Looked at without any lock, and day by day: an index finds them, and no chunk reads all members.
create or replace function private.birthdays_due(merchant bigint, zone text, today date,
                                                 after private.candidate, how_many bigint)
returns setof private.candidate
language plpgsql stable as $$
declare
  offer record;
  left_over bigint := how_many;
  found_now bigint;
begin
  for offer in
    select o.day, o.begins, extract(year from o.day)::integer as year,
           array_agg(o.program_id) as programs
      from private.birthday_offers(merchant, zone, today) o
     where o.day >= after.day group by o.day, o.begins order by o.day
  loop
    return query
      select offer.day, a.id, a.id
        from stempel.customer c
        join stempel.account a on a.merchant_id = merchant and a.customer_id = c.id
                              and a.program_id = any (offer.programs)
                              and a.opened_at < offer.begins
       where c.merchant_id = merchant and c.state = 'active'
         and c.birthday_on = any (private.born_on(offer.day))
         and (offer.day, a.id) > (after.day, after.account_id)
         and not private.had_birthday(a, offer.year)
       order by a.id limit left_over;
    get diagnostics found_now = row_count;
    left_over := left_over - found_now;
    exit when left_over <= 0;
  end loop;
end
$$;
comment on function private.birthdays_due(bigint, text, date, private.candidate, bigint) is
  'The next accounts that have not got what they were promised. How many: null for all of them.';

create or replace function private.birthday_of(caller private.caller, account stempel.account,
                                               today date, out day date,
                                               out rules stempel.program_version)
language plpgsql stable as $$
declare
  owner stempel.customer := private.find_customer(caller, account.customer_id);
  program stempel.program := private.find_program(caller, account.program_id);
  begins timestamptz;
begin
  day := private.last_birthday(owner.birthday, today);
  begins := day::timestamp at time zone caller.zone;
  if owner.state = 'active' and program.state = 'active' and account.closed_as is null
     and day >= today - private.birthday_window() and account.opened_at < begins
     and not private.had_birthday(account, extract(year from day)::integer) then
    rules := private.rules_at(program, begins);
  end if;
end
$$;
comment on function private.birthday_of(private.caller, stempel.account, date) is
  'The rules that promise an account points for a birthday it did not get them for; null: none do.';

create or replace function private.give_birthdays(caller private.caller, ids bigint[])
returns jsonb
language plpgsql as $$
declare
  at timestamptz := private.now();
  today date := private.local_day(caller, at);
  account stempel.account;
  due record;
  entry stempel.entry;
  given integer := 0;
  points bigint := 0;
begin
  for account in
    select * from stempel.account a
     where a.merchant_id = caller.merchant_id and a.id = any (ids) order by a.id
  loop
    due := private.birthday_of(caller, account, today);
    continue when ((due.rules).birthday_points > 0) is not true;
    entry := private.draft_transfer(caller, account, 'birthday', null, at);
    entry.login_id := null; -- Whoever started the job.
    entry.program_version := (due.rules).number;
    entry.idempotency_key := private.birthday_key(account.id, extract(year from due.day)::integer);
    entry.points := (due.rules).birthday_points;
    account := private.credit_points(account, entry, entry.points,
                                     private.expires_on(due.rules, today));
    perform private.write_entry(account, entry);
    given := given + 1;
    points := points + entry.points;
  end loop;
  return jsonb_build_object('birthdays', given, 'points', points);
end
$$;
comment on function private.give_birthdays(private.caller, bigint[]) is
  'Credits the points of birthdays to the accounts, which are locked and read again here.';
