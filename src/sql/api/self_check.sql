-- api/self_check.sql: the invariants, proved on demand
--
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Each function below proves one invariant and returns what breaks it as
-- {"check", "table", "id", …facts}. All of them see the caller's merchant only, by the policies.

create or replace function private.violation("check" text, "table" text, id bigint, facts jsonb)
returns jsonb
language sql immutable as $$
  select jsonb_build_object('check', "check", 'table', "table", 'id', id) || facts
$$;

-- Replays the ledger from nothing: what each entry says stood there after it must be true.
create or replace function private.check_replay() returns setof jsonb
language sql stable as $$
  select private.violation('ledger_replay', 'entry', e.id, jsonb_build_object(
           'account_id', e.account_id, 'replayed', e.total, 'stored', e.stored))
    from (select r.id, r.account_id,
                 sum(r.stamps) over (partition by r.account_id order by r.id) as total,
                 r.stamps_after - r.owed_after + coalesce((
                   select sum(t.stamps) from stempel.entitlement t
                    where t.merchant_id = r.merchant_id
                      and t.id = any (array(
                        select jsonb_array_elements_text(r.snapshot->'open')::bigint))), 0)
                 as stored
            from stempel.entry r
           where r.merchant_id = private.current_merchant()) e
   where e.total <> e.stored
$$;
comment on function private.check_replay() is
  'Sum of stamps so far = loose + in open entitlements - owed, after every single entry.';

create or replace function private.check_balances() returns setof jsonb
language sql stable as $$
  select private.violation('balance', 'account', a.id, jsonb_build_object(
           'stamps', a.stamps, 'owed_stamps', a.owed_stamps, 'in_entitlements', o.stamps,
           'ledger', l.stamps))
    from stempel.account a
    left join (select e.account_id, sum(e.stamps) as stamps from stempel.entry e
                where e.merchant_id = private.current_merchant() group by 1) l
      on l.account_id = a.id
    left join (select t.account_id, sum(t.stamps) as stamps from stempel.entitlement t
                where t.merchant_id = private.current_merchant() and t.state = 'open'
                group by 1) o
      on o.account_id = a.id
   where a.merchant_id = private.current_merchant()
     and (coalesce(l.stamps, 0) <> a.stamps + coalesce(o.stamps, 0) - a.owed_stamps
          or a.owed_stamps > 0 and (a.stamps > 0 or o.stamps > 0))
$$;

create or replace function private.check_last_stamps() returns setof jsonb
language sql stable as $$
  select private.violation('last_stamp', 'account', a.id, jsonb_build_object(
           'stored', a.last_stamp_entry_id, 'ledger', l.id))
    from stempel.account a
    left join (select distinct on (e.account_id) e.account_id, e.id, e.occurred_at,
                      e.business_day
                 from stempel.entry e
                where e.merchant_id = private.current_merchant() and e.kind = 'stamp_earn'
                  and not exists (select from stempel.entry v
                                   where v.merchant_id = e.merchant_id and v.reverses = e.id)
                order by e.account_id, e.occurred_at desc, e.id desc) l
      on l.account_id = a.id
   where a.merchant_id = private.current_merchant()
     and ((a.last_stamp_entry_id, a.last_stamp_at, a.stamps_day)
          is distinct from (l.id, l.occurred_at, l.business_day)
          or l.id is not null
             and a.stamps_today <> private.stamps_given(a, a.stamps_day, a.last_stamp_at))
$$;
comment on function private.check_last_stamps() is
  'What cooldown and daily limit are counted from is what the ledger says.';

create or replace function private.check_entitlements() returns setof jsonb
language sql stable as $$
  select private.violation('entitlement', 'entitlement', t.id, jsonb_build_object(
           'state', t.state, 'entry_id', t.entry_id, 'redeemed_entry_id', t.redeemed_entry_id))
    from stempel.entitlement t
    left join stempel.entry i on (i.merchant_id, i.id) = (t.merchant_id, t.entry_id)
    left join stempel.entry r on (r.merchant_id, r.id) = (t.merchant_id, t.redeemed_entry_id)
   where t.merchant_id = private.current_merchant()
     and (i.id is null or i.account_id <> t.account_id or t.id <> all (i.issued)
          or t.state = 'redeemed' and (r.id is null or r.kind <> 'stamp_redeem'
               or r.entitlement_id <> t.id or r.stamps <> -t.stamps
               or private.void_of(r) is not null)
          or t.state = 'open' and exists (
               select from stempel.entry e
                where e.merchant_id = t.merchant_id and e.account_id = t.account_id
                  and e.entitlement_id = t.id and e.kind = 'stamp_redeem'
                  and private.void_of(e) is null))
