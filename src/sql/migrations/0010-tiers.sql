-- 0010-tiers.sql: tiers: their rules, and which tier an account has
--
-- SPDX-License-Identifier: GPL-3.0-or-later

set local role stempel_owner;

alter table stempel.program_version
  add tiers jsonb,
  add tier_metric text check (tier_metric in ('points_earned', 'eligible_spend', 'visits')),
  add tier_window text
    check (tier_window in ('calendar_year', 'rolling_12_months', 'membership_year', 'lifetime')),
  add check (num_nulls(tiers, tier_metric, tier_window) in (0, 3)),
  add check (tiers is null or jsonb_typeof(tiers) = 'array');
comment on column stempel.program_version.tiers is
  'Array of {key, names, threshold, multiplier_bp, grace_days}, the lowest first. Null or empty: '
  'the program has none.';
comment on column stempel.program_version.tier_metric is 'What is counted; never the balance.';
comment on column stempel.program_version.tier_window is 'From when to when it is counted.';

comment on column stempel.entry.tier_id is
  'The key of the tier the account had when this was booked, in the rules of program_version.';

create table stempel.account_tier (
  merchant_id bigint not null,
  account_id bigint not null,
  tier integer check (tier >= 1),
  since timestamptz,
  kept_until date,
  falls_on date,
  review_on date,
  program_version integer,
  settled_at timestamptz,
  settled_entry_id bigint,
  manual_tier integer check (manual_tier >= 1),
  manual_since timestamptz,
  manual_until date,
  manual_reason text,
  manual_login_id bigint,
  primary key (merchant_id, account_id),
  foreign key (merchant_id, account_id) references stempel.account,
  check (num_nulls(tier, since, kept_until) in (0, 3)),
  check (num_nulls(program_version, settled_at, settled_entry_id) in (0, 3)),
  check (tier is null or settled_at is not null),
  check (falls_on is null or tier is not null),
  check (num_nulls(manual_tier, manual_since, manual_reason, manual_login_id) in (0, 4)),
  check (manual_until is null or manual_tier is not null)
) with (fillfactor = 85);
comment on table stempel.account_tier is
  'The tier of an account: the one it reached, and the one it was given by hand. No row: none yet.';
comment on column stempel.account_tier.tier is 'Key of the tier that was reached; null: none.';
comment on column stempel.account_tier.kept_until is
  'The last day it is kept without reaching it again, in the merchant''s zone; infinity: for ever.';
comment on column stempel.account_tier.falls_on is
  'The day a downgrade was announced for; null: none is.';
comment on column stempel.account_tier.review_on is
  'When the nightly evaluation has to look at it next; null: not by itself.';
comment on column stempel.account_tier.program_version is 'The rules it was last settled by.';
comment on column stempel.account_tier.settled_entry_id is
  'The last entry that counted when it was settled: with this it can be derived again.';
comment on column stempel.account_tier.manual_tier is 'Given by hand; wins while it runs.';
comment on column stempel.account_tier.manual_until is 'The last day; null: until it is ended.';
create index account_tier_review on stempel.account_tier (merchant_id, review_on, account_id)
  where review_on is not null;
call private.confine('stempel.account_tier');

create type private.tier_outlook as (
  day date,
  metric bigint,
  reached bigint[],
  kept_until date[]
);
comment on type private.tier_outlook is
  'What an account has counted by a day: the metric of the running window; and how high it was when '
  'it counted for keeping a tier (reached), and until when (kept_until, in the same order).';

alter table stempel.notice
  drop constraint notice_kind_check,
  add check (kind in ('points_expire', 'tier_falls')),
  add tier integer,
  add check ((kind = 'tier_falls') = (tier is not null));
comment on column stempel.notice.subject_id is
  'Of what kind says: the lot that lapses, the account whose tier falls.';
comment on column stempel.notice.due_on is
  'The last day of the points or of the tier. What a visit prolonged is told about anew.';
comment on column stempel.notice.tier is 'Key of the tier that falls.';

reset role;
