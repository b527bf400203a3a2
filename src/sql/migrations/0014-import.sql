-- 0014-import.sql: members brought along from elsewhere: files, their rows, consents
--
-- SPDX-License-Identifier: GPL-3.0-or-later

set local role stempel_owner;

create table stempel.import (
  merchant_id bigint not null references stempel.merchant,
  id bigint generated always as identity,
  name text not null check (name <> ''),
  fingerprint bytea not null check (octet_length(fingerprint) = 32),
  columns jsonb not null check (jsonb_typeof(columns) = 'array'),
  date_format text not null check (date_format in ('iso', 'dmy', 'mdy')),
  source text not null,
  program_id bigint not null,
  program_ids bigint[] not null check (program_id = any (program_ids)),
  store_id bigint not null,
  state text not null default 'checking'
    check (state in ('checking', 'checked', 'running', 'done', 'undoing', 'undone', 'discarded')),
  rows bigint not null check (rows >= 1),
  received bigint not null default 0 check (received between 0 and rows),
  totals jsonb not null default '{}',
  bad jsonb not null default '{}',
  imported jsonb not null default '{}',
  place bigint not null default 0,
  login_id bigint not null,
  created_at timestamptz not null,
  started_at timestamptz,
  finished_at timestamptz,
  undone_at timestamptz,
  primary key (merchant_id, id),
  foreign key (merchant_id, program_id) references stempel.program,
  foreign key (merchant_id, store_id) references stempel.store
);
comment on table stempel.import is 'A file of members with their opening balances.';
comment on column stempel.import.fingerprint is
  'SHA-256 of the file''s own and of how it is to be read: the same again goes on where it stopped.';
comment on column stempel.import.columns is 'Array of {column, field}: what is read from where.';
comment on column stempel.import.source is 'Where consents were given, unless a row says it.';
comment on column stempel.import.program_id is 'The program that the balances are for.';
comment on column stempel.import.program_ids is 'Those that the members take part in.';
comment on column stempel.import.rows is 'How many the file has; received: those that were checked.';
comment on column stempel.import.totals is 'Of the good rows: {members, points, stamps, …}.';
comment on column stempel.import.bad is 'Of the others, as far as they could be read.';
comment on column stempel.import.imported is 'What is booked.';
comment on column stempel.import.place is 'The last row that was imported or left out.';
create unique index import_fingerprint on stempel.import (merchant_id, fingerprint)
  where state not in ('undone', 'discarded');
create index import_undoing on stempel.import (merchant_id, id) where state = 'undoing';
call private.confine('stempel.import');

create table stempel.import_row (
  merchant_id bigint not null,
  import_id bigint not null,
  number bigint not null,
  line bigint not null,
  data jsonb,
  errors jsonb,
  email_norm text collate "C",
  phone_norm text collate "C",
  card_number text collate "C",
  customer_id bigint,
  printed_card boolean not null default false,
  primary key (merchant_id, import_id, number),
  foreign key (merchant_id, import_id) references stempel.import,
  check (customer_id is null or data is null and errors is null),
  check (errors is null or data is null)
);
comment on table stempel.import_row is
  'A row of a file. What it says of a person stays until it is imported or refused, no longer.';
comment on column stempel.import_row.line is 'Where it begins in the file.';
comment on column stempel.import_row.errors is 'Array of {field, code, …}: why it is left out.';
comment on column stempel.import_row.customer_id is 'The member it has become.';
comment on column stempel.import_row.printed_card is
  'They were given a card that was printed ahead; an undo makes it one that nobody has.';
create index import_row_email on stempel.import_row (merchant_id, import_id, email_norm, number)
  where email_norm is not null;
create index import_row_phone on stempel.import_row (merchant_id, import_id, phone_norm, number)
  where phone_norm is not null;
create index import_row_card on stempel.import_row (merchant_id, import_id, card_number, number)
  where card_number is not null;
create index import_row_bad on stempel.import_row (merchant_id, import_id, number)
  where errors is not null;
call private.confine('stempel.import_row');

create type private.import_member as (
  number bigint,
  data jsonb,
  customer_id bigint,
  account_id bigint,
  entry_id bigint
);
comment on type private.import_member is
  'A row that is being imported, and the ids that were drawn for what it becomes.';

create table stempel.consent (
  merchant_id bigint not null,
  id bigint generated always as identity,
  customer_id bigint not null,
  purpose text not null check (purpose in ('terms', 'email', 'phone')),
  given_on date not null,
  source text not null check (source <> ''),
  version text,
  import_id bigint,
  login_id bigint not null,
  recorded_at timestamptz not null,
  primary key (merchant_id, id),
  foreign key (merchant_id, customer_id) references stempel.customer
);
comment on table stempel.consent is 'Who agreed to what, when, and how that is known.';
comment on column stempel.consent.purpose is
  'terms: took part under the terms; email, phone: may be written to or called.';
comment on column stempel.consent.version is 'Which text it was, as the source calls it.';
create index consent_customer on stempel.consent (merchant_id, customer_id, id);
call private.confine('stempel.consent');
call private.append_only('stempel.consent');

-- Without it each card that an undo takes away would be looked for in all others.
create index card_replaced on stempel.card (merchant_id, replaced_by)
  where replaced_by is not null;

reset role;
