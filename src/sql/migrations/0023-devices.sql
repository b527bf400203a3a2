-- 0023-devices.sql: logins of things: terminals in a shop, and keys of other programs
--
-- SPDX-License-Identifier: GPL-3.0-or-later

set local role stempel_owner;

alter type private.caller add attribute store_id bigint;

alter table private.operation add persons_only boolean not null default false;
comment on column private.operation.persons_only is
  'Whether it is about persons signing in, and so not for terminals and keys.';

alter table stempel.login
  add kind text not null default 'person' check (kind in ('person', 'terminal', 'key')),
  add store_id bigint,
  add operations text[],
  add foreign key (merchant_id, store_id) references stempel.store,
  add constraint login_kind_fits check (
    (kind = 'terminal') = (store_id is not null) and (kind = 'key') = (operations is not null)
    and (kind = 'person' or email is null and database_role is null));
comment on table stempel.login is 'Who signs in: a person, a terminal in a shop, a key of a program.';
comment on column stempel.login.store_id is 'The shop that a terminal stands in.';
comment on column stempel.login.operations is 'What of its role a key may do.';

alter table stempel.session alter expires_at drop not null;
comment on column stempel.session.expires_at is
  'Null for terminals and keys, which stay until they are revoked.';

create table stempel.pairing (
  merchant_id bigint not null,
  login_id bigint not null,
  code_hash bytea not null check (octet_length(code_hash) = 32),
  expires_at timestamptz not null,
  primary key (merchant_id, login_id),
  foreign key (merchant_id, login_id) references stempel.login
);
comment on table stempel.pairing is 'Codes that make a device a terminal, once.';
-- Finds the merchant, so it cannot be led by it.
create unique index pairing_code on stempel.pairing (code_hash);
call private.confine('stempel.pairing');
grant select on stempel.pairing to stempel_search;
create policy search on stempel.pairing for select to stempel_search using (true);

reset role;
