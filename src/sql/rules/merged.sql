-- rules/merged.sql: what was booked on an account before it was merged into another one
--
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- The entries stay where they are; account.includes says which accounts stand behind a survivor's.
-- Limits, tiers, voids and refunds of the survivor count the entries of all of them.

create or replace function private.all_accounts(account stempel.account) returns bigint[]
language sql immutable as $$
  select array_prepend(account.id, account.includes)
$$;
comment on function private.all_accounts(stempel.account) is
  'The account and those that were merged into it.';

-- Whoever holds the lock of merges sees whom an account belongs to until the end. It comes before
-- all accounts; who got the account of somebody who is merged just now is refused.
create or replace function private.lock_booked_account(caller private.caller, booked_on bigint)
returns stempel.account
language plpgsql as $$
declare
  account stempel.account := private.find_account(caller, booked_on);
begin
  if account.closed_as = 'merged' then
    perform private.lock_merges(caller);
    loop
      account := private.find_account(caller, account.id);
      exit when account.closed_as is distinct from 'merged';
      account.id := account.merged_into;
    end loop;
  end if;
  return private.lock_account(caller, account.id);
end
$$;
comment on function private.lock_booked_account(private.caller, bigint) is
  'The account on which an entry can be taken back: its own, or that of the survivor.';

create or replace function private.as_booked(account stempel.account, booked stempel.entry)
returns stempel.account
language plpgsql immutable as $$
begin
  if booked.account_id = account.id then
    account.includes := null;
  end if;
  return account;
end
$$;
comment on function private.as_booked(stempel.account, stempel.entry) is
  'The account without its duplicates for what it booked itself: as if there had been no merge.';

create or replace function private.lot_now(account stempel.account, lot stempel.lot)
returns stempel.lot
language plpgsql stable as $$
declare
  moved stempel.lot := lot;
begin
  if lot.account_id <> account.id then
    select * into moved from stempel.lot l
     where l.merchant_id = lot.merchant_id and l.continues = coalesce(lot.continues, lot.id)
       and l.account_id = account.id
     order by l.id desc limit 1;
    moved.remaining := coalesce(moved.remaining, 0);
  end if;
  return moved;
end
$$;
comment on function private.lot_now(stempel.account, stempel.lot) is
  'The lot in which the points of one are since they moved to this account; null and 0: nothing did.';

create or replace function private.lapsed_in(account stempel.account, lot stempel.lot)
returns bigint
language plpgsql stable as $$
begin
  if lot.account_id = account.id then
    return lot.expired;
  end if;
  return lot.expired + (
    select coalesce(sum(l.expired), 0) from stempel.lot l
     where l.merchant_id = lot.merchant_id and l.continues = coalesce(lot.continues, lot.id));
end
$$;
comment on function private.lapsed_in(stempel.account, stempel.lot) is
  'Points that lapsed in a lot before or after they moved.';

create or replace function private.completed_by(card stempel.entitlement, earned stempel.entry)
returns boolean
language plpgsql stable as $$
begin
  return coalesce(card.entry_id = earned.id, false)
    or card.continues is not null
       and exists (select from stempel.entitlement t
                    where t.merchant_id = card.merchant_id and t.id = card.continues
                      and t.entry_id = earned.id);
end
$$;
comment on function private.completed_by(stempel.entitlement, stempel.entry) is
  'Whether an entry filled that card, also before the card moved.';

create or replace function private.reissue_entitlement(card stempel.entitlement,
                                                       entry stempel.entry, today date)
returns void
language plpgsql as $$
begin
  perform private.close_entitlement(card, entry, 'withdrawn');
  insert into stempel.entitlement (merchant_id, account_id, program_id, program_version, entry_id,
                                   stamps, issued_at, expires_on, continues)
  values (card.merchant_id, entry.account_id, card.program_id, card.program_version, entry.id,
          card.stamps, card.issued_at,
          case when card.expires_on < today then today + 14 else card.expires_on end,
          coalesce(card.continues, card.id));
end
$$;
comment on function private.reissue_entitlement(stempel.entitlement, stempel.entry, date) is
  'A reward that the duplicate had collected comes back to the survivor.';

-- As if all stamps had always been given to this one.
create or replace function private.recount_stamps(account stempel.account)
returns stempel.account
language plpgsql as $$
declare
  last stempel.entry := private.last_stamp(account, 0);
begin
  return private.remember_last_stamp(account, last, case when last.id is null then 0
    else private.stamps_given(account, last.business_day, last.occurred_at) end);
end
$$;

create or replace function private.tier_row(account stempel.account) returns jsonb
language sql stable as $$
  select to_jsonb(t) from stempel.account_tier t
   where t.merchant_id = account.merchant_id and t.account_id = account.id
$$;

create or replace function private.limits_of(account stempel.account) returns jsonb
language sql stable as $$
  select jsonb_build_object('last_visit_at', account.last_visit_at,
                            'last_activity_at', account.last_activity_at,
                            'tier', private.tier_row(account))
