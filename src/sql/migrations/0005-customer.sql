-- 0005-customer.sql: customers, cards, accounts, entitlements
--
-- SPDX-License-Identifier: GPL-3.0-or-later

set local role stempel_owner;

create table stempel.customer (
  merchant_id bigint not null references stempel.merchant,
  id bigint generated always as identity,
  given_name text not null,
  family_name text not null,
  email text,
  phone text,
  birthday date,
  language text not null check (language ~ '^[a-z]{2,3}$'),
  note text,
  state text not null default 'active' check (state in ('active', 'erased')),
  enrolled_at timestamptz not null,
  enrolled_store_id bigint,
  revision integer not null default 1,
  email_norm text collate "C" generated always as (lower(btrim(email))) stored,
  phone_norm text collate "C" check (phone_norm ~ '^\+[0-9]{4,15}$'),
  given_fold text collate "C" generated always as (private.fold(given_name)) stored,
  family_fold text collate "C" generated always as (private.fold(family_name)) stored,
  name_fold text collate "C" generated always as
    (private.fold(given_name) || ' ' || private.fold(family_name)) stored,
  sort_name text collate stempel.natural generated always as
    (family_name || ', ' || given_name) stored,
  primary key (merchant_id, id),
  foreign key (merchant_id, enrolled_store_id) references stempel.store
);
comment on table stempel.customer is 'A person who takes part: unique by e-mail and by phone.';
comment on column stempel.customer.phone_norm is
  '+, calling code and number; a national number takes the code of the merchant''s country.';
comment on column stempel.customer.name_fold is 'What words of a search are looked for in.';
comment on column stempel.customer.sort_name is 'The order of lists, with id as tie-break.';
create unique index customer_email on stempel.customer (merchant_id, email_norm)
  where email_norm is not null;
create unique index customer_phone on stempel.customer (merchant_id, phone_norm)
  where phone_norm is not null;
create index customer_order on stempel.customer (merchant_id, sort_name, id);
create index customer_given on stempel.customer (merchant_id, given_fold);
create index customer_family on stempel.customer (merchant_id, family_fold);
create index customer_words on stempel.customer
  using gin (merchant_id extensions.int8_ops, name_fold extensions.gin_trgm_ops);
call private.confine('stempel.customer');

create table stempel.card (
  merchant_id bigint not null,
  id bigint generated always as identity,
  customer_id bigint not null,
  number text collate "C" not null check (number ~ '^[0-9]{13}$'),
  token text collate "C" not null check (token ~ '^[A-Za-z0-9_-]{22}$'),
  state text not null default 'active' check (state in ('active', 'blocked', 'replaced')),
  issued_at timestamptz not null,
  blocked_at timestamptz,
  block_reason text,
  replaced_at timestamptz,
  replaced_by bigint,
  primary key (merchant_id, id),
  foreign key (merchant_id, customer_id) references stempel.customer,
  foreign key (merchant_id, replaced_by) references stempel.card,
  check (state <> 'blocked' or blocked_at is not null),
  check ((state = 'replaced') = (replaced_at is not null))
);
comment on table stempel.card is
  'A token that points to a customer. Losing one never touches a balance.';
comment on column stempel.card.number is '12 random digits and their Luhn check digit.';
comment on column stempel.card.token is '128 random bits in base64url, printed as QR code.';
create unique index card_number on stempel.card (merchant_id, number);
create unique index card_token on stempel.card (merchant_id, token);
create index card_customer on stempel.card (merchant_id, customer_id, id);
call private.confine('stempel.card');

-- No index on balances or last times, and room on the page: updates stay on the page (HOT).
create table stempel.account (
  merchant_id bigint not null,
  id bigint generated always as identity,
  customer_id bigint not null,
  program_id bigint not null,
  stamps integer not null default 0 check (stamps >= 0),
  owed_stamps integer not null default 0 check (owed_stamps >= 0),
  opened_at timestamptz not null default clock_timestamp(),
  last_stamp_entry_id bigint,
  last_stamp_at timestamptz,
  last_stamp_employee_id bigint,
  last_stamp_login_id bigint,
  last_stamp_store_id bigint,
  stamps_day date,
  stamps_today integer not null default 0,
  last_visit_at timestamptz,
  primary key (merchant_id, id),
  foreign key (merchant_id, customer_id) references stempel.customer,
  foreign key (merchant_id, program_id) references stempel.program
) with (fillfactor = 85);
comment on table stempel.account is 'Customer × program: the balance lives here.';
comment on column stempel.account.stamps is 'Loose stamps; full cards have become entitlements.';
comment on column stempel.account.owed_stamps is
  'Stamps of a void that were already handed in; repaid first by every later stamp.';
comment on column stempel.account.last_stamp_at is 'Of the last earn that is not void: cooldown.';
comment on column stempel.account.stamps_today is 'Stamps given on stamps_day, for the limit.';
create unique index account_customer on stempel.account (merchant_id, customer_id, program_id);
create index account_program on stempel.account (merchant_id, program_id);
call private.confine('stempel.account');

create table stempel.entitlement (
  merchant_id bigint not null,
  id bigint generated always as identity,
  account_id bigint not null,
  program_id bigint not null,
  program_version integer not null,
  entry_id bigint,
  stamps integer not null check (stamps > 0),
  state text not null default 'open'
    check (state in ('open', 'redeemed', 'withdrawn', 'expired')),
  issued_at timestamptz not null,
  expires_on date,
  redeemed_at timestamptz,
  redeemed_entry_id bigint,
  primary key (merchant_id, id),
  foreign key (merchant_id, account_id) references stempel.account,
  foreign key (merchant_id, program_id, program_version) references stempel.program_version,
  check ((state = 'redeemed') = (redeemed_at is not null and redeemed_entry_id is not null))
);
comment on table stempel.entitlement is 'A full stamp card: a reward not yet collected.';
comment on column stempel.entitlement.program_version is 'The rules it was issued under.';
comment on column stempel.entitlement.entry_id is 'The entry that completed the card.';
comment on column stempel.entitlement.stamps is 'What it took to fill, and what redeeming books.';
comment on column stempel.entitlement.expires_on is
  'The last day it can be used, in the merchant''s zone; null: never lapses.';
create index entitlement_account on stempel.entitlement (merchant_id, account_id, state, id);
call private.confine('stempel.entitlement');

-- Text search is owned by stempel_search: under a policy the trigram index cannot be used.
grant select on stempel.customer, stempel.card, stempel.account to stempel_search;
create policy search on stempel.customer for select to stempel_search using (true);
create policy search on stempel.card for select to stempel_search using (true);
create policy search on stempel.account for select to stempel_search using (true);

reset role;
