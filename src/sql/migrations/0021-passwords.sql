-- 0021-passwords.sql: signing in through the server with e-mail and password
--
-- SPDX-License-Identifier: GPL-3.0-or-later

set local role stempel_owner;

alter type private.caller add attribute address inet;
alter type private.caller add attribute application text;

create table stempel.login_password (
  merchant_id bigint not null,
  login_id bigint not null,
  hash text not null check (hash ~ '^\$2[aby]\$'),
  set_at timestamptz not null,
  primary key (merchant_id, login_id),
  foreign key (merchant_id, login_id) references stempel.login
);
comment on table stempel.login_password is 'bcrypt hashes of the passwords of logins.';
call private.confine('stempel.login_password');

-- Finds the merchant, so it cannot be led by it.
create index login_by_email on stempel.login (email_norm) where state = 'active';

-- Sign-in comes before the merchant is known: its function is owned by stempel_search.
grant select on stempel.login_password to stempel_search;
create policy search on stempel.login_password for select to stempel_search using (true);

-- Belongs to no merchant: who guesses has not been let in by any.
create table private.guess (
  subject bytea primary key check (octet_length(subject) = 32),
  failures integer not null,
  lock_level integer not null default 0,
  locked_until timestamptz,
  last_at timestamptz not null
);
comment on table private.guess is
  'How often somebody was wrong about a secret since they were last right.';
comment on column private.guess.subject is
  'SHA-256 of what is guessed at and from where: names nobody by itself.';
create index guess_last on private.guess (last_at);

reset role;