$$;
comment on function private.limits_of(stempel.account) is
  'What a merge carries over and cannot count again when it is undone.';

create or replace function private.save_limits(account stempel.account) returns void
language plpgsql as $$
begin
  update stempel.account a
     set includes = nullif(account.includes, '{}'),
         last_stamp_entry_id = account.last_stamp_entry_id,
         last_stamp_at = account.last_stamp_at,
         last_stamp_employee_id = account.last_stamp_employee_id,
         last_stamp_login_id = account.last_stamp_login_id,
         last_stamp_store_id = account.last_stamp_store_id, stamps_day = account.stamps_day,
         stamps_today = account.stamps_today, last_visit_at = account.last_visit_at,
         last_activity_at = account.last_activity_at
   where a.merchant_id = account.merchant_id and a.id = account.id;
end
$$;

create or replace function private.take_over_limits(caller private.caller, giver_id bigint,
                                                    taker_id bigint, at timestamptz)
returns jsonb
language plpgsql as $$
declare
  giver stempel.account := private.find_account(caller, giver_id);
  taker stempel.account := private.find_account(caller, taker_id);
  before jsonb := private.limits_of(taker);
  review_on date := (private.held_tier(giver)).review_on;
begin
  taker.includes := array_cat(coalesce(taker.includes, '{}'), private.all_accounts(giver));
  taker := private.recount_stamps(taker);
  taker.last_visit_at := greatest(taker.last_visit_at, giver.last_visit_at);
  taker.last_activity_at := greatest(taker.last_activity_at, giver.last_activity_at);
  perform private.save_limits(taker);
  perform private.take_over_tier(caller, giver, taker, at);
  update stempel.account_tier t set review_on = null
   where t.merchant_id = giver.merchant_id and t.account_id = giver.id;
  return jsonb_build_object('from', giver.id, 'to', taker.id, 'before', before,
                            'after', private.limits_of(taker), 'review_on', review_on);
end
$$;
comment on function private.take_over_limits(private.caller, bigint, bigint, timestamptz) is
  'Cooldown, daily limit, visits and tier of a duplicate count for the survivor from now on.';

create or replace function private.give_limits_back(caller private.caller, carried jsonb,
                                                    at timestamptz)
returns void
language plpgsql as $$
declare
  giver stempel.account := private.find_account(caller, (carried->>'from')::bigint);
  taker stempel.account := private.find_account(caller, (carried->>'to')::bigint);
  before jsonb := carried->'before';
  after jsonb := carried->'after';
begin
  taker.includes := array(select unnest(taker.includes)
                          except all select unnest(private.all_accounts(giver)) order by 1);
  taker := private.recount_stamps(taker);
  if taker.last_visit_at is not distinct from (after->>'last_visit_at')::timestamptz then
    taker.last_visit_at := (before->>'last_visit_at')::timestamptz;
  end if;
  if taker.last_activity_at is not distinct from (after->>'last_activity_at')::timestamptz then
    taker.last_activity_at := (before->>'last_activity_at')::timestamptz;
  end if;
  perform private.save_limits(taker);
  if private.tier_row(taker) is not distinct from nullif(after->'tier', 'null') then
    perform private.restore_tier(taker, nullif(before->'tier', 'null'));
  else
    perform private.part_tier(caller, taker, at);
  end if;
  -- Rules that were published meanwhile have it looked at already.
  update stempel.account_tier t
     set review_on = coalesce(t.review_on, (carried->>'review_on')::date)
   where t.merchant_id = giver.merchant_id and t.account_id = giver.id;
end
$$;

create or replace function private.restore_tier(account stempel.account, before jsonb)
returns void
language plpgsql as $$
begin
  if before is null then
    delete from stempel.account_tier t
     where t.merchant_id = account.merchant_id and t.account_id = account.id;
  else
    perform private.save_tier(jsonb_populate_record(null::stempel.account_tier, before));
  end if;
end
$$;

-- Nobody loses a tier by a merge. The higher one is kept: what both have bought together, what the
-- survivor had, or (where its years began on other days, or a refund has made it too high) what the
-- duplicate had, with its end. The next evaluation looks at what nothing together entitles to.
create or replace function private.take_over_tier(caller private.caller, giver stempel.account,
                                                  taker stempel.account, at timestamptz)
returns void
language plpgsql as $$
declare
  rules stempel.program_version := private.rules_of(taker);
  held stempel.account_tier := private.held_tier(taker);
  other stempel.account_tier := private.held_tier(giver);
  after stempel.account_tier := held;
  day date := private.local_day(caller, at);
  settling stempel.entry;
