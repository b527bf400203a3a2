-- 0008-jobs.sql: what the database does by itself: jobs, notices, what lapses once
--
-- SPDX-License-Identifier: GPL-3.0-or-later

set local role stempel_owner;

create type private.candidate as (
  day date,
  account_id bigint,
  id bigint
);
comment on type private.candidate is 'A lot or a full card that a job looks at, in this order.';

create table stempel.job (
  merchant_id bigint not null references stempel.merchant,
  name text not null check (name ~ '^[a-z_]+$'),
  state text not null default 'idle' check (state in ('idle', 'running', 'failed')),
  started_at timestamptz,
  worked_at timestamptz,
  finished_at timestamptz,
  done bigint not null default 0 check (done >= 0),
  total bigint check (total >= 0),
  counts jsonb not null default '{}',
  place jsonb,
  result jsonb,
  error text,
  next_at timestamptz,
  primary key (merchant_id, name)
);
comment on table stempel.job is
  'How far each job of a merchant is. What is done is done where it was done: a job that was '
  'killed finds the rest by itself, this row only tells.';
comment on column stempel.job.worked_at is 'When the last chunk was done.';
comment on column stempel.job.total is 'What there was to do, as counted when it was started.';
comment on column stempel.job.counts is 'What this run did so far; result: what the last one did.';
comment on column stempel.job.place is 'Where the next chunk of job_run begins.';
comment on column stempel.job.next_at is 'When there will be something to do again.';
call private.confine('stempel.job');

create table stempel.notice (
  merchant_id bigint not null,
  id bigint generated always as identity,
  account_id bigint not null,
  kind text not null check (kind in ('points_expire')),
  subject_id bigint not null,
  days integer not null check (days >= 0),
  due_on date not null,
  points bigint check (points >= 1),
  created_at timestamptz not null,
  primary key (merchant_id, id),
  foreign key (merchant_id, account_id) references stempel.account
);
comment on table stempel.notice is 'What a member has to be told before it happens.';
comment on column stempel.notice.subject_id is 'Of what kind says: the lot that lapses.';
comment on column stempel.notice.days is 'Which of the notices it is: 30 or 14 days before.';
comment on column stempel.notice.due_on is
  'The last day of the points. A lot that a visit prolonged is told about anew.';
create unique index notice_once on stempel.notice (merchant_id, kind, subject_id, days, due_on);
create index notice_account on stempel.notice (merchant_id, account_id, id);
call private.confine('stempel.notice');

-- Nothing lapses twice, whatever a job or two of them do.
create unique index entry_lot_expired on stempel.entry (merchant_id, lot_id)
  where kind = 'points_expire';
create unique index entry_entitlement_expired on stempel.entry (merchant_id, entitlement_id)
  where kind = 'stamp_expire';
create index entitlement_expiry on stempel.entitlement (merchant_id, expires_on, account_id)
  where state = 'open' and expires_on is not null;

reset role;
