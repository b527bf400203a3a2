-- rules/demo_points.sql: purchases of the demo, and what members do with their points
--
-- SPDX-License-Identifier: GPL-3.0-or-later

-- A coffee and a croissant, mostly; at the bistro a meal.
create or replace function private.demo_ticket(seed bigint, n bigint, meal boolean) returns bigint
language sql immutable parallel safe as $$
  select 5 * (case when meal then 190 + floor(450 * drawn) else 50 + floor(320 * drawn ^ 2) end
             )::bigint
    from (select private.draw(seed, 'ticket', n) as drawn) d
$$;

create or replace function private.demo_welcome(caller private.caller, account stempel.account,
                                                facts jsonb, employee_id bigint)
returns integer
language plpgsql as $$
begin
  if account.last_visit_at is not null
     or coalesce((private.rules_of(account)).welcome_points, 0) = 0 then
    return 0;
  end if;
  perform private.set_demo_clock(account.opened_at);
  caller.operation := 'customer_enroll';
  perform private.welcome(caller,
    facts - 'card_id' || jsonb_build_object('employee_id', employee_id), account,
    private.find_store(caller, (facts->>'store_id')::bigint));
  return 1;
end
$$;

create or replace function private.demo_usable(account_id bigint, day date) returns bigint
language sql stable as $$
  select coalesce(sum(l.remaining), 0)::bigint from stempel.lot l
   where l.merchant_id = private.current_merchant() and l.account_id = demo_usable.account_id
     and l.open and (l.expires_on is null or l.expires_on >= day)
$$;

-- The dearest reward that they can have, or money off; null: they go on collecting.
create or replace function private.demo_wish(account_id bigint, program_id bigint, usable bigint,
                                             ticket bigint, drawn double precision)
returns jsonb
language sql stable as $$
  select case
    when usable >= 100 and drawn < 0.3 and (
           select v.money_points is not null from stempel.program p
             join stempel.program_version v on (v.merchant_id, v.program_id, v.number)
                                             = (p.merchant_id, p.id, p.version)
            where p.merchant_id = private.current_merchant() and p.id = demo_wish.program_id)
      then jsonb_build_object('points', 100, 'ticket_amount', ticket)
    else (
      select jsonb_build_object('reward_id', r.id)
        from stempel.reward r
       where r.merchant_id = private.current_merchant() and r.program_id = demo_wish.program_id
         and r.cost_points <= usable and (r.stock is null or r.stock > 10)
         and (r.limit_per_member is null or not exists (
                select from stempel.entry e
                 where e.merchant_id = r.merchant_id and e.account_id = demo_wish.account_id
                   and e.reward_id = r.id))
       order by r.cost_points desc, r.id limit 1) end
$$;

create or replace function private.demo_after(caller private.caller, seed bigint, n bigint,
                                              earned stempel.entry, facts jsonb,
                                              employee_id bigint)
returns integer
language plpgsql as $$
declare
  what double precision := private.draw(seed, 'after', n);
  at timestamptz := earned.occurred_at;
  wish jsonb;
begin
  if what < 0.03 then
    return private.demo_void(caller, seed, n, earned, facts, employee_id) - 1;
  elsif what < 0.08 and earned.amount > 0 then
    perform private.demo_booking(caller, seed, n, 'entry_refund', employee_id,
      facts - 'card_id' || jsonb_build_object('entry_id', earned.id, 'reason', 'Zréckginn',
        'amount', earned.amount / 20 * 5 + 5), at + interval '4 minutes');
    return 1;
  elsif what < 0.6 then
    wish := private.demo_wish(earned.account_id, earned.program_id,
      private.demo_usable(earned.account_id, private.local_day(caller, at)),
      earned.ticket_amount, private.draw(seed, 'wish', n));
    if wish is not null then
      perform private.demo_booking(caller, seed, n, 'points_redeem', employee_id, facts || wish,
                                   at + interval '1 minute');
      return 1;
    end if;
  end if;
  return 0;
end
$$;
comment on function private.demo_after(private.caller, bigint, bigint, stempel.entry, jsonb,
                                       bigint) is
  'Wrong member, something given back, or points used: how many entries it became.';

-- Where there are stamps for the same meal they come with it. No more than 1 + `room` entries.
create or replace function private.demo_purchase(caller private.caller, seed bigint, n bigint,
                                                 at timestamptz, account stempel.account,
                                                 facts jsonb, employee_id bigint, room integer)
returns integer
language plpgsql as $$
declare
  meal boolean := (private.rules_of(account)).stamps_target is not null;
  booked integer := case when room > 0
                         then private.demo_welcome(caller, account, facts, employee_id)
                         else 0 end;
  earned stempel.entry := private.demo_booking(caller, seed, n, 'points_earn', employee_id,
    facts || jsonb_build_object('amount', private.demo_ticket(seed, n, meal),
                                'receipt', (100000 + n)::text), at);
begin
  booked := booked + 1;
  if meal and booked <= room and private.draw(seed, 'meal', n) < 0.8 then
    return booked + private.demo_stamps(caller, seed, n, at + interval '20 seconds', facts,
                                        employee_id, booked < room);
  elsif booked <= room then
    return booked + private.demo_after(caller, seed, n, earned, facts, employee_id);
  end if;
  return booked;
end
$$;