$$;
comment on function private.check_entitlements() is
  'Each was issued by an entry that says so, and redeemed by exactly one that still stands.';

create or replace function private.check_reversals() returns setof jsonb
language sql stable as $$
  select private.violation('reversal', 'entry', v.id, jsonb_build_object('reverses', v.reverses))
    from stempel.entry v
    join stempel.entry e on (e.merchant_id, e.id) = (v.merchant_id, v.reverses)
   where v.merchant_id = private.current_merchant()
     and (v.stamps <> -e.stamps or e.kind = 'stamp_void' or v.account_id <> e.account_id
          or v.occurred_at < e.occurred_at)
  union all
  select private.violation('reversal', 'entry', min(v.id), jsonb_build_object(
           'reverses', v.reverses, 'times', count(*)))
    from stempel.entry v
   where v.merchant_id = private.current_merchant() and v.reverses is not null
   group by v.reverses having count(*) > 1
$$;

create or replace function private.check_keys() returns setof jsonb
language sql stable as $$
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
language sql stable as $$
  select private.violation('reference', 'entry', e.id, jsonb_build_object(
           'customer', c.id is not null, 'program', v.number is not null,
           'store', s.id is not null, 'login', l.id is not null,
           'employee', e.employee_id is null or p.id is not null,
           'card', e.card_id is null or k.id is not null))
    from stempel.entry e
    left join stempel.account a on (a.merchant_id, a.id) = (e.merchant_id, e.account_id)
    left join stempel.customer c on (c.merchant_id, c.id) = (e.merchant_id, e.customer_id)
    left join stempel.program_version v on (v.merchant_id, v.program_id, v.number)
                                         = (e.merchant_id, e.program_id, e.program_version)
    left join stempel.store s on (s.merchant_id, s.id) = (e.merchant_id, e.store_id)
    left join stempel.login l on (l.merchant_id, l.id) = (e.merchant_id, e.login_id)
    left join stempel.employee p on (p.merchant_id, p.id) = (e.merchant_id, e.employee_id)
    left join stempel.card k on (k.merchant_id, k.id) = (e.merchant_id, e.card_id)
   where e.merchant_id = private.current_merchant()
     and (c.id is null or v.number is null or s.id is null or l.id is null
          or (a.customer_id, a.program_id) is distinct from (e.customer_id, e.program_id)
          or e.employee_id is not null and p.id is null
          or e.card_id is not null and k.customer_id is distinct from e.customer_id)
$$;

create or replace function private.check_days() returns setof jsonb
language sql stable as $$
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

-- Not of one merchant: that what guards the tables of all of them still stands.
create or replace function private.check_guards() returns setof jsonb
language sql stable as $$
  select private.violation('append_only', t.name, null, '{}')
    from unnest(array['entry', 'audit_event', 'program_version']) as t(name)
   where 2 <> (select count(*) from pg_trigger g
                where g.tgrelid = ('stempel.' || t.name)::regclass and g.tgenabled = 'A'
                  and g.tgfoid = 'private.refuse_change()'::regprocedure)
  union all
  select private.violation('row_level_security', c.relname, null, '{}')
    from pg_class c
   where c.relnamespace = 'stempel'::regnamespace and c.relkind in ('r', 'p')
     and not (c.relrowsecurity and c.relforcerowsecurity)
  union all
  select private.violation('table_rights', c.relname, null, jsonb_build_object('role', r.name))
    from pg_class c
   cross join unnest(array['stempel_manager', 'stempel_staff', 'stempel_auditor',
                           'stempel_server', 'public']) as r(name)
   where c.relnamespace = 'stempel'::regnamespace and c.relkind in ('r', 'p')
     and has_table_privilege(r.name, c.oid, 'select, insert, update, delete, truncate')
$$;

create or replace function private.violations() returns setof jsonb
language sql stable as $$
  select * from private.check_replay()
  union all select * from private.check_balances()
  union all select * from private.check_last_stamps()
  union all select * from private.check_entitlements()
  union all select * from private.check_reversals()
  union all select * from private.check_keys()
  union all select * from private.check_references()
  union all select * from private.check_days()
  union all select * from private.check_guards()
$$;
comment on function private.violations() is 'Everything that is wrong for the merchant in force.';

create or replace function api.self_check(request jsonb) returns jsonb
language plpgsql security definer set search_path = stempel, pg_temp as $$
declare
  caller private.caller := private.enter('self_check', request);
begin
  perform private.check_request(caller, request, '{}');
  return jsonb_build_object('items', coalesce((
    -- A thousand of them tell as much as a million.
    select jsonb_agg(v) from (select v from private.violations() v limit 1000) found), '[]'));
end
$$;
comment on function api.self_check(jsonb) is 'Proves the invariants and lists what breaks them.';
