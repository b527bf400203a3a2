-- 0019-search.sql: searches and lists that cost the same however many rows there are
--
-- SPDX-License-Identifier: GPL-3.0-or-later

set local role stempel_owner;

-- A search first finds which of the names that occur have the word in them, and then reads the
-- members of each in the order of the list, no more of them than a page shows.
create table stempel.name_in_use (
  merchant_id bigint not null references stempel.merchant,
  name text collate "C" not null,
  primary key (merchant_id, name)
);
comment on table stempel.name_in_use is
  'Each given and each family name that an active member has, folded, once.';
create index name_in_use_words on stempel.name_in_use
  using gin (merchant_id extensions.int8_ops, name extensions.gin_trgm_ops) with (fastupdate = off);
call private.confine('stempel.name_in_use');
grant select on stempel.name_in_use to stempel_search;
create policy search on stempel.name_in_use for select to stempel_search using (true);

create function private.note_names() returns trigger
language plpgsql as $$
begin
  insert into stempel.name_in_use (merchant_id, name)
  select distinct f.merchant_id, n.name
    from fresh f cross join unnest(array[f.given_fold, f.family_fold]) as n (name)
   where f.state = 'active'
  on conflict do nothing;
  return null;
end
$$;
comment on function private.note_names() is 'Keeps the names of new members and changed ones.';

-- Nobody enrols in between: private.lock_duplicates has the lock.
create function private.forget_names() returns trigger
language plpgsql as $$
begin
  delete from stempel.name_in_use u
   using (select distinct s.merchant_id, n.name
            from stale s cross join unnest(array[s.given_fold, s.family_fold]) as n (name)) o
   where u.merchant_id = o.merchant_id and u.name = o.name
     and not exists (select from stempel.customer c where c.merchant_id = o.merchant_id
                        and c.state = 'active' and c.given_fold = o.name)
     and not exists (select from stempel.customer c where c.merchant_id = o.merchant_id
                        and c.state = 'active' and c.family_fold = o.name);
  return null;
end
$$;
comment on function private.forget_names() is
  'Takes names away that nobody has any more: that somebody was called so is personal.';

create trigger names_insert after insert on stempel.customer
  referencing new table as fresh
  for each statement execute function private.note_names();
create trigger names_update after update on stempel.customer
  referencing new table as fresh
  for each statement execute function private.note_names();
create trigger names_update_stale after update on stempel.customer
  referencing old table as stale
  for each statement execute function private.forget_names();
create trigger names_delete after delete on stempel.customer
  referencing old table as stale
  for each statement execute function private.forget_names();

do $$
begin
  alter table stempel.customer no force row level security;
  alter table stempel.name_in_use no force row level security;
  insert into stempel.name_in_use (merchant_id, name)
  select c.merchant_id, c.given_fold from stempel.customer c where c.state = 'active'
   union
  select c.merchant_id, c.family_fold from stempel.customer c where c.state = 'active';
  alter table stempel.name_in_use force row level security;
  alter table stempel.customer force row level security;
end
$$;

-- With all that a search asks, so that it need not look at the members it only counts. Who is active
-- stands in the index, not in its condition: without statistics a condition makes an index look
-- better than those that the search for duplicates needs.
drop index stempel.customer_words;
drop index stempel.customer_given;
drop index stempel.customer_family;
drop index stempel.customer_email;
drop index stempel.customer_phone;
create index customer_given on stempel.customer (merchant_id, given_fold, sort_name, id)
  include (family_fold, state);
create index customer_family on stempel.customer (merchant_id, family_fold, sort_name, id)
  include (given_fold, state);
create unique index customer_email on stempel.customer (merchant_id, email_norm)
  include (sort_name, id, given_fold, family_fold)
  where email_norm is not null and state = 'active';
create unique index customer_phone on stempel.customer (merchant_id, phone_norm)
  include (sort_name, id) where phone_norm is not null and state = 'active';

-- A list with a filter is put together from a page of each combination that occurs, so that filters
-- which never meet cost no more than others. One index less, and each time last.
drop index stempel.entry_kind;
drop index stempel.entry_program;
drop index stempel.entry_store;
drop index stempel.entry_employee;
create index entry_program on stempel.entry (merchant_id, program_id, kind, occurred_at, id);
create index entry_store on stempel.entry
  (merchant_id, store_id, program_id, kind, occurred_at, id);
create index entry_employee on stempel.entry
  (merchant_id, employee_id, store_id, program_id, kind, occurred_at, id)
  where employee_id is not null;

-- With what tells who is still a member, so that these are counted without a look at the accounts.
drop index stempel.account_program;
create index account_program on stempel.account (merchant_id, program_id, closed_as);

-- A subject's number says nearly all; its kind alone has many events.
drop index stempel.audit_event_subject;
create index audit_event_subject on stempel.audit_event (merchant_id, subject_id, at, id)
  where subject_id is not null;
create index audit_event_subject_kind on stempel.audit_event
  (merchant_id, subject_kind, at, id);

reset role;
