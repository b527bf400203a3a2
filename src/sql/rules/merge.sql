-- rules/merge.sql: moving what is in one member's accounts to another's, and back again
--
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Two entries of kind `transfer` move what an account holds, two more what it owes; each names the
-- other as its pair. The accounts of both members are locked by whoever calls these.

create or replace function private.lock_merges(caller private.caller) returns void
language sql as $$
  select pg_advisory_xact_lock(hashint8(caller.merchant_id), hashtext('merge'))
$$;
comment on function private.lock_merges(private.caller) is
  'Who was merged into whom does not change while somebody who holds this looks for it.';

create or replace function private.lock_customers(caller private.caller, ids bigint[])
returns void
language plpgsql as $$
declare
  account_id bigint;
begin
  -- Not for update: who gives a card to one of them only needs to see that the member stays.
  perform 1 from stempel.customer c
    where c.merchant_id = caller.merchant_id and c.id = any (ids)
    order by c.id for no key update;
  perform 1 from stempel.card k
    where k.merchant_id = caller.merchant_id and k.customer_id = any (ids)
    order by k.id for update;
  for account_id in
    select a.id from stempel.account a
     where a.merchant_id = caller.merchant_id and a.customer_id = any (ids)
     order by a.id
  loop
    perform private.lock_account(caller, account_id);
  end loop;
end
$$;
comment on function private.lock_customers(private.caller, bigint[]) is
  'Members, then their cards, then their accounts, each in ascending id.';

create or replace function private.draft_transfer(caller private.caller, account stempel.account,
                                                  kind text, reason_code text, at timestamptz)
returns stempel.entry
language plpgsql as $$
declare
  entry stempel.entry;
begin
  entry.merchant_id := caller.merchant_id;
  entry.id := nextval('stempel.entry_id_seq');
  entry.kind := kind;
  entry.account_id := account.id;
  entry.customer_id := account.customer_id;
  entry.program_id := account.program_id;
  entry.program_version := (private.rules_of(account)).number;
  entry.login_id := caller.login_id;
  entry.occurred_at := at;
  entry.recorded_at := at;
  entry.business_day := private.local_day(caller, at);
  entry.reason_code := reason_code;
  -- The request's own key stands for all that it did, not for one of these.
  entry.idempotency_key := gen_random_uuid();
  entry.request_hash := sha256(convert_to(caller.operation || ':' || entry.id, 'UTF8'));
  return entry;
end
$$;
comment on function private.draft_transfer(private.caller, stempel.account, text, text,
                                           timestamptz) is
  'An entry of an operation that books many of them.';

create or replace function private.open_cards(account stempel.account) returns bigint[]
language sql stable as $$
  select array(select t.id from stempel.entitlement t
                where t.merchant_id = account.merchant_id and t.account_id = account.id
                  and t.state = 'open' order by t.id)
$$;

create or replace function private.stamps_in(cards bigint[]) returns integer
language sql stable as $$
  select coalesce(sum(t.stamps), 0)::integer from stempel.entitlement t
   where t.merchant_id = private.current_merchant() and t.id = any (cards)
$$;

-- Owed stamps are taken from whatever is there, loose ones and then full cards.
create or replace function private.settle_debt(caller private.caller,
                                               rules stempel.program_version,
                                               account stempel.account, entry stempel.entry)
returns stempel.account
language plpgsql as $$
declare
  debt stempel.entry;
begin
  debt.stamps := account.owed_stamps;
  account.owed_stamps := 0;
  return private.take_stamps_back(caller, rules, debt, account, entry);
end
$$;

-- New lots with the dates and the source of the old ones. What has lapsed repays no debt.
create or replace function private.take_over_lots(giver stempel.account, taker stempel.account,
                                                  outgoing stempel.entry, incoming stempel.entry,
                                                  day date)
returns stempel.account
language plpgsql as $$
declare
  lot stempel.lot;
  repaid bigint;
  place integer := 0;
