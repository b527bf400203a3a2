-- rules/stamps.sql: what stamps do to an account: full cards, debts, limits
--
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- The account's lock is held by whoever calls these. Between two bookings always
--   sum of the ledger's stamps = loose stamps + stamps in open entitlements - owed stamps,
-- and nothing is owed while there is anything left to take it from.

create or replace function private.local_day(caller private.caller, at timestamptz) returns date
language sql stable as $$
  select (at at time zone caller.zone)::date
$$;
comment on function private.local_day(private.caller, timestamptz) is
  'The merchant''s calendar day, which the expiry of an entitlement is measured by.';

create or replace function private.merchant_day(merchant_id bigint, at timestamptz) returns date
language plpgsql stable as $$
declare
  day date;
begin
  select (at at time zone m.zone)::date into day
    from stempel.merchant m where m.merchant_id = merchant_day.merchant_id;
  return day;
end
$$;

create or replace function private.issue_entitlements(caller private.caller,
                                                      rules stempel.program_version,
                                                      entry stempel.entry, how_many integer)
returns void
language plpgsql as $$
begin
  for n in 1 .. how_many loop
    insert into stempel.entitlement (merchant_id, account_id, program_id, program_version,
                                     entry_id, stamps, issued_at, expires_on)
    values (entry.merchant_id, entry.account_id, entry.program_id, rules.number,
            entry.id, rules.stamps_target, entry.occurred_at,
            private.local_day(caller, entry.occurred_at) + rules.entitlement_days);
  end loop;
end
$$;

-- What a member has goes first to what they owe, then into full cards; the rest stays loose.
create or replace function private.filled_cards(account stempel.account, target integer,
                                                out settled stempel.account, out cards integer)
language plpgsql immutable as $$
declare
  repaid integer := least(account.owed_stamps, account.stamps);
begin
  settled := account;
  settled.owed_stamps := account.owed_stamps - repaid;
  settled.stamps := (account.stamps - repaid) % target;
  cards := (account.stamps - repaid) / target;
end
$$;

create or replace function private.settle_stamps(caller private.caller,
                                                 rules stempel.program_version,
                                                 account stempel.account, entry stempel.entry)
returns stempel.account
language plpgsql as $$
declare
  filled record := private.filled_cards(account, rules.stamps_target);
begin
  if filled.cards > 0 then
    perform private.issue_entitlements(caller, rules, entry, filled.cards);
  end if;
  return filled.settled;
end
$$;

create or replace function private.close_entitlement(entitlement stempel.entitlement,
                                                     entry stempel.entry, state text)
returns void
language plpgsql as $$
begin
  update stempel.entitlement e
     set state = close_entitlement.state,
         redeemed_at = case when close_entitlement.state = 'redeemed' then entry.occurred_at end,
         redeemed_entry_id = case when close_entitlement.state = 'redeemed' then entry.id end
   where e.merchant_id = entitlement.merchant_id and e.id = entitlement.id;
end
$$;

-- Stamps that lapsed with a full card are gone, and not taken a second time. The calendar decides
-- that they are: the expiry job only books it.
create or replace function private.lapsed_stamps(account stempel.account, day date)
returns integer
language plpgsql stable as $$
declare
  lapsed integer;
  counted integer;
begin
  select coalesce(sum(t.stamps), 0) into lapsed
    from stempel.entitlement t
   where t.merchant_id = account.merchant_id and t.account_id = any (private.all_accounts(account))
     and (t.state = 'expired' or t.state = 'open' and t.expires_on < day);
  if lapsed = 0 then
    return 0;
  end if;
  select coalesce(sum(e.stamps + v.stamps), 0) into counted
    from stempel.entry v
    join stempel.entry e on (e.merchant_id, e.id) = (v.merchant_id, v.reverses)
   where v.merchant_id = account.merchant_id and v.account_id = any (private.all_accounts(account))
     and v.kind = 'stamp_void';
  return greatest(lapsed - counted, 0);
end
$$;
comment on function private.lapsed_stamps(stempel.account, date) is
  'Stamps that lapsed with full cards, without those that a void was spared for already.';

create or replace function private.usable_cards(account stempel.account, day date)
returns integer
language plpgsql stable as $$
declare
  stamps integer;
begin
  select coalesce(sum(t.stamps), 0) into stamps
    from stempel.entitlement t
   where t.merchant_id = account.merchant_id and t.account_id = account.id
     and t.state = 'open' and coalesce(t.expires_on >= day, true);
  return stamps;
end
$$;
comment on function private.usable_cards(stempel.account, date) is
  'The stamps in full cards that can be handed in on that day.';

create or replace function private.stamps_to_take(account stempel.account, stamps integer, day date)
returns integer
language plpgsql stable as $$
declare
  lacking integer := stamps - account.stamps;
