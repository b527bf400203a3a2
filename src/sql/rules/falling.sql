-- rules/falling.sql: the nightly evaluation of tiers: announcing downgrades, and making them
--
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- A tier is lost on the day after it was kept to the end, and some days of grace. The member is
-- told 30 days before, and never less than 14 days before: a job that did not run, or a refund,
-- takes no tier from one day to the next.

create or replace function private.least_tier_notice() returns integer
language sql immutable as $$
  select 14
$$;

create or replace function private.last_entry(account stempel.account) returns bigint
language plpgsql stable as $$
begin
  return (select coalesce(max(e.id), 0) from stempel.entry e
           where e.merchant_id = account.merchant_id
             and e.account_id = any (array_append(account.includes, account.id)));
end
$$;

create or replace function private.announce_fall(held stempel.account_tier, tiers jsonb,
                                                 falls_on date, day date, at timestamptz)
returns stempel.account_tier
language plpgsql as $$
begin
  held.falls_on := greatest(falls_on, day + private.least_tier_notice());
  held.review_on := held.falls_on;
  -- Who has one by hand then does not feel it.
  if not private.manual_runs(held, tiers, 'infinity', held.falls_on) then
    insert into stempel.notice (merchant_id, account_id, kind, subject_id, days, due_on, tier,
                                created_at)
    values (held.merchant_id, held.account_id, 'tier_falls', held.account_id,
            held.falls_on - day, held.falls_on - 1, held.tier, at)
    on conflict do nothing;
  end if;
  return held;
end
$$;
comment on function private.announce_fall(stempel.account_tier, jsonb, date, date, timestamptz) is
  'Sets the day of a downgrade and tells the member of it.';

-- One that the account is still entitled to: until when, and whether it is time to tell of the end.
create or replace function private.review_kept(held stempel.account_tier, own jsonb,
                                               rules stempel.program_version,
                                               outlook private.tier_outlook, at timestamptz,
                                               last_entry bigint, out after stempel.account_tier,
                                               out result text)
language plpgsql as $$
declare
  announced date := held.falls_on;
begin
  after := private.settled_tier(held, rules, own, outlook, at, last_entry);
  if after.review_on <= outlook.day then
    if announced is not null and announced > after.kept_until then
      after.falls_on := announced;
      after.review_on := announced;
      return;
    end if;
    after := private.announce_fall(
      after, rules.tiers, after.kept_until + 1 + (own->>'grace_days')::integer, outlook.day, at);
    result := 'announced';
  end if;
end
$$;

-- One that the account is not entitled to any more: told of first, then taken.
create or replace function private.review_lost(held stempel.account_tier, own jsonb, best jsonb,
                                               rules stempel.program_version,
                                               outlook private.tier_outlook, at timestamptz,
                                               last_entry bigint, out after stempel.account_tier,
                                               out result text)
language plpgsql as $$
begin
  if held.falls_on is null then
    result := 'announced';
    after := private.announce_fall(
      held, rules.tiers, least(held.kept_until, outlook.day - 1) + 1
                         + (own->>'grace_days')::integer, outlook.day, at);
  elsif held.falls_on <= outlook.day then
    result := 'fallen';
    after := private.settled_tier(held, rules, best, outlook, at, last_entry);
  else
    after := held;
    after.review_on := held.falls_on;
  end if;
end
$$;

create or replace function private.review_tier(caller private.caller, account stempel.account,
                                               at timestamptz)
returns text
language plpgsql as $$
declare
  rules stempel.program_version := private.rules_of(account);
  held stempel.account_tier := private.held_tier(account);
  outlook private.tier_outlook;
  own jsonb := private.tier_by_key(rules.tiers, held.tier);
  best jsonb;
  last_entry bigint;
  reviewed record;
begin
  if own is null or (private.find_program(caller, account.program_id)).state = 'closed' then
    -- Given up by the rules, or with the program: nothing is left to be kept or lost.
    held.review_on := null;
    perform private.save_tier(held);
    return null;
  end if;
  outlook := private.tier_outlook(account, rules, private.local_day(caller, at), caller.zone, null);
  best := private.best_tier(rules.tiers, outlook);
  last_entry := private.last_entry(account);
  if (best->>'rank')::integer > (own->>'rank')::integer then
    perform private.save_tier(private.settled_tier(held, rules, best, outlook, at, last_entry));
    return 'raised';
  elsif best->>'key' = own->>'key' then
    select * into reviewed
      from private.review_kept(held, own, rules, outlook, at, last_entry);
  else
    select * into reviewed
      from private.review_lost(held, own, best, rules, outlook, at, last_entry);
  end if;
  perform private.save_tier(reviewed.after);
  return reviewed.result;
end
$$;
comment on function private.review_tier(private.caller, stempel.account, timestamptz) is
  'Evaluates one account that is locked; says what came of it: raised, fallen, announced, null.';

create or replace function private.review_tiers(caller private.caller, ids bigint[])
returns jsonb
language plpgsql as $$
declare
  at timestamptz := private.now();
  account stempel.account;
  result text;
  counts jsonb := jsonb_build_object('tiers', cardinality(ids));
begin
  for account in
    select a.* from stempel.account a
      join stempel.account_tier t on (t.merchant_id, t.account_id) = (a.merchant_id, a.id)
     where a.merchant_id = caller.merchant_id and a.id = any (ids)
       and t.review_on <= private.local_day(caller, at)
     order by a.id
  loop
    result := private.review_tier(caller, account, at);
    if result is not null then
      counts := private.added_counts(counts, jsonb_build_object(result, 1));
    end if;
  end loop;
  return counts;
end
$$;
comment on function private.review_tiers(private.caller, bigint[]) is
  'Evaluates the tiers of the accounts, which are locked and read again here.';

-- Looked at without any lock, like lots and full cards.
create or replace function private.tiers_to_work_on(merchant bigint, last_day date,
                                                    after private.candidate, how_many bigint)
returns setof private.candidate
language plpgsql stable as $$
begin
  return query
    select t.review_on, t.account_id, t.account_id
      from stempel.account_tier t
     where t.merchant_id = merchant and t.review_on is not null and t.review_on <= last_day
       and (t.review_on, t.account_id) > (after.day, after.account_id)
     order by t.review_on, t.account_id
     limit how_many;
end
$$;

create or replace function private.count_tiers_to_review(caller private.caller) returns bigint
language plpgsql stable as $$
begin
  return (select count(*) from stempel.account_tier t
           where t.merchant_id = caller.merchant_id and t.review_on is not null
             and t.review_on <= private.local_day(caller, private.now()));
end
$$;

create or replace function private.review_program(caller private.caller, published stempel.program)
returns void
language plpgsql as $$
begin
  update stempel.account_tier t set review_on = private.local_day(caller, private.now())
    from stempel.account a, stempel.program_version v, stempel.program_version w
   where t.merchant_id = caller.merchant_id and t.tier is not null
     and (a.merchant_id, a.id) = (t.merchant_id, t.account_id) and a.program_id = published.id
     and (v.merchant_id, v.program_id, v.number)
       = (t.merchant_id, published.id, published.version)
     and (w.merchant_id, w.program_id, w.number)
       = (t.merchant_id, published.id, published.version - 1)
     and (v.tiers, v.tier_metric, v.tier_window)
         is distinct from (w.tiers, w.tier_metric, w.tier_window);
end
$$;
comment on function private.review_program(private.caller, stempel.program) is
  'Has the next evaluation look at everybody who has a tier, if its rules have changed.';