begin
  for lot in
    select * from stempel.lot l
     where l.merchant_id = giver.merchant_id and l.account_id = giver.id and l.open
     order by l.expires_on, l.opened_at, l.id
  loop
    place := place + 1;
    repaid := case when lot.expires_on < day then 0
                   else least(taker.owed_points, lot.remaining) end;
    perform private.use_lot(outgoing, lot, lot.remaining, place);
    insert into stempel.lot (merchant_id, account_id, entry_id, source_id, points, repaid,
                             remaining, opened_at, expires_on, noticed, continues)
    values (taker.merchant_id, taker.id, incoming.id, lot.source_id, lot.remaining, repaid,
            lot.remaining - repaid, lot.opened_at, lot.expires_on, lot.noticed,
            coalesce(lot.continues, lot.id));
    taker.owed_points := taker.owed_points - repaid;
    taker.points := taker.points + lot.remaining - repaid;
  end loop;
  return taker;
end
$$;

create or replace function private.take_over_cards(cards bigint[], incoming stempel.entry)
returns void
language plpgsql as $$
begin
  insert into stempel.entitlement (merchant_id, account_id, program_id, program_version, entry_id,
                                   stamps, issued_at, expires_on, continues)
  select t.merchant_id, incoming.account_id, t.program_id, t.program_version, incoming.id,
         t.stamps, t.issued_at, t.expires_on, coalesce(t.continues, t.id)
    from stempel.entitlement t
   where t.merchant_id = incoming.merchant_id and t.id = any (cards)
   order by t.id;
  update stempel.entitlement t set state = 'withdrawn'
   where t.merchant_id = incoming.merchant_id and t.id = any (cards);
end
$$;

create or replace function private.move_record(kind text, outgoing stempel.entry,
                                               incoming stempel.entry, closed bigint[],
                                               before stempel.account, had bigint[])
returns jsonb
language sql stable as $$
  select jsonb_build_object('kind', kind, 'from', outgoing.account_id,
    'to', incoming.account_id, 'out', outgoing.id, 'in', incoming.id, 'closed', closed,
    'withdrawn', array(select unnest(had) except select unnest(has)),
    'issued', array(select unnest(has) except select unnest(had)),
    'stamps', incoming.stamps_after - before.stamps,
    'owed_stamps', incoming.owed_after - before.owed_stamps)
    from private.open_cards(before) as has
$$;
comment on function private.move_record(text, stempel.entry, stempel.entry, bigint[],
                                        stempel.account, bigint[]) is
  'What is remembered of a pair of transfers. before, had: the taker and its full cards before.';

create or replace function private.move_holdings(caller private.caller, from_id bigint,
                                                 to_id bigint, at timestamptz)
returns jsonb
language plpgsql as $$
declare
  giver stempel.account := private.find_account(caller, from_id);
  before stempel.account := private.find_account(caller, to_id);
  taker stempel.account := before;
  cards bigint[] := private.open_cards(giver);
  had bigint[] := private.open_cards(before);
  outgoing stempel.entry := private.draft_transfer(caller, giver, 'transfer', 'merge', at);
  incoming stempel.entry := private.draft_transfer(caller, taker, 'transfer', 'merge', at);
begin
  incoming.points := giver.points;
  incoming.stamps := giver.stamps + private.stamps_in(cards);
  if incoming.points = 0 and incoming.stamps = 0 then
    return null;
  end if;
  outgoing.points := -incoming.points;
  outgoing.stamps := -incoming.stamps;
  outgoing.pair_id := incoming.id;
  incoming.pair_id := outgoing.id;

  taker := private.take_over_lots(giver, taker, outgoing, incoming,
                                  private.local_day(caller, at));
  perform private.take_over_cards(cards, incoming);
  taker.stamps := taker.stamps + giver.stamps;
  giver.stamps := 0;
  giver.points := 0;
  perform private.write_entry(giver, outgoing);
  if incoming.stamps > 0 then
    taker := private.settle_debt(caller, private.rules_of(taker), taker, incoming);
  end if;
  incoming := private.write_entry(taker, incoming);
  return private.move_record('holdings', outgoing, incoming, cards, before, had);
end
$$;

create or replace function private.move_debts(caller private.caller, from_id bigint,
                                              to_id bigint, at timestamptz)
