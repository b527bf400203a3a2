-- 0022-totp.sql: a second factor for signing in through the server
--
-- SPDX-License-Identifier: GPL-3.0-or-later

set local role stempel_owner;

create table stempel.login_totp (
  merchant_id bigint not null,
  login_id bigint not null,
  secret bytea not null check (octet_length(secret) = 20),
  begun_at timestamptz not null,
  confirmed_at timestamptz,
  last_step bigint not null default 0,
  primary key (merchant_id, login_id),
  foreign key (merchant_id, login_id) references stempel.login
);
comment on table stempel.login_totp is 'The secrets behind one-time codes (RFC 6238).';
comment on column stempel.login_totp.confirmed_at is
  'When a code proved that an app has the secret; nobody is asked for one before.';
comment on column stempel.login_totp.last_step is 'The step of the last code: none is good twice.';
call private.confine('stempel.login_totp');

reset role;
