-- api/self_check.sql: the invariants, proved on demand
--
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Each function below proves one invariant and returns what breaks it as
-- {"check", "table", "id", …facts}. All of them see the caller's merchant only, by the policies.
-- They read whole tables and join them, nothing is looked up row by row; and they are one query,
-- so that what is booked meanwhile is seen by all of them or by none.

create or replace function private.violation("check" text, "table" text, id bigint, facts jsonb)
returns jsonb
language sql immutable parallel safe as $$
  select jsonb_build_object('check', "check", 'table', "table", 'id', id) || facts
$$;

-- Replays the ledger from nothing: what each entry says stood there after it must be true. Named is
-- the entry at which the books begin to differ, or to differ by something else.
create or replace function private.check_replay() returns setof jsonb
language sql stable parallel safe as $$
  select private.violation('ledger_replay', 'entry', d.id, jsonb_build_object(
           'account_id', d.account_id, 'replayed', d.total, 'stored', d.stored))
    from (select e.*, lag(e.total - e.stored, 1, 0::bigint)
                        over (partition by e.account_id order by e.id) as difference
            from (select r.id, r.account_id,
                         sum(r.stamps) over (partition by r.account_id order by r.id) as total,
                         r.stamps_after - r.owed_after + coalesce(o.stamps, 0) as stored
                    from stempel.entry r
                    left join private.stamps_in_cards() o on o.entry_id = r.id
                   where r.merchant_id = private.current_merchant()) e) d
   where d.total - d.stored <> d.difference
$$;
comment on function private.check_replay() is
  'Sum of stamps so far = loose + in open entitlements - owed, after every single entry.';

-- The full cards that were open after each entry.
create or replace function private.stamps_in_cards()
returns table (entry_id bigint, stamps bigint)
language sql stable parallel safe as $$
  select e.id, sum(t.stamps)
    from stempel.entry e
   cross join jsonb_array_elements_text(e.snapshot->'open') as u (number)
    join stempel.entitlement t on t.merchant_id = e.merchant_id and t.id = u.number::bigint
   where e.merchant_id = private.current_merchant() and e.snapshot->'open' <> '[]'
   group by e.id
$$;

create or replace function private.check_balances() returns setof jsonb
language sql stable parallel safe as $$
  select private.violation('balance', 'account', a.id, jsonb_build_object(
           'stamps', a.stamps, 'owed_stamps', a.owed_stamps, 'in_entitlements', o.stamps,
           'ledger', l.stamps))
    from stempel.account a
    left join (select e.account_id, sum(e.stamps) as stamps, max(e.recorded_at) as last_at
                 from stempel.entry e
                where e.merchant_id = private.current_merchant() group by 1) l
      on l.account_id = a.id
    left join (select t.account_id, sum(t.stamps) as stamps,
                      max(coalesce(t.expires_on, 'infinity')) as last_day
                 from stempel.entitlement t
                where t.merchant_id = private.current_merchant() and t.state = 'open'
                group by 1) o
      on o.account_id = a.id
    join stempel.merchant m on m.merchant_id = a.merchant_id
   where a.merchant_id = private.current_merchant()
     and (coalesce(l.stamps, 0) <> a.stamps + coalesce(o.stamps, 0) - a.owed_stamps
          or a.owed_stamps > 0
             and (a.stamps > 0 or o.last_day >= (l.last_at at time zone m.zone)::date))
$$;
comment on function private.check_balances() is
  'Nothing was owed at the last entry while a full card could be used: a lapsed one pays no debt.';

-- Entries that nobody took back.
create or replace function private.standing_entries(kind text) returns setof stempel.entry
language sql stable parallel safe as $$
  select e.*
    from stempel.entry e
   where e.merchant_id = private.current_merchant() and e.kind = standing_entries.kind
     and not exists (select from stempel.entry v
                      where v.merchant_id = e.merchant_id and v.reverses = e.id)
$$;

-- An account's own entries, and those of the accounts that were merged into it.
create or replace function private.whose_entries()
returns table (account_id bigint, booked_on bigint)
language sql stable parallel safe as $$
  select a.id, a.id from stempel.account a where a.merchant_id = private.current_merchant()
  union all
  select a.id, u.id from stempel.account a cross join unnest(a.includes) as u (id)
   where a.merchant_id = private.current_merchant() and a.includes is not null
$$;

