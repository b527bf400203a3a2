-- 0012-duplicates.sql: pairs of members who may be one person
--
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Kept up to date by every change of a member, so that looking at the list costs no search.

set local role stempel_owner;

create function private.mailbox(email text) returns text
language sql immutable strict parallel safe as $$
  select case when split_part(plain, '@', 2) in ('gmail.com', 'googlemail.com')
              then replace(split_part(plain, '@', 1), '.', '') || '@gmail.com' else plain end
    from regexp_replace(lower(btrim(email)), '\+[^@]*@', '@') plain
$$;
comment on function private.mailbox(text) is
  'Where a mail arrives: what stands behind a plus sign does not matter, nor dots at Gmail.';

create function private.phone_tail(phone_norm text) returns text
language sql immutable strict parallel safe as $$
  select case when length(phone_norm) > 10 then right(phone_norm, 9) end
$$;
comment on function private.phone_tail(text) is
  'The end of a number: equal if it was typed with and without the code of another country.';

alter table stempel.customer
  add mailbox text collate "C" generated always as (private.mailbox(email)) stored,
  add phone_tail text collate "C" generated always as (private.phone_tail(phone_norm)) stored;
create index customer_mailbox on stempel.customer (merchant_id, mailbox)
  where mailbox is not null;
create index customer_phone_tail on stempel.customer (merchant_id, phone_tail)
  where phone_tail is not null;
create index customer_name on stempel.customer (merchant_id, family_fold, given_fold);
create index customer_born_family on stempel.customer (merchant_id, birthday, family_fold)
  where birthday is not null;
create index customer_born_given on stempel.customer (merchant_id, birthday, given_fold)
  where birthday is not null;

create table stempel.duplicate (
  merchant_id bigint not null,
  one_id bigint not null,
  other_id bigint not null,
  reasons text[] not null default '{}'
    check (reasons <@ array['email', 'phone', 'name', 'similar_name', 'birthday']),
  strength integer not null default 0 check (strength between 0 and 200),
  state text not null default 'open' check (state in ('open', 'apart')),
  primary key (merchant_id, one_id, other_id),
  foreign key (merchant_id, one_id) references stempel.customer,
  foreign key (merchant_id, other_id) references stempel.customer,
  check (one_id < other_id),
  check (state = 'apart' or strength > 0)
);
comment on table stempel.duplicate is
  'Two members who may be one person, and (apart) two of whom a manager said that they are not.';
comment on column stempel.duplicate.strength is
  'How likely it is; 0: nothing speaks for it any more.';
create index duplicate_order on stempel.duplicate
  (merchant_id, state, strength, other_id, one_id);
create index duplicate_other on stempel.duplicate (merchant_id, other_id);
call private.confine('stempel.duplicate');

-- Two who enrol at the same moment must see each other. Taken before any row is touched, so that
-- nobody who holds it waits for somebody who wants it.
create function private.lock_duplicates() returns trigger
language plpgsql as $$
begin
  perform pg_advisory_xact_lock(hashint8(coalesce(private.current_merchant(), 0)),
                                hashtext('duplicates'));
  return null;
end
$$;

-- A name alone says something only where few have it and no birthday speaks against it. Planned at
-- each call and held to the indexes: a plan from when there were no members, or no statistics of
-- them, would read all of them for each one.
create function private.note_duplicates() returns trigger
language plpgsql set enable_seqscan = off set enable_bitmapscan = off set enable_hashjoin = off
  set enable_mergejoin = off as $$
