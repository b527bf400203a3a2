-- 0020-initials.sql: members by the initials of both their names
--
-- SPDX-License-Identifier: GPL-3.0-or-later

set local role stempel_owner;

-- Of two letters each begins the names of many; the two together those of few.
create index customer_initials on stempel.customer
  (merchant_id, left(given_fold, 1), left(family_fold, 1), sort_name, id)
  include (given_fold, family_fold, state);

reset role;
