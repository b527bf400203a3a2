-- 0006-ledger.sql: employees, PINs, the ledger, the audit log
--
-- SPDX-License-Identifier: GPL-3.0-or-later

set local role stempel_owner;

create table stempel.employee (
  merchant_id bigint not null references stempel.merchant,
  id bigint generated always as identity,
  name text collate stempel.natural not null check (name <> ''),
  number text check (number ~ '^[1-9][0-9]{0,3}$'),
  login_id bigint,
  customer_id bigint,
  store_ids bigint[] not null default '{}',
  state text not null default 'active' check (state in ('active', 'retired')),
  created_at timestamptz not null default clock_timestamp(),
  revision integer not null default 1,
  primary key (merchant_id, id),
  foreign key (merchant_id, login_id) references stempel.login,
  foreign key (merchant_id, customer_id) references stempel.customer
);
comment on table stempel.employee is 'A person who works a terminal.';
comment on column stempel.employee.customer_id is 'Their own card, so that stamping it is noticed.';
comment on column stempel.employee.store_ids is 'Where they work; empty: everywhere.';
create unique index employee_number on stempel.employee (merchant_id, number)
  where state = 'active';
create unique index employee_login on stempel.employee (merchant_id, login_id)
  where state = 'active';
call private.confine('stempel.employee');

create table stempel.employee_pin (
  merchant_id bigint not null,
  employee_id bigint not null,
  hash text not null,
  set_at timestamptz not null,
  attempts_base bigint not null default 0,
  lock_level integer not null default 0,
  locked_until timestamptz,
  last_used_at timestamptz,
  primary key (merchant_id, employee_id),
  foreign key (merchant_id, employee_id) references stempel.employee
);
comment on table stempel.employee_pin is
  'Hashes, apart from the employees so that no record can carry one by mistake.';
comment on column stempel.employee_pin.attempts_base is
  'Where the sequence of attempts stood when the count began; sequences survive a rollback.';
comment on column stempel.employee_pin.lock_level is
  'Locks in a row: each doubles the time, a success or an unlock takes it back to 0.';
call private.confine('stempel.employee_pin');

create table stempel.pin_grant (
  merchant_id bigint not null,
  id bigint generated always as identity,
  employee_id bigint not null,
  login_id bigint not null,
  session_id bigint,
  store_id bigint,
  scope text not null check (scope in ('operation', 'shift')),
  token_hash bytea not null check (octet_length(token_hash) = 32),
  granted_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz,
  primary key (merchant_id, id),
  foreign key (merchant_id, employee_id) references stempel.employee
);
comment on table stempel.pin_grant is
  'A PIN that was right, for one operation or a shift, at the terminal that asked.';
create unique index pin_grant_token on stempel.pin_grant (merchant_id, token_hash);
create index pin_grant_employee on stempel.pin_grant (merchant_id, employee_id);
call private.confine('stempel.pin_grant');

-- Foreign keys only to what a booking has locked anyway: each other one would take a shared lock
-- on the row of a store, a login or a version that all bookings meet at. The self-check proves them.
create table stempel.entry (
  merchant_id bigint not null,
  id bigint generated always as identity,
  kind text not null check (kind in ('stamp_earn', 'stamp_redeem', 'stamp_void')),
  account_id bigint not null,
  customer_id bigint not null,
  card_id bigint,
  program_id bigint not null,
  program_version integer not null,
  store_id bigint not null,
  employee_id bigint,
  login_id bigint not null,
  stamps integer not null check (stamps <> 0),
  stamps_after integer not null check (stamps_after >= 0),
  owed_after integer not null check (owed_after >= 0),
  occurred_at timestamptz not null,
  recorded_at timestamptz not null,
  business_day date not null,
  reverses bigint,
  reason text,
  entitlement_id bigint,
  issued bigint[] not null default '{}',
  idempotency_key uuid not null,
  request_hash bytea not null,
  snapshot jsonb not null default '{}',
  primary key (merchant_id, id),
  foreign key (merchant_id, account_id) references stempel.account,
  foreign key (merchant_id, reverses) references stempel.entry,
  check ((kind = 'stamp_void') = (reverses is not null)),
  check (kind = 'stamp_void' or (kind = 'stamp_earn') = (stamps > 0))
);
comment on table stempel.entry is 'The ledger. Everything that changes a balance is one row.';
comment on column stempel.entry.occurred_at is
  'When it happened; recorded_at is later where a terminal had to wait for the line.';
comment on column stempel.entry.business_day is
  'The local day of the store, counted from its day_start; limits compare this.';
comment on column stempel.entry.reverses is 'The entry that this one takes back.';
comment on column stempel.entry.issued is 'Entitlements that this entry completed.';
comment on column stempel.entry.snapshot is
  'What the answer showed beyond this row, so that a repeated request gets the same answer.';
create unique index entry_key on stempel.entry (merchant_id, idempotency_key);
create unique index entry_reverses on stempel.entry (merchant_id, reverses)
  where reverses is not null;
create index entry_time on stempel.entry (merchant_id, occurred_at desc, id desc);
create index entry_store on stempel.entry (merchant_id, store_id, occurred_at desc, id desc);
create index entry_program on stempel.entry (merchant_id, program_id, occurred_at desc, id desc);
create index entry_kind on stempel.entry (merchant_id, kind, occurred_at desc, id desc);
create index entry_employee on stempel.entry
  (merchant_id, employee_id, occurred_at desc, id desc) where employee_id is not null;
create index entry_account on stempel.entry (merchant_id, account_id, occurred_at desc, id desc);
create index entry_customer on stempel.entry (merchant_id, customer_id, occurred_at desc, id desc);
call private.confine('stempel.entry');
call private.append_only('stempel.entry');

create table stempel.audit_event (
  merchant_id bigint not null references stempel.merchant,
  id bigint generated always as identity,
  at timestamptz not null,
  action text not null check (action ~ '^[a-z_]+\.[a-z_]+$'),
  subject_kind text not null,
  subject_id bigint,
  subject_name text,
  login_id bigint,
  employee_id bigint,
  store_id bigint,
  session_id bigint,
  address inet,
  application text,
  before jsonb,
  after jsonb,
  primary key (merchant_id, id)
);
comment on table stempel.audit_event is
  'Every management action and every security event: who, what, before and after, from where.';
comment on column stempel.audit_event.before is 'The record as it was; never a secret.';
create index audit_event_time on stempel.audit_event (merchant_id, at desc, id desc);
create index audit_event_action on stempel.audit_event (merchant_id, action, at desc, id desc);
create index audit_event_subject on stempel.audit_event
  (merchant_id, subject_kind, subject_id, at desc, id desc);
create index audit_event_login on stempel.audit_event (merchant_id, login_id, at desc, id desc);
create index audit_event_employee on stempel.audit_event
  (merchant_id, employee_id, at desc, id desc) where employee_id is not null;
call private.confine('stempel.audit_event');
call private.append_only('stempel.audit_event');

reset role;
