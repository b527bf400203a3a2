-- 0015-birthdays.sql: finding who has a birthday
--
-- SPDX-License-Identifier: GPL-3.0-or-later

set local role stempel_owner;

-- A column, because under a policy no index on an expression can be used.
alter table stempel.customer add birthday_on smallint
  generated always as (extract(month from birthday) * 100 + extract(day from birthday)) stored;
comment on column stempel.customer.birthday_on is
  'Month and day of the birthday as MMDD, for the job that gives points for it.';
create index customer_birthday_on on stempel.customer (merchant_id, birthday_on, id)
  where state = 'active' and birthday_on is not null;

-- What a duplicate was given this year is not given again to whom it turned out to be.
create index account_merged_into on stempel.account (merchant_id, merged_into)
  where merged_into is not null;

reset role;