begin
  if lacking > 0 then
    lacking := lacking - private.usable_cards(account, day);
  end if;
  if lacking > 0 then
    return stamps - least(lacking, private.lapsed_stamps(account, day));
  end if;
  return stamps;
end
$$;
comment on function private.stamps_to_take(stempel.account, integer, date) is
  'What a void of so many stamps takes or leaves owed: all but those that have lapsed already.';

-- Loose stamps go first, then full cards that can still be used: the one that the void entry had
-- completed, then the newest. What nobody has any more is owed.
create or replace function private.take_stamps_back(caller private.caller,
                                                    rules stempel.program_version,
                                                    reversed stempel.entry,
                                                    account stempel.account, entry stempel.entry)
returns stempel.account
language plpgsql as $$
declare
  full_card stempel.entitlement;
begin
  while account.stamps < reversed.stamps loop
    select * into full_card
      from stempel.entitlement e
     where e.merchant_id = account.merchant_id and e.account_id = account.id and e.state = 'open'
       and coalesce(e.expires_on >= private.local_day(caller, entry.occurred_at), true)
     order by private.completed_by(e, reversed) desc, e.id desc
     limit 1;
    exit when full_card.id is null;
    perform private.close_entitlement(full_card, entry, 'withdrawn');
    account.stamps := account.stamps + full_card.stamps;
  end loop;

  account.owed_stamps := account.owed_stamps + greatest(reversed.stamps - account.stamps, 0);
  account.stamps := greatest(account.stamps - reversed.stamps, 0);
  return private.settle_stamps(caller, rules, account, entry);
end
$$;

-- A reward that was not handed out after all is open again, for a fortnight at least if it has
-- lapsed meanwhile. Where stamps are owed, its stamps repay them first.
create or replace function private.give_stamps_back(caller private.caller,
                                                    rules stempel.program_version,
                                                    reversed stempel.entry,
                                                    account stempel.account, entry stempel.entry)
returns stempel.account
language plpgsql as $$
declare
  full_card stempel.entitlement;
begin
  select * into strict full_card from stempel.entitlement e
   where e.merchant_id = reversed.merchant_id and e.id = reversed.entitlement_id;
  if account.owed_stamps > 0 then
    perform private.close_entitlement(full_card, entry, 'withdrawn');
    account.stamps := account.stamps + full_card.stamps;
    return private.settle_stamps(caller, rules, account, entry);
  end if;
  if full_card.account_id = account.id then
    perform private.reopen_entitlement(full_card, private.local_day(caller, entry.occurred_at));
  else
    perform private.reissue_entitlement(full_card, entry,
                                        private.local_day(caller, entry.occurred_at));
  end if;
  return account;
end
$$;

create or replace function private.reopen_entitlement(entitlement stempel.entitlement, today date)
returns void
language sql as $$
  update stempel.entitlement e
     set state = 'open', redeemed_at = null, redeemed_entry_id = null,
         expires_on = case when e.expires_on < today then today + 14 else e.expires_on end
   where e.merchant_id = entitlement.merchant_id and e.id = entitlement.id
$$;

-- 3 days back are enough, as a business day is never longer.
create or replace function private.stamps_given(account stempel.account, day date, at timestamptz,
                                                without bigint default null)
returns integer
language plpgsql stable as $$
declare
  given integer;
begin
  select coalesce(sum(e.stamps), 0) into given
    from stempel.entry e
   where e.merchant_id = account.merchant_id
     and e.account_id = any (array_append(account.includes, account.id))
     and e.occurred_at > at - interval '3 days'
     and e.kind = 'stamp_earn' and e.business_day = day and e.id is distinct from without
     and not exists (select from stempel.entry v
                      where v.merchant_id = e.merchant_id and v.reverses = e.id);
  return given;
end
$$;
comment on function private.stamps_given(stempel.account, date, timestamptz, bigint) is
  'Stamps of a business day that were not taken back; `without` is being taken back just now.';

-- Two stores may count different days at one moment: what the account remembers is for one of them.
create or replace function private.stamps_given_today(account stempel.account,
                                                      entry stempel.entry)
returns integer
language plpgsql stable as $$
begin
  if account.stamps_day = entry.business_day then
    return account.stamps_today;
  elsif coalesce(account.last_stamp_at < entry.occurred_at - interval '3 days', true) then
    return 0;
  end if;
  return private.stamps_given(account, entry.business_day, entry.occurred_at);
end
$$;

