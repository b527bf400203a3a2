-- 0004-program.sql: programs and the immutable versions of their rules
--
-- SPDX-License-Identifier: GPL-3.0-or-later

set local role stempel_owner;

create table stempel.program (
  merchant_id bigint not null references stempel.merchant,
  id bigint generated always as identity,
  kind text not null check (kind in ('stamps')),
  state text not null default 'draft' check (state in ('draft', 'active', 'paused', 'closed')),
  draft jsonb,
  version integer,
  created_at timestamptz not null default clock_timestamp(),
  revision integer not null default 1,
  primary key (merchant_id, id),
  check (state = 'draft' or version is not null),
  check (version is not null or draft is not null)
);
comment on table stempel.program is 'What a merchant offers its members.';
comment on column stempel.program.draft is
  'Rules not yet published, checked field by field; null when nothing differs.';
comment on column stempel.program.version is 'The version in force; null before the first publish.';
call private.confine('stempel.program');

create table stempel.program_version (
  merchant_id bigint not null,
  program_id bigint not null,
  number integer not null check (number >= 1),
  names jsonb not null,
  stamps_target integer not null check (stamps_target between 1 and 100),
  max_stamps_per_visit integer not null check (max_stamps_per_visit between 1 and 20),
  cooldown_minutes integer not null check (cooldown_minutes between 0 and 10080),
  daily_limit integer not null check (daily_limit between 1 and 100),
  reward jsonb not null,
  reward_value bigint check (reward_value >= 0),
  entitlement_days integer check (entitlement_days between 1 and 3650),
  void_minutes integer not null check (void_minutes between 0 and 1440),
  void_days integer not null check (void_days between 0 and 365),
  pin_policy text not null check (pin_policy in ('operation', 'shift', 'none')),
  shift_minutes integer not null check (shift_minutes between 15 and 1440),
  colour text not null check (colour ~ '^#[0-9a-f]{6}$'),
  published_at timestamptz not null,
  published_by bigint not null,
  primary key (merchant_id, program_id, number),
  foreign key (merchant_id, program_id) references stempel.program,
  foreign key (merchant_id, published_by) references stempel.login
);
comment on table stempel.program_version is
  'Published rules. Never changed: every ledger entry names the version it was made under.';
comment on column stempel.program_version.reward_value is
  'Worth of a reward in minor units of the merchant''s currency.';
comment on column stempel.program_version.entitlement_days is
  'How long a full card can be handed in; null: for ever.';
call private.confine('stempel.program_version');
call private.append_only('stempel.program_version');

alter table stempel.program add foreign key (merchant_id, id, version)
  references stempel.program_version (merchant_id, program_id, number);

reset role;