create or replace function private.check_last_stamps() returns setof jsonb
language sql stable parallel safe as $$
  select private.violation('last_stamp', 'account', a.id, jsonb_build_object(
           'stored', a.last_stamp_entry_id, 'ledger', l.id, 'stamps_today', a.stamps_today,
           'given', d.stamps))
    from stempel.account a
    left join (select distinct on (w.account_id) w.account_id, e.id, e.occurred_at,
                      e.business_day
                 from private.standing_entries('stamp_earn') e
                 join private.whose_entries() w on w.booked_on = e.account_id
                order by w.account_id, e.occurred_at desc, e.id desc) l
      on l.account_id = a.id
    left join (select w.account_id, e.business_day, sum(e.stamps) as stamps
                 from private.standing_entries('stamp_earn') e
                 join private.whose_entries() w on w.booked_on = e.account_id
                group by 1, 2) d
      on (d.account_id, d.business_day) = (a.id, a.stamps_day)
   where a.merchant_id = private.current_merchant() and a.closed_as is distinct from 'merged'
     and ((a.last_stamp_entry_id, a.last_stamp_at, a.stamps_day)
          is distinct from (l.id, l.occurred_at, l.business_day)
          or l.id is not null and a.stamps_today is distinct from d.stamps)
$$;
comment on function private.check_last_stamps() is
  'What cooldown and daily limit are counted from is what the ledger says.';

create or replace function private.check_entitlements() returns setof jsonb
language sql stable parallel safe as $$
  select private.violation('entitlement', 'entitlement', t.id, jsonb_build_object(
           'state', t.state, 'entry_id', t.entry_id, 'redeemed_entry_id', t.redeemed_entry_id))
    from stempel.entitlement t
    left join stempel.entry i on (i.merchant_id, i.id) = (t.merchant_id, t.entry_id)
    left join (select e.entitlement_id, min(e.id) as entry_id, count(*) as times,
                      sum(-e.stamps) as stamps
                 from private.standing_entries('stamp_redeem') e group by 1) r
      on r.entitlement_id = t.id
    left join (select e.entitlement_id, count(*) as times from stempel.entry e
                where e.merchant_id = private.current_merchant() and e.kind = 'stamp_expire'
                group by 1) x
      on x.entitlement_id = t.id
   where t.merchant_id = private.current_merchant()
     and (i.id is null or i.account_id <> t.account_id or t.id <> all (i.issued)
          or (t.state = 'redeemed') <> (r.entry_id is not null)
          or t.state = 'redeemed' and (r.entry_id, r.times, r.stamps)
                                      is distinct from (t.redeemed_entry_id, 1, t.stamps)
          or (t.state = 'expired') <> (x.times is not null))
$$;
comment on function private.check_entitlements() is
  'Each was issued by an entry that says so, and redeemed by exactly one that still stands.';

create or replace function private.check_reversals() returns setof jsonb
language sql stable parallel safe as $$
  select private.violation('reversal', 'entry', v.id, jsonb_build_object(
           'reverses', v.reverses, 'refunds', v.refunds))
    from stempel.entry v
    left join stempel.entry e
      on e.merchant_id = v.merchant_id and e.id = coalesce(v.reverses, v.refunds)
    left join stempel.account a
      on v.account_id <> e.account_id and (a.merchant_id, a.id) = (v.merchant_id, v.account_id)
   where v.merchant_id = private.current_merchant()
     and coalesce(v.reverses, v.refunds) is not null
     and (e.id is null or e.id >= v.id
          or v.account_id <> e.account_id and (e.account_id = any (a.includes)) is not true
          or v.occurred_at < e.occurred_at
          or e.kind in ('stamp_void', 'points_void', 'points_refund')
          or v.kind = 'stamp_void'
             and (v.points <> 0
                  or v.stamps <> -e.stamps
                     and (e.kind <> 'stamp_earn' or v.stamps not between -e.stamps and 0))
          or v.kind <> 'stamp_void' and v.stamps <> 0)
  union all
  select private.violation('reversal', 'entry', min(v.id), jsonb_build_object(
           'reverses', v.reverses, 'times', count(*)))
    from stempel.entry v
   where v.merchant_id = private.current_merchant() and v.reverses is not null
   group by v.reverses having count(*) > 1
  union all
  select private.violation('reversal', 'account', s.account_id, jsonb_build_object(
           'spared', s.stamps, 'lapsed', coalesce(x.stamps, 0)))
    from (select v.account_id, sum(e.stamps + v.stamps) as stamps, max(v.recorded_at) as last_at
            from stempel.entry v
            join stempel.entry e on (e.merchant_id, e.id) = (v.merchant_id, v.reverses)
           where v.merchant_id = private.current_merchant() and v.kind = 'stamp_void'
           group by 1) s
    join stempel.merchant m on m.merchant_id = private.current_merchant()
    left join lateral (
      select sum(t.stamps) as stamps from stempel.entitlement t
       where t.merchant_id = m.merchant_id
         and t.account_id in (select w.booked_on from private.whose_entries() w
                               where w.account_id = s.account_id)
         and (t.state = 'expired' or t.state = 'open'
                                     and t.expires_on < (s.last_at at time zone m.zone)::date)) x
      on true
   where s.stamps > 0 and s.stamps > coalesce(x.stamps, 0)
