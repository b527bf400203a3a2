-- rules/refund.sql: taking a purchase or a redemption back, as a whole or in part
--
-- SPDX-License-Identifier: GPL-3.0-or-later

-- What stays earned is computed anew from what stays bought, by the rules and the multiplier of
-- then. So many small refunds take what one big one takes.
create or replace function private.take_earned_back(caller private.caller, account stempel.account,
                                                    entry stempel.entry, earned stempel.entry,
                                                    refunded bigint)
returns stempel.entry
language plpgsql as $$
declare
  rules stempel.program_version := private.rules_of(earned);
  lot stempel.lot := private.earned_lot(earned.merchant_id, earned.id);
  bought bigint := earned.amount - lot.refunded_amount - refunded;
  stays bigint := case when entry.kind = 'points_void' then 0
                       else private.points_for(rules, bought, earned.multiplier_bp) end;
  change record;
begin
  select * into change
    from private.reverse_points(account, entry, lot,
           greatest(earned.points - stays - lot.reversed, 0),
           private.local_day(caller, entry.occurred_at), rules);
  update stempel.lot l set refunded_amount = l.refunded_amount + refunded
   where l.merchant_id = lot.merchant_id and l.id = lot.id;
  account.points := account.points - change.taken;
  account.owed_points := account.owed_points + change.owed;
  entry.points := -(change.taken + change.owed);
  entry.written_off := change.written_off;
  return private.write_entry(account, entry);
end
$$;
comment on function private.take_earned_back(private.caller, stempel.account, stempel.entry,
                                             stempel.entry, bigint) is
  'Takes points of a purchase back: `refunded` minor units of it went back to the customer.';

create or replace function private.restored_so_far(redeemed stempel.entry,
                                                   out points bigint, out amount bigint)
language plpgsql stable as $$
begin
  select coalesce(sum(e.points), 0), coalesce(sum(e.amount), 0) into points, amount
    from stempel.entry e
   where e.merchant_id = redeemed.merchant_id and e.refunds = redeemed.id;
end
$$;
comment on function private.restored_so_far(stempel.entry) is
  'Points and money of a ticket that earlier refunds of a redemption gave back.';

create or replace function private.give_points_back(caller private.caller, account stempel.account,
                                                    entry stempel.entry, redeemed stempel.entry,
                                                    refunded bigint)
returns stempel.entry
language plpgsql as $$
declare
  before record;
  due bigint := -redeemed.points;
begin
  select * into before from private.restored_so_far(redeemed);
  if refunded is not null then
    due := floor(due::numeric * (before.amount + refunded) / redeemed.ticket_amount);
  else
    update stempel.reward r set stock = r.stock + 1
     where r.merchant_id = redeemed.merchant_id and r.id = redeemed.reward_id
       and r.stock is not null;
    entry.reward_id := redeemed.reward_id;
  end if;
  entry.points := due - before.points;
  account := private.restore_points(account, entry, redeemed, entry.points, before.points,
                                    private.local_day(caller, entry.occurred_at));
  return private.write_entry(account, entry);
end
$$;
comment on function private.give_points_back(private.caller, stempel.account, stempel.entry,
                                             stempel.entry, bigint) is
  'Puts points of a redemption back: those for `refunded` of its ticket, or (null) all.';

create or replace function private.check_refundable(refunded stempel.entry, amount bigint)
returns void
language plpgsql as $$
declare
  most bigint;
begin
  if refunded.kind = 'points_earn' then
    most := refunded.amount
            - (private.earned_lot(refunded.merchant_id, refunded.id)).refunded_amount;
  elsif refunded.kind = 'points_redeem' and refunded.ticket_amount > 0 then
    most := refunded.ticket_amount - (private.restored_so_far(refunded)).amount;
  else
    perform private.refuse_conflict('not_refundable');
  end if;
  if private.void_of(refunded) is not null then
    perform private.refuse('already_reversed',
                           jsonb_build_object('entry_id', private.void_of(refunded)));
  elsif amount > most then
    perform private.refuse_invalid(private.field_error('amount', 'out_of_range',
      jsonb_build_object('min', 1, 'max', most)));
  end if;
end
$$;

create or replace function private.refund_entry(caller private.caller, request jsonb,
                                                account stempel.account, refunded stempel.entry)
returns stempel.entry
language plpgsql as $$
declare
  rules stempel.program_version := private.rules_of(account);
  store stempel.store :=
    private.find_store(caller, coalesce((request->>'store_id')::bigint, refunded.store_id));
  entry stempel.entry :=
    private.draft_entry(caller, request, account, 'points_refund', rules, store);
begin
  entry.amount := (request->>'amount')::bigint;
  perform private.check_refundable(refunded, entry.amount);
  perform private.check_employee(caller, entry.employee_id, entry.store_id);
  perform private.use_grant(caller, entry.employee_id, request->>'pin_token', 'operation',
                            rules.shift_minutes, entry.occurred_at);
  entry.refunds := refunded.id;
  entry.reason := private.plain(request, 'reason');
  if refunded.kind = 'points_earn' then
    return private.take_earned_back(caller, account, entry, refunded, entry.amount);
  end if;
  return private.give_points_back(caller, account, entry, refunded, entry.amount);
end
$$;