returns jsonb
language plpgsql as $$
declare
  giver stempel.account := private.find_account(caller, from_id);
  before stempel.account := private.find_account(caller, to_id);
  taker stempel.account := before;
  had bigint[] := private.open_cards(before);
  outgoing stempel.entry := private.draft_transfer(caller, giver, 'transfer', 'merge', at);
  incoming stempel.entry := private.draft_transfer(caller, taker, 'transfer', 'merge', at);
  taken bigint;
begin
  outgoing.points := giver.owed_points;
  outgoing.stamps := giver.owed_stamps;
  if outgoing.points = 0 and outgoing.stamps = 0 then
    return null;
  end if;
  incoming.points := -outgoing.points;
  incoming.stamps := -outgoing.stamps;
  outgoing.pair_id := incoming.id;
  incoming.pair_id := outgoing.id;

  giver.owed_points := 0;
  giver.owed_stamps := 0;
  perform private.write_entry(giver, outgoing);
  taken := private.take_points(taker, incoming, outgoing.points,
                               private.local_day(caller, at));
  taker.points := taker.points - taken;
  taker.owed_points := taker.owed_points + outgoing.points - taken;
  taker.owed_stamps := taker.owed_stamps + outgoing.stamps;
  if outgoing.stamps > 0 then
    taker := private.settle_debt(caller, private.rules_of(taker), taker, incoming);
  end if;
  incoming := private.write_entry(taker, incoming);
  return private.move_record('debts', outgoing, incoming, '{}', before, had);
end
$$;

create or replace function private.refuse_used() returns void
language sql as $$
  select private.refuse_conflict('moved_points_used')
$$;

-- Full cards and loose stamps of the taker as they were before the transfer, whatever came since.
create or replace function private.unmove_stamps(caller private.caller, move jsonb,
                                                 taker stempel.account, entry stempel.entry)
returns stempel.account
language plpgsql as $$
declare
  issued bigint[] := array(select jsonb_array_elements_text(move->'issued')::bigint);
  withdrawn bigint[] := array(select jsonb_array_elements_text(move->'withdrawn')::bigint);
begin
  if entry.stamps = 0 then
    return taker;
  elsif not private.open_cards(taker) @> issued then
    perform private.refuse_used();
  end if;
  update stempel.entitlement t set state = 'withdrawn'
   where t.merchant_id = taker.merchant_id and t.id = any (issued);
  update stempel.entitlement t set state = 'open'
   where t.merchant_id = taker.merchant_id and t.id = any (withdrawn);
  if taker.stamps < (move->>'stamps')::integer
     or taker.owed_stamps < (move->>'owed_stamps')::integer then
    perform private.refuse_used();
  end if;
  taker.stamps := taker.stamps - (move->>'stamps')::integer;
  taker.owed_stamps := taker.owed_stamps - (move->>'owed_stamps')::integer;
  return private.settle_debt(caller, private.rules_of(taker), taker, entry);
end
$$;

-- The moved lots go back whole. What repaid a debt is taken from other lots, or owed again.
create or replace function private.unmove_lots(taker stempel.account, entry stempel.entry,
                                               incoming_id bigint, day date)
returns stempel.account
language plpgsql as $$
declare
  lot stempel.lot;
  repaid bigint := 0;
  taken bigint;
begin
  for lot in
    select * from stempel.lot l
     where l.merchant_id = taker.merchant_id and l.entry_id = incoming_id order by l.id
  loop
    if lot.remaining <> lot.points - lot.repaid then
      perform private.refuse_used();
    end if;
    if lot.remaining > 0 then
      perform private.use_lot(entry, lot, lot.remaining, 0);
    end if;
    taker.points := taker.points - lot.remaining;
    repaid := repaid + lot.repaid;
  end loop;
  taken := private.take_points(taker, entry, repaid, day);
  taker.points := taker.points - taken;
  taker.owed_points := taker.owed_points + repaid - taken;
  return taker;
end
$$;

create or replace function private.unmove_holdings(caller private.caller, move jsonb,
                                                   at timestamptz)