$$;
comment on function private.check_reversals() is
  'A void or a refund is of an earlier entry of the same account, or of one that was merged into '
  'it, which is none itself. A void of '
  'stamps takes them all, but for what had lapsed with full cards.';

create or replace function private.check_keys() returns setof jsonb
language sql stable parallel safe as $$
  select private.violation('idempotency_key', 'entry', min(e.id), jsonb_build_object(
           'key', e.idempotency_key, 'times', count(*)))
    from stempel.entry e
   where e.merchant_id = private.current_merchant()
   group by e.idempotency_key having count(*) > 1
  union all
  select private.violation('idempotency_key', 'entry', e.id, jsonb_build_object(
           'key', e.idempotency_key, 'operation', i.operation))
    from stempel.entry e
    join stempel.idempotency i on (i.merchant_id, i.key) = (e.merchant_id, e.idempotency_key)
   where e.merchant_id = private.current_merchant()
$$;

-- The ledger has no foreign keys to these, so that bookings do not meet at their rows.
create or replace function private.check_references() returns setof jsonb
language sql stable parallel safe as $$
  select private.violation('reference', 'entry', e.id, jsonb_build_object(
           'customer', c.id is not null, 'program', v.number is not null,
           'store', e.store_id is null or s.id is not null,
           'login', e.login_id is null or l.id is not null,
           'employee', e.employee_id is null or p.id is not null,
           'approver', e.approver_id is null or q.id is not null,
           'card', e.card_id is null or k.id is not null))
    from stempel.entry e
    left join stempel.account a on (a.merchant_id, a.id) = (e.merchant_id, e.account_id)
    left join stempel.customer c on (c.merchant_id, c.id) = (e.merchant_id, e.customer_id)
    left join stempel.program_version v on (v.merchant_id, v.program_id, v.number)
                                         = (e.merchant_id, e.program_id, e.program_version)
    left join stempel.store s on (s.merchant_id, s.id) = (e.merchant_id, e.store_id)
    left join stempel.login l on (l.merchant_id, l.id) = (e.merchant_id, e.login_id)
    left join stempel.employee p on (p.merchant_id, p.id) = (e.merchant_id, e.employee_id)
    left join stempel.employee q on (q.merchant_id, q.id) = (e.merchant_id, e.approver_id)
    left join stempel.card k on (k.merchant_id, k.id) = (e.merchant_id, e.card_id)
   where e.merchant_id = private.current_merchant()
     and (c.id is null or v.number is null
          or (a.customer_id, a.program_id) is distinct from (e.customer_id, e.program_id)
          or s.id is null and (e.store_id is not null or e.kind = any (private.kinds_at_a_till()))
          or l.id is null and (e.login_id is not null or e.kind = any (private.kinds_at_a_till()))
          or e.employee_id is not null and p.id is null
          or e.approver_id is not null and q.id is null
          or e.card_id is not null and k.customer_id is distinct from e.customer_id
             and (k.id is null or k.id not in (select unnest(m.cards) from stempel.merge m
                                                where m.merchant_id = e.merchant_id)))
$$;

create or replace function private.kinds_at_a_till() returns text[]
language sql immutable parallel safe as $$
  select array['stamp_earn', 'stamp_redeem', 'points_earn', 'points_redeem']
$$;
comment on function private.kinds_at_a_till() is
  'What happens in a shop and by somebody; other entries may have neither.';

create or replace function private.check_subjects() returns setof jsonb
language sql stable parallel safe as $$
  select private.violation('subject', 'entry', e.id, jsonb_build_object(
           'kind', e.kind, 'lot_id', e.lot_id, 'entitlement_id', e.entitlement_id,
           'issued', e.issued, 'pair_id', e.pair_id))
    from stempel.entry e
    left join stempel.lot l on (l.merchant_id, l.id) = (e.merchant_id, e.lot_id)
    left join stempel.entitlement t on (t.merchant_id, t.id) = (e.merchant_id, e.entitlement_id)
    left join stempel.entry o on (o.merchant_id, o.id) = (e.merchant_id, e.pair_id)
    left join (select x.entry_id, count(*) as cards from stempel.entitlement x
                where x.merchant_id = private.current_merchant() group by 1) i
      on i.entry_id = e.id
   where e.merchant_id = private.current_merchant()
     and (e.lot_id is not null and l.account_id is distinct from e.account_id
          or e.kind = 'points_expire' and e.lot_id is null
          or e.entitlement_id is not null and t.account_id is distinct from e.account_id
          or e.kind in ('stamp_redeem', 'stamp_expire') and e.entitlement_id is null
          or e.pair_id is not null and (o.pair_id, o.kind, o.points, o.stamps)
                                       is distinct from (e.id, e.kind, -e.points, -e.stamps)
          or (e.kind = 'transfer') <> (e.pair_id is not null)
          or cardinality(e.issued) <> coalesce(i.cards, 0))