begin
  if tg_op = 'UPDATE' then
    delete from stempel.duplicate d using fresh f
     where d.merchant_id = f.merchant_id and d.one_id = f.id and d.state = 'open';
    delete from stempel.duplicate d using fresh f
     where d.merchant_id = f.merchant_id and d.other_id = f.id and d.state = 'open';
    update stempel.duplicate d set reasons = '{}', strength = 0 from fresh f
     where d.merchant_id = f.merchant_id and d.one_id = f.id;
    update stempel.duplicate d set reasons = '{}', strength = 0 from fresh f
     where d.merchant_id = f.merchant_id and d.other_id = f.id;
  end if;
  execute $find$
  insert into stempel.duplicate (merchant_id, one_id, other_id, reasons, strength)
  select distinct f.merchant_id, least(f.id, c.id), greatest(f.id, c.id), r.reasons,
         60 * ('email' = any (r.reasons))::integer + 50 * ('phone' = any (r.reasons))::integer
         + 25 * ('birthday' = any (r.reasons))::integer
         + 20 * ('name' = any (r.reasons))::integer
         + 5 * ('similar_name' = any (r.reasons))::integer
    from fresh f
   cross join lateral (
     select x.id from stempel.customer x
      where x.merchant_id = f.merchant_id and x.state = 'active' and x.mailbox = f.mailbox
     union
     select x.id from stempel.customer x
      where x.merchant_id = f.merchant_id and x.state = 'active' and x.phone_tail = f.phone_tail
     union
     select x.id from stempel.customer x
      where x.merchant_id = f.merchant_id and x.state = 'active' and x.birthday = f.birthday
        and x.family_fold = f.family_fold
        and extensions.similarity(x.name_fold, f.name_fold) >= 0.5
     union
     select x.id from stempel.customer x
      where x.merchant_id = f.merchant_id and x.state = 'active' and x.birthday = f.birthday
        and x.family_fold = f.given_fold and x.given_fold = f.family_fold
     union
     select x.id from stempel.customer x
      where x.merchant_id = f.merchant_id and x.state = 'active' and x.birthday = f.birthday
        and x.given_fold = f.given_fold
        and extensions.similarity(x.name_fold, f.name_fold) >= 0.5
     union
     select n.id
       from (select x.id, x.birthday, count(*) over () as bearers
               from (select y.id, y.birthday from stempel.customer y
                      where y.merchant_id = f.merchant_id and y.state = 'active'
                        and y.family_fold = f.family_fold and y.given_fold = f.given_fold
                      limit 5) x) n
      where n.bearers < 5 and (n.birthday is null or f.birthday is null)) m
   cross join lateral ( -- offset 0: each by its id, not all of them beside each one.
     select x.* from stempel.customer x
      where x.merchant_id = f.merchant_id and x.id = m.id and x.id <> f.id offset 0) c
   cross join lateral (select array_remove(array[
       case when c.mailbox = f.mailbox then 'email' end,
       case when c.phone_tail = f.phone_tail then 'phone' end,
       case when (c.given_fold, c.family_fold) in ((f.given_fold, f.family_fold),
                                                   (f.family_fold, f.given_fold)) then 'name'
            when extensions.similarity(c.name_fold, f.name_fold) >= 0.5 then 'similar_name' end,
       case when c.birthday = f.birthday then 'birthday' end], null) as reasons) r
   where f.state = 'active'
  on conflict (merchant_id, one_id, other_id) do update
     set reasons = excluded.reasons, strength = excluded.strength $find$;
  return null;
end
$$;
comment on function private.note_duplicates() is
  'Looks for those who may be the same person as the members who were just added or changed.';

create trigger duplicates_lock before insert
     or update of given_name, family_name, email, phone_norm, birthday, state on stempel.customer
  for each statement execute function private.lock_duplicates();
create trigger duplicates_insert after insert on stempel.customer
  referencing new table as fresh
  for each statement execute function private.note_duplicates();
create trigger duplicates_update after update on stempel.customer
  referencing new table as fresh
  for each statement execute function private.note_duplicates();

-- Those who are there already are looked at once.
do $$
begin
  alter table stempel.customer no force row level security;
  alter table stempel.duplicate no force row level security;
  update stempel.customer set revision = revision where state = 'active';
  alter table stempel.customer force row level security;
  alter table stempel.duplicate force row level security;
end
$$;

reset role;
