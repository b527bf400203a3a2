-- rules/erase.sql: what is known about a person, and taking it away
--
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Personal data is in four places: the customer's row, their cards, the answers kept for repeated
-- requests, and audit_personal. The ledger has none, and neither has the audit log itself.

create or replace function private.personal_fields() returns text[]
language sql immutable as $$
  select array['given_name', 'family_name', 'email', 'phone', 'birthday', 'language', 'note']
$$;
comment on function private.personal_fields() is
  'Of the record of a customer what is about the person: exported and erased, no more and no less.';

create or replace function private.personal_card_fields() returns text[]
language sql immutable as $$
  select array['number', 'token', 'block_reason']
$$;
comment on function private.personal_card_fields() is
  'Of the record of a card what leads from the thing in somebody''s pocket to the ledger.';

create or replace function private.only(record jsonb, members text[]) returns jsonb
language sql immutable as $$
  select jsonb_object_agg(name, record->name) from unnest(members) as name
$$;

create or replace function private.identities(merchant_id bigint, customer_id bigint)
returns bigint[]
language sql stable as $$
  with recursive same (id) as (
    select identities.customer_id
     union
    select c.id from stempel.customer c
      join same on c.merged_into = same.id
     where c.merchant_id = identities.merchant_id)
  select array_agg(id order by id) from same
$$;
comment on function private.identities(bigint, bigint) is
  'A member and all the duplicates that were merged into them: one person.';

create or replace function private.empty_account(account stempel.account, entry stempel.entry)
returns void
language plpgsql as $$
declare
  cards bigint[] := private.open_cards(account);
  lot stempel.lot;
  place integer := 0;
begin
  entry.points := -account.points;
  entry.stamps := -(account.stamps + private.stamps_in(cards));
  for lot in
    select * from stempel.lot l
     where l.merchant_id = account.merchant_id and l.account_id = account.id and l.open
     order by l.expires_on, l.opened_at, l.id
  loop
    place := place + 1;
    perform private.use_lot(entry, lot, lot.remaining, place);
  end loop;
  update stempel.entitlement t set state = 'withdrawn'
   where t.merchant_id = account.merchant_id and t.id = any (cards);
  account.points := 0;
  account.stamps := 0;
  perform private.write_entry(account, entry);
end
$$;
comment on function private.empty_account(stempel.account, stempel.entry) is
  'Takes points, stamps and full cards away, all in the one entry. What is owed stays owed.';

create or replace function private.forfeit_account(caller private.caller, account_id bigint,
                                                   at timestamptz)
returns void
language plpgsql as $$
declare
  account stempel.account := private.find_account(caller, account_id);
begin
  if account.points > 0 or account.stamps > 0 or private.open_cards(account) <> '{}' then
    perform private.empty_account(account, private.draft_transfer(
      caller, account, 'forfeit', 'erase', at));
  end if;
end
$$;

create or replace function private.forfeit_accounts(caller private.caller, ids bigint[])
returns void
language plpgsql as $$
declare
  at timestamptz;
  account_id bigint;
begin
  perform private.expire_accounts(caller, ids);
  at := private.now();
  update stempel.reservation r set state = 'cancelled'
    from stempel.account a
   where r.merchant_id = caller.merchant_id and r.state = 'open'
     and (a.merchant_id, a.id) = (r.merchant_id, r.account_id) and a.customer_id = any (ids);
  for account_id in
    select a.id from stempel.account a
     where a.merchant_id = caller.merchant_id and a.customer_id = any (ids) order by a.id
  loop
    perform private.forfeit_account(caller, account_id, at);
  end loop;
  update stempel.account a set closed_as = 'erased'
   where a.merchant_id = caller.merchant_id and a.customer_id = any (ids);
end
$$;

create or replace function private.erase_records(caller private.caller, ids bigint[])
returns void
language plpgsql as $$
begin
  update stempel.card k
     set state = 'revoked', number = null, token = null, block_reason = null,
         blocked_at = null, replaced_at = null, replaced_by = null
   where k.merchant_id = caller.merchant_id and k.customer_id = any (ids);
  update stempel.employee e set customer_id = null
   where e.merchant_id = caller.merchant_id and e.customer_id = any (ids);
  -- A tier given by hand ends, with what somebody wrote about it; so does what merges remember.
  update stempel.account_tier t
     set manual_tier = null, manual_since = null, manual_until = null, manual_reason = null,
         manual_login_id = null
   where t.merchant_id = caller.merchant_id
     and t.account_id in (select a.id from stempel.account a
                           where a.merchant_id = caller.merchant_id and a.customer_id = any (ids));
  update stempel.merge m set carried = '[]'
   where m.merchant_id = caller.merchant_id
     and (m.survivor_id = any (ids) or m.merged_id = any (ids));
  delete from stempel.duplicate d where d.merchant_id = caller.merchant_id and d.one_id = any (ids);
  delete from stempel.duplicate d
   where d.merchant_id = caller.merchant_id and d.other_id = any (ids);
  update stempel.customer c
     set state = 'erased', given_name = null, family_name = null, email = null, phone = null,
         phone_norm = null, birthday = null, note = null,
         language = private.merchant_language(caller),
         pseudonym = 'M-' || upper(encode(extensions.gen_random_bytes(5), 'hex')),
         revision = c.revision + 1
   where c.merchant_id = caller.merchant_id and c.id = any (ids);
end
$$;

-- A request that comes again finds its key taken: the answer is gone, and so is the hash, by which
-- somebody could find out that it was this name.
create or replace function private.erase_traces(caller private.caller, ids bigint[])
returns void
language plpgsql as $$
begin
  update stempel.idempotency i
     set reply = '{}', request_hash = sha256(extensions.gen_random_bytes(32))
   where i.merchant_id = caller.merchant_id and i.customer_id = any (ids);
  update stempel.idempotency i
     set reply = '{}', request_hash = sha256(extensions.gen_random_bytes(32))
   where i.merchant_id = caller.merchant_id and i.other_id = any (ids);
  delete from stempel.audit_personal p
   where p.merchant_id = caller.merchant_id and p.customer_id = any (ids);
  delete from stempel.audit_personal p
   where p.merchant_id = caller.merchant_id and p.other_id = any (ids);
end
$$;
