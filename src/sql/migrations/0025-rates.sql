-- 0025-rates.sql: what servers of one database tell each other
--
-- SPDX-License-Identifier: GPL-3.0-or-later

set local role stempel_owner;

-- After a crash everybody begins anew, which is better than a write to disk for each.
create unlogged table private.rate_limit (
  key bytea primary key check (octet_length(key) = 16),
  paid_at timestamptz not null
);
comment on table private.rate_limit is 'How far ahead is paid for what somebody asked of the servers.';
comment on column private.rate_limit.key is 'A hash of the session or address: names nobody by itself.';
create index rate_limit_paid on private.rate_limit (paid_at);

reset role;