create or replace function private.last_stamp(account stempel.account, without bigint)
returns stempel.entry
language sql stable as $$
  select l.*
    from unnest(private.all_accounts(account)) a
   cross join lateral (
     select e.*
       from stempel.entry e
      where e.merchant_id = account.merchant_id and e.account_id = a
        and e.kind = 'stamp_earn' and e.id <> without
        and not exists (select from stempel.entry v
                         where v.merchant_id = e.merchant_id and v.reverses = e.id)
      order by e.occurred_at desc, e.id desc
      limit 1) l
   order by l.occurred_at desc, l.id desc
   limit 1
$$;

-- Who gave the last stamp, when and where: what a person at the counter asks first.
create or replace function private.last_stamp_facts(account stempel.account) returns jsonb
language sql stable as $$
  select jsonb_build_object('last_at', account.last_stamp_at, 'last_by', coalesce(p.name, l.name),
                            'last_store', s.name)
    from (select) as one_row
    left join stempel.employee p
      on (p.merchant_id, p.id) = (account.merchant_id, account.last_stamp_employee_id)
    left join stempel.login l
      on (l.merchant_id, l.id) = (account.merchant_id, account.last_stamp_login_id)
    left join stempel.store s
      on (s.merchant_id, s.id) = (account.merchant_id, account.last_stamp_store_id)
$$;

create or replace function private.refuse_visit(rules stempel.program_version) returns void
language plpgsql as $$
begin
  perform private.refuse_invalid(private.field_error('stamps', 'out_of_range',
    jsonb_build_object('min', 1, 'max', rules.max_stamps_per_visit)));
end
$$;

create or replace function private.cools_until(rules stempel.program_version,
                                               account stempel.account)
returns timestamptz
language plpgsql immutable as $$
begin
  return case when rules.cooldown_minutes > 0
              then account.last_stamp_at + make_interval(mins => rules.cooldown_minutes) end;
end
$$;
comment on function private.cools_until(stempel.program_version, stempel.account) is
  'From then on the next stamp is possible; null: at once.';

create or replace function private.check_cooldown(rules stempel.program_version,
                                                  account stempel.account, at timestamptz)
returns void
language plpgsql as $$
declare
  available_at timestamptz := private.cools_until(rules, account);
begin
  if at < available_at then
    perform private.refuse('cooldown_active', private.last_stamp_facts(account)
                           || jsonb_build_object('available_at', available_at));
  end if;
end
$$;

create or replace function private.refuse_over_limit(rules stempel.program_version,
                                                     account stempel.account,
                                                     store stempel.store, day date,
                                                     given integer)
returns void
language plpgsql as $$
begin
  perform private.refuse('daily_limit_reached', private.last_stamp_facts(account)
    || jsonb_build_object('limit', rules.daily_limit, 'given', given, 'available_at',
                          private.business_day_begins(day + 1, store.zone, store.day_start)));
end
$$;

create or replace function private.stamps_allowed(rules stempel.program_version,
                                                  account stempel.account, at timestamptz,
                                                  given integer)
returns integer
language plpgsql immutable as $$
begin
  return case when at < private.cools_until(rules, account) then 0
              else greatest(0, least(rules.max_stamps_per_visit, rules.daily_limit - given)) end;
end
$$;
comment on function private.stamps_allowed(stempel.program_version, stempel.account, timestamptz,
                                           integer) is
  'The most that none of the limits refuses: of a visit, of the cooldown, of the day.';

create or replace function private.find_entitlement(caller private.caller, account stempel.account,
                                                    rules stempel.program_version,
                                                    wanted bigint, at timestamptz)
returns stempel.entitlement
language plpgsql as $$
declare
  today date := private.local_day(caller, at);
  found_one stempel.entitlement;
begin
  select * into found_one
    from stempel.entitlement e
   where e.merchant_id = account.merchant_id and e.account_id = account.id
     and (e.id = wanted or wanted is null and e.state = 'open'
                           and coalesce(e.expires_on >= today, true))
   order by e.expires_on nulls last, e.id
   limit 1;
  if found_one.id is null and wanted is null then
    perform private.refuse('insufficient_balance', jsonb_build_object(
      'balance', account.stamps, 'required', rules.stamps_target));
  elsif found_one.id is null then
    perform private.refuse_missing('entitlement');
  elsif found_one.state <> 'open' then
    perform private.refuse_conflict(found_one.state, jsonb_strip_nulls(jsonb_build_object(
      'what', 'entitlement', 'redeemed_at', found_one.redeemed_at,
      'expires_on', case when found_one.state = 'expired' then found_one.expires_on end)));
  elsif found_one.expires_on < today then
    perform private.refuse_conflict('expired', jsonb_build_object(
      'what', 'entitlement', 'expires_on', found_one.expires_on));
  end if;
  return found_one;
end
$$;
comment on function private.find_entitlement(private.caller, stempel.account,
                                             stempel.program_version, bigint, timestamptz) is
  'The reward to hand out: the wanted one, else the one that lapses first.';