returns void
language plpgsql as $$
declare
  giver stempel.account := private.find_account(caller, (move->>'from')::bigint);
  taker stempel.account := private.find_account(caller, (move->>'to')::bigint);
  moved stempel.entry := private.find_entry(caller, (move->>'in')::bigint);
  back stempel.entry := private.draft_transfer(caller, taker, 'transfer', 'unmerge', at);
  home stempel.entry := private.draft_transfer(caller, giver, 'transfer', 'unmerge', at);
  closed bigint[] := array(select jsonb_array_elements_text(move->'closed')::bigint);
  used record;
begin
  back.points := -moved.points;
  back.stamps := -moved.stamps;
  back.pair_id := home.id;
  taker := private.unmove_lots(taker, back, moved.id, private.local_day(caller, at));
  taker := private.unmove_stamps(caller, move, taker, back);
  perform private.write_entry(taker, back);

  home.points := moved.points;
  home.stamps := moved.stamps;
  home.pair_id := back.id;
  for used in
    select l as lot, a.points
      from stempel.allocation a
      join stempel.lot l on (l.merchant_id, l.id) = (a.merchant_id, a.lot_id)
     where a.merchant_id = giver.merchant_id and a.entry_id = (move->>'out')::bigint
     order by a.place
  loop
    perform private.use_lot(home, used.lot, -used.points, 0);
  end loop;
  update stempel.entitlement t set state = 'open'
   where t.merchant_id = giver.merchant_id and t.id = any (closed);
  giver.points := giver.points + home.points;
  giver.stamps := giver.stamps + home.stamps - private.stamps_in(closed);
  perform private.write_entry(giver, home);
end
$$;

-- Points that paid the debt of the other one go back into the lots they came from, the last first;
-- a lot that has lapsed is replaced by one for a fortnight.
create or replace function private.unmove_payments(taker stempel.account, entry stempel.entry,
                                                   incoming_id bigint, day date)
returns stempel.account
language plpgsql as $$
declare
  repaid bigint := least(taker.owed_points, entry.points);
  missing bigint := entry.points - repaid;
  used record;
  back bigint;
begin
  for used in
    select l as lot, a.points
      from stempel.allocation a
      join stempel.lot l on (l.merchant_id, l.id) = (a.merchant_id, a.lot_id)
     where a.merchant_id = taker.merchant_id and a.entry_id = incoming_id
     order by a.place desc
  loop
    back := least(used.points, missing);
    exit when back = 0;
    if (used.lot).expires_on < day then
      perform private.open_lot(taker, entry, (used.lot).source_id, back, 0, day + 14);
    else
      perform private.use_lot(entry, used.lot, -back, 0);
    end if;
    missing := missing - back;
  end loop;
  -- A later credit repaid what was owed: that cannot be told apart any more.
  if missing > 0 then
    perform private.refuse_used();
  end if;
  taker.owed_points := taker.owed_points - repaid;
  taker.points := taker.points + entry.points - repaid;
  return taker;
end
$$;

create or replace function private.unmove_debts(caller private.caller, move jsonb,
                                                at timestamptz)
returns void
language plpgsql as $$
declare
  giver stempel.account := private.find_account(caller, (move->>'from')::bigint);
  taker stempel.account := private.find_account(caller, (move->>'to')::bigint);
  moved stempel.entry := private.find_entry(caller, (move->>'in')::bigint);
  back stempel.entry := private.draft_transfer(caller, taker, 'transfer', 'unmerge', at);
  home stempel.entry := private.draft_transfer(caller, giver, 'transfer', 'unmerge', at);
begin
  back.points := -moved.points;
  back.stamps := -moved.stamps;
  back.pair_id := home.id;
  taker := private.unmove_payments(taker, back, moved.id, private.local_day(caller, at));
  taker := private.unmove_stamps(caller, move, taker, back);
  perform private.write_entry(taker, back);

  home.points := moved.points;
  home.stamps := moved.stamps;
  home.pair_id := back.id;
  giver.owed_points := giver.owed_points - home.points;
  giver.owed_stamps := giver.owed_stamps - home.stamps;
  perform private.write_entry(giver, home);
end
$$;