$$;
comment on function private.check_subjects() is
  'The lot and the full cards that an entry speaks of are there, and its own; what a transfer takes '
  'from one account is what its other half gives to another.';

create or replace function private.check_days() returns setof jsonb
language sql stable parallel safe as $$
  select private.violation('business_day', 'entry', e.id, jsonb_build_object(
           'business_day', e.business_day, 'occurred_at', e.occurred_at))
    from stempel.entry e
   where e.merchant_id = private.current_merchant()
     and (e.recorded_at < e.occurred_at
          or e.business_day not between (e.occurred_at at time zone 'UTC')::date - 2
                                    and (e.occurred_at at time zone 'UTC')::date + 1)
$$;
comment on function private.check_days() is
  'Not from today''s zone and day_start of the store: those may have changed since.';

create or replace function private.append_only_tables() returns text[]
language sql immutable parallel safe as $$
  select array['entry', 'allocation', 'audit_event', 'program_version', 'closed_month',
               'consent']
$$;
comment on function private.append_only_tables() is 'What is only ever added to.';

-- Not of one merchant: that what guards the tables of all of them still stands.
create or replace function private.check_guards() returns setof jsonb
language sql stable parallel safe as $$
  select private.violation('append_only', t.name, null, '{}')
    from unnest(private.append_only_tables()) as t(name)
   where 2 <> (select count(*) from pg_trigger g
                where g.tgrelid = ('stempel.' || t.name)::regclass and g.tgenabled = 'A'
                  and g.tgfoid = 'private.refuse_change()'::regprocedure)
  union all
  select private.violation('chain', 'entry', null, '{"fault": "trigger"}')
   where not exists (select from pg_trigger g
                      where g.tgrelid = 'stempel.entry'::regclass and g.tgenabled = 'A'
                        and g.tgfoid = 'private.seal_entry()'::regprocedure)
  union all
  select private.violation('row_level_security', c.relname, null, '{}')
    from pg_class c
   where c.relnamespace = 'stempel'::regnamespace and c.relkind in ('r', 'p')
     and not (c.relrowsecurity and c.relforcerowsecurity)
  union all
  select private.violation('table_rights', c.relname, null, jsonb_build_object('role', r.name))
    from pg_class c
   cross join unnest(array['stempel_manager', 'stempel_staff', 'stempel_auditor',
                           'stempel_server', 'stempel_jobs', 'public']) as r(name)
   where c.relnamespace = 'stempel'::regnamespace and c.relkind in ('r', 'p')
     and has_table_privilege(r.name, c.oid, 'select, insert, update, delete, truncate')
$$;

create or replace function private.all_checks() returns setof jsonb
language sql stable parallel safe as $$
  select * from private.check_links()
  union all select * from private.check_hashes()
  union all select * from private.check_heads()
  union all select * from private.check_replay()
  union all select * from private.check_balances()
  union all select * from private.check_last_stamps()
  union all select * from private.check_entitlements()
  union all select * from private.check_reversals()
  union all select * from private.check_keys()
  union all select * from private.check_references()
  union all select * from private.check_subjects()
  union all select * from private.check_days()
  union all select * from private.check_tiers()
  union all select * from private.points_violations()
  union all select * from private.check_personal()
  union all select * from private.check_closed_accounts()
  union all select * from private.check_merged_accounts()
  union all select * from private.check_imports()
  union all select * from private.check_guards()
$$;

-- Without JIT: to compile so large a plan takes longer than to run it. With memory to join a million
-- accounts to their entries. RETURN QUERY, because that can be shared out among processes where the
-- query of an expression never is.
create or replace function private.violations() returns setof jsonb
language plpgsql stable set jit = off set work_mem = '16MB' as $$
begin
  return query select * from private.all_checks();
end
$$;
comment on function private.violations() is 'Everything that is wrong for the merchant in force.';

create or replace function api.self_check(request jsonb) returns jsonb
language plpgsql security definer set search_path = stempel, pg_temp as $$
declare
  caller private.caller := private.enter('self_check', request);
begin
  perform private.check_request(caller, request);
  return jsonb_build_object('items', coalesce((
    -- A thousand of them tell as much as a million.
    select jsonb_agg(v) from (select v from private.violations() v limit 1000) found), '[]'));
end
$$;
comment on function api.self_check(jsonb) is 'Proves the invariants and lists what breaks them.';