begin
  if (rules.tiers <> '[]') is not true then
    return;
  end if;
  settling.recorded_at := at;
  settling.id := private.last_entry(taker);
  after := private.raised_tier(held, rules, private.tier_outlook(
    taker, rules, day, private.merchant_zone(taker.merchant_id), null), settling);
  if private.outranks(rules.tiers, other.tier, other.kept_until, after.tier, after.kept_until) then
    after.tier := other.tier;
    after.since := other.since;
    after.kept_until := other.kept_until;
    after.falls_on := other.falls_on;
    after.review_on := day;
    after.program_version := other.program_version;
    after.settled_at := other.settled_at;
    after.settled_entry_id := other.settled_entry_id;
    after.settled_of := coalesce(other.settled_of, array[giver.id]);
  end if;
  if private.manual_runs(other, rules.tiers, 'infinity', day)
     and private.outranks(rules.tiers, other.manual_tier, other.manual_until,
                          held.manual_tier, held.manual_until) then
    after.manual_tier := other.manual_tier;
    after.manual_since := other.manual_since;
    after.manual_until := other.manual_until;
    after.manual_reason := other.manual_reason;
    after.manual_login_id := other.manual_login_id;
  end if;
  if after is distinct from held then
    perform private.save_tier(after);
  end if;
end
$$;

create or replace function private.outranks(tiers jsonb, key integer, kept date,
                                            other_key integer, other_kept date)
returns boolean
language sql immutable as $$
  select key is not null
     and (coalesce((private.tier_by_key(tiers, key)->>'rank')::integer, 0),
          coalesce(kept, 'infinity'))
       > (coalesce((private.tier_by_key(tiers, other_key)->>'rank')::integer, 0),
          case when other_key is null then '-infinity' else coalesce(other_kept, 'infinity') end)
$$;
comment on function private.outranks(jsonb, integer, date, integer, date) is
  'A higher tier, or the same for longer.';

-- Something was bought, or evaluated, while they were one.
create or replace function private.part_tier(caller private.caller, account stempel.account,
                                             at timestamptz)
returns void
language plpgsql as $$
declare
  rules stempel.program_version := private.rules_of(account);
  held stempel.account_tier := private.held_tier(account);
  day date := private.local_day(caller, at);
  settling stempel.entry;
  after stempel.account_tier;
begin
  if (rules.tiers <> '[]') is not true then
    return;
  end if;
  settling.recorded_at := at;
  settling.id := private.last_entry(account);
  after := private.raised_tier(held, rules, private.tier_outlook(
    account, rules, day, private.merchant_zone(account.merchant_id), null), settling);
  if after is not distinct from held and held.tier is not null then
    after.review_on := least(after.review_on, day);
  end if;
  if after is distinct from held then
    perform private.save_tier(after);
  end if;
end
$$;
comment on function private.part_tier(private.caller, stempel.account, timestamptz) is
  'What the survivor is not entitled to alone goes by the next evaluation, with notice.';

create or replace function private.check_not_taken_back(caller private.caller,
                                                        merged stempel.merge)
returns void
language plpgsql as $$
declare
  reversal bigint;
begin
  select v.id into reversal
    from stempel.account g
    join stempel.entry e on e.merchant_id = g.merchant_id
                        and e.account_id = any (private.all_accounts(g))
    join stempel.entry v on v.merchant_id = e.merchant_id
                        and (v.reverses = e.id or v.refunds = e.id)
   where g.merchant_id = caller.merchant_id and g.customer_id = merged.merged_id
     and v.account_id <> all (private.all_accounts(g))
   order by v.id limit 1;
  if reversal is not null then
    perform private.refuse_conflict('taken_back_since', jsonb_build_object('entry_id', reversal));
  end if;
end
$$;
comment on function private.check_not_taken_back(private.caller, stempel.merge) is
  'What the duplicate had booked and the survivor took back cannot be told apart any more.';

create or replace function private.check_merged_accounts() returns setof jsonb
language sql stable parallel safe as $$
  with recursive inside (root, id) as (
    select a.merged_into, a.id from stempel.account a
     where a.merchant_id = private.current_merchant() and a.merged_into is not null
    union
    select p.merged_into, i.id
      from inside i
      join stempel.account p on p.merchant_id = private.current_merchant() and p.id = i.root
     where p.merged_into is not null)
  select private.violation('merged_account', 'account', a.id, jsonb_build_object(
           'includes', a.includes, 'merged', i.ids))
    from stempel.account a
    left join (select x.root, array_agg(x.id order by x.id) as ids from inside x group by 1) i
      on i.root = a.id
   where a.merchant_id = private.current_merchant()
     and array(select unnest(a.includes) order by 1) <> coalesce(i.ids, '{}')
  union all
  select private.violation('moved_lot', 'lot', l.id, jsonb_build_object('continues', l.continues))
    from stempel.lot l
    left join stempel.lot o on (o.merchant_id, o.id) = (l.merchant_id, l.continues)
    left join stempel.entry e on (e.merchant_id, e.id) = (l.merchant_id, l.entry_id)
   where l.merchant_id = private.current_merchant()
     and (l.continues is not null
          and (o.source_id is distinct from l.source_id or o.id >= l.id or o.continues is not null
               or e.kind <> 'transfer')
          or l.continues is null and e.kind = 'transfer' and e.reason_code = 'merge')
$$;
comment on function private.check_merged_accounts() is
  'Each account includes what was merged into it, and what moved is known to have moved.';
