-- 0003-merchant.sql: merchants, stores, logins, sessions
--
-- SPDX-License-Identifier: GPL-3.0-or-later

set local role stempel_owner;

create table stempel.merchant (
  merchant_id bigint generated always as identity primary key,
  name text not null check (name <> ''),
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  language text not null check (language ~ '^[a-z]{2,3}$'),
  languages text[] not null check (language = any (languages)),
  country text not null check (country ~ '^[A-Z]{2}$'),
  zone text not null,
  created_at timestamptz not null default clock_timestamp()
);
comment on table stempel.merchant is 'The tenant. Nothing of one merchant is visible to another.';
comment on column stempel.merchant.language is 'Every localised text must hold this language.';
comment on column stempel.merchant.country is 'Gives national telephone numbers their prefix.';
call private.confine('stempel.merchant');

create table stempel.store (
  merchant_id bigint not null references stempel.merchant,
  id bigint generated always as identity,
  name text collate stempel.natural not null check (name <> ''),
  zone text not null,
  day_start time not null default '00:00',
  state text not null default 'active' check (state in ('active', 'closed')),
  revision integer not null default 1,
  primary key (merchant_id, id)
);
comment on table stempel.store is 'A shop of a merchant.';
comment on column stempel.store.day_start is
  'When a business day begins: 00:00, or 04:00 for a bar open past midnight.';
create unique index store_name on stempel.store (merchant_id, private.fold(name))
  where state = 'active';
call private.confine('stempel.store');

create table stempel.login (
  merchant_id bigint not null references stempel.merchant,
  id bigint generated always as identity,
  name text collate stempel.natural not null check (name <> ''),
  email text,
  email_norm text generated always as (lower(btrim(email))) stored,
  role text not null check (role in ('admin', 'manager', 'staff', 'auditor')),
  language text check (language ~ '^[a-z]{2,3}$'),
  state text not null default 'active' check (state in ('active', 'disabled')),
  database_role text,
  created_at timestamptz not null default clock_timestamp(),
  revision integer not null default 1,
  primary key (merchant_id, id)
);
comment on table stempel.login is 'A person who signs in.';
comment on column stempel.login.database_role is
  'The PostgreSQL role of a direct connection; null for those who come through the server.';
-- Finds the merchant, so it cannot be led by it: PostgreSQL roles are unique in the cluster anyway.
-- Both are free again when their login is disabled: a disabled one stays disabled.
create unique index login_database_role on stempel.login (database_role)
  where state = 'active';
create unique index login_email on stempel.login (merchant_id, email_norm)
  where state = 'active';
call private.confine('stempel.login');

create table stempel.session (
  merchant_id bigint not null,
  id bigint generated always as identity,
  login_id bigint not null,
  token_hash bytea not null check (octet_length(token_hash) = 32),
  opened_at timestamptz not null default clock_timestamp(),
  seen_at timestamptz not null default clock_timestamp(),
  expires_at timestamptz not null,
  closed_at timestamptz,
  address inet,
  application text,
  primary key (merchant_id, id),
  foreign key (merchant_id, login_id) references stempel.login
);
comment on table stempel.session is 'What a bearer token stands for. Ends after 30 idle minutes.';
comment on column stempel.session.token_hash is 'SHA-256; the token itself is kept nowhere.';
-- Finds the merchant, so it cannot be led by it.
create unique index session_token on stempel.session (token_hash);
create index session_login on stempel.session (merchant_id, login_id);
call private.confine('stempel.session');

create table stempel.idempotency (
  merchant_id bigint not null references stempel.merchant,
  key uuid not null,
  operation text not null,
  request_hash bytea not null,
  reply jsonb not null,
  login_id bigint not null,
  created_at timestamptz not null default clock_timestamp(),
  primary key (merchant_id, key)
);
comment on table stempel.idempotency is
  'The answers to management writes by their keys. Bookings keep theirs in the ledger.';
call private.confine('stempel.idempotency');

-- Sign-in comes before the merchant is known: its function is owned by stempel_search.
grant select on stempel.merchant, stempel.login, stempel.session to stempel_search;
create policy search on stempel.merchant for select to stempel_search using (true);
create policy search on stempel.login for select to stempel_search using (true);
create policy search on stempel.session for select to stempel_search using (true);

reset role;
