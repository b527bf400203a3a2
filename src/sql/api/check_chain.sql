-- api/check_chain.sql: that the chain of each account is whole
--
-- SPDX-License-Identifier: GPL-3.0-or-later

create or replace function private.check_links() returns setof jsonb
language sql stable parallel safe as $$
  select private.violation('chain', 'entry', e.id, jsonb_build_object(
           'account_id', e.account_id, 'fault', 'previous'))
    from (select r.id, r.account_id, r.previous,
                 lag(r.hash, 1, decode(repeat('00', 32), 'hex'))
                   over (partition by r.account_id order by r.id) as before
            from stempel.entry r
           where r.merchant_id = private.current_merchant()) e
   where e.previous <> e.before
$$;
comment on function private.check_links() is
  'Each entry holds the hash of the one before: none was changed, added or removed in between.';

-- By itself, because this is the dear one and can be shared out among processes.
create or replace function private.check_hashes() returns setof jsonb
language sql stable parallel safe as $$
  select private.violation('chain', 'entry', e.id, jsonb_build_object(
           'account_id', e.account_id, 'fault', 'hash'))
    from stempel.entry e
   where e.merchant_id = private.current_merchant()
     and e.hash <> private.entry_hash(
           e.previous, e.merchant_id, e.id, e.account_id, e.customer_id, e.card_id, e.program_id,
           e.program_version, e.store_id, e.employee_id, e.login_id, e.stamps, e.stamps_after,
           e.owed_after, e.points, e.points_after, e.owed_points_after, e.occurred_at,
           e.recorded_at, e.business_day, e.reverses, e.refunds, e.entitlement_id,
           e.ticket_amount, e.amount, e.multiplier_bp, e.tier_id, e.reward_id, e.lot_id,
           e.written_off, e.pair_id, e.approver_id, e.batch_id, e.idempotency_key, e.kind,
           e.receipt, e.reason_code, e.reason, e.issued, e.lots, e.request_hash)
$$;
comment on function private.check_hashes() is 'The hash of each entry is that of what it says.';

create or replace function private.check_heads() returns setof jsonb
language sql stable parallel safe as $$
  select private.violation('chain', 'account', a.id, jsonb_build_object('fault', 'head'))
    from stempel.account a
    left join (select distinct on (e.account_id) e.account_id, e.hash
                 from stempel.entry e
                where e.merchant_id = private.current_merchant()
                order by e.account_id, e.id desc) l
      on l.account_id = a.id
   where a.merchant_id = private.current_merchant()
     and a.head <> coalesce(l.hash, decode(repeat('00', 32), 'hex'))
$$;
comment on function private.check_heads() is
  'The account holds the hash of its last entry: none is missing at the end.';
