-- 0016-simulation.sql: what is counted for each member while rules are tried
--
-- SPDX-License-Identifier: GPL-3.0-or-later

set local role stempel_owner;

create type private.simulated as (
  account_id bigint,
  customer_id bigint,
  opened_on date,
  before stempel.account,
  after stempel.account,
  points_before bigint,
  points_after bigint,
  stamps_before bigint,
  stamps_after bigint,
  cards_before bigint,
  cards_after bigint,
  cost_before numeric,
  cost_after numeric,
  visits text[],
  days date[],
  counted_before bigint[],
  counted_after bigint[]
);
comment on type private.simulated is
  'A member in a simulation, as it was and as other rules would have it: the stamps in hand (before, '
  'after), what was earned, its cost, and what has counted for tiers on which days.';

reset role;
