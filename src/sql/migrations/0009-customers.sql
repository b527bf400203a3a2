-- 0009-customers.sql: merged and erased members, cards printed ahead, personal data of the logs
--
-- SPDX-License-Identifier: GPL-3.0-or-later

set local role stempel_owner;

alter table stempel.customer
  alter given_name drop not null,
  alter family_name drop not null,
  drop constraint customer_state_check,
  add merged_into bigint,
  add pseudonym text,
  add foreign key (merchant_id, merged_into) references stempel.customer,
  add check (state in ('active', 'merged', 'erased')),
  add check (state <> 'active' or merged_into is null),
  add check (state <> 'merged' or merged_into is not null),
  add check ((state = 'erased') = (pseudonym is not null)),
  add check (num_nulls(given_name, family_name) = case when state = 'erased' then 2 else 0 end),
  add check (state <> 'erased' or num_nonnulls(email, phone, phone_norm, birthday, note) = 0);
comment on column stempel.customer.merged_into is 'Who this duplicate turned out to be.';
comment on column stempel.customer.pseudonym is 'Stands for the name of somebody who was erased.';
-- A duplicate keeps what the survivor has another value for, in case it is parted again.
drop index stempel.customer_email;
drop index stempel.customer_phone;
create unique index customer_email on stempel.customer (merchant_id, email_norm)
  where email_norm is not null and state = 'active';
create unique index customer_phone on stempel.customer (merchant_id, phone_norm)
  where phone_norm is not null and state = 'active';
create index customer_merged_email on stempel.customer (merchant_id, email_norm)
  where email_norm is not null and state = 'merged';
create index customer_merged_phone on stempel.customer (merchant_id, phone_norm)
  where phone_norm is not null and state = 'merged';
create index customer_merged_into on stempel.customer (merchant_id, merged_into)
  where merged_into is not null;
create index customer_birthday on stempel.customer (merchant_id, birthday)
  where birthday is not null and state = 'active';

alter table stempel.account
  add closed_as text check (closed_as in ('merged', 'erased')),
  add merged_into bigint,
  add foreign key (merchant_id, merged_into) references stempel.account,
  add check (closed_as is distinct from 'merged' or merged_into is not null);
comment on column stempel.account.closed_as is
  'What became of its member: nothing is booked here any more. Null: it can be used.';
comment on column stempel.account.merged_into is 'The account that has what was in this one.';

alter table stempel.card
  alter customer_id drop not null,
  alter number drop not null,
  alter token drop not null,
  drop constraint card_state_check,
  add check (state in ('unassigned', 'active', 'blocked', 'replaced', 'revoked')),
  add check ((state = 'unassigned') = (customer_id is null)),
  add check (num_nulls(number, token) = case when state = 'revoked' then 2 else 0 end);
comment on column stempel.card.customer_id is 'Null: printed, but not handed out yet.';
comment on column stempel.card.number is
  '12 random digits and their Luhn check digit; null once its member was erased.';

create table stempel.merge (
  merchant_id bigint not null,
  id bigint generated always as identity,
  survivor_id bigint not null,
  merged_id bigint not null,
  filled text[] not null,
  cards bigint[] not null,
  employees bigint[] not null,
  moves jsonb not null,
  merged_at timestamptz not null,
  merged_by bigint not null,
  undone_at timestamptz,
  undone_by bigint,
  primary key (merchant_id, id),
  foreign key (merchant_id, survivor_id) references stempel.customer,
  foreign key (merchant_id, merged_id) references stempel.customer,
  check (survivor_id <> merged_id),
  check ((undone_at is null) = (undone_by is null))
);
comment on table stempel.merge is 'Which two members were made one, and how to part them again.';
comment on column stempel.merge.filled is 'Fields that the survivor had nothing in.';
comment on column stempel.merge.cards is 'Cards that now point to the survivor.';
comment on column stempel.merge.employees is 'Employees whose own card it was.';
comment on column stempel.merge.moves is
  'Array of {kind, from, to (accounts), out, in (entries), closed, withdrawn, issued '
  '(entitlements), stamps, owed_stamps (by how much they changed)}, as they were booked.';
create unique index merge_standing on stempel.merge (merchant_id, merged_id)
  where undone_at is null;
create index merge_survivor on stempel.merge (merchant_id, survivor_id);
call private.confine('stempel.merge');

-- What the audit log knows about a person lies beside it, where it can be taken out without a
-- change of the log. The log keeps a digest, so that nothing else can be put in its place.
alter table stempel.audit_event add digest bytea check (octet_length(digest) = 32);
comment on column stempel.audit_event.digest is
  'SHA-256 of the salt, subject_name, before and after in audit_personal; null: nothing is there.';

create table stempel.audit_personal (
  merchant_id bigint not null,
  event_id bigint not null,
  customer_id bigint not null,
  other_id bigint,
  salt bytea not null check (octet_length(salt) = 16),
  subject_name text,
  before jsonb,
  after jsonb,
  primary key (merchant_id, event_id),
  foreign key (merchant_id, event_id) references stempel.audit_event
);
comment on table stempel.audit_personal is
  'What audit events say about members. Goes when the member is erased.';
comment on column stempel.audit_personal.other_id is
  'A second member that it may tell of: the other one of a merge.';
comment on column stempel.audit_personal.salt is
  'Without it nobody can find out by trying names what an erased row said.';
create index audit_personal_customer on stempel.audit_personal (merchant_id, customer_id);
create index audit_personal_other on stempel.audit_personal (merchant_id, other_id)
  where other_id is not null;
call private.confine('stempel.audit_personal');

alter table stempel.idempotency
  add customer_id bigint,
  add other_id bigint;
comment on column stempel.idempotency.customer_id is
  'Whom the answer tells of: it goes when the member is erased. other_id: the other of a merge.';
create index idempotency_customer on stempel.idempotency (merchant_id, customer_id)
  where customer_id is not null;
create index idempotency_other on stempel.idempotency (merchant_id, other_id)
  where other_id is not null;

-- What was logged and answered before is put in order once.
do $$
begin
  alter table stempel.audit_event disable trigger user;
  alter table stempel.audit_event no force row level security;
  alter table stempel.audit_personal no force row level security;
  alter table stempel.idempotency no force row level security;
  alter table stempel.card no force row level security;
  alter table stempel.account no force row level security;

  insert into stempel.audit_personal (merchant_id, event_id, customer_id, salt, subject_name,
                                      before, after)
  select e.merchant_id, e.id, c.customer_id, uuid_send(gen_random_uuid()), e.subject_name,
         e.before, e.after
    from stempel.audit_event e
   cross join lateral (
     select case e.subject_kind
              when 'customer' then e.subject_id
              when 'card' then (select k.customer_id from stempel.card k
                                 where k.merchant_id = e.merchant_id and k.id = e.subject_id)
              when 'account' then (select a.customer_id from stempel.account a
                                    where a.merchant_id = e.merchant_id and a.id = e.subject_id)
            end) as c (customer_id)
   where c.customer_id is not null;
  update stempel.audit_event e
     set subject_name = null, before = null, after = null,
         digest = sha256(p.salt || convert_to(
           jsonb_build_array(p.subject_name, p.before, p.after)::text, 'UTF8'))
    from stempel.audit_personal p
   where (p.merchant_id, p.event_id) = (e.merchant_id, e.id);
  update stempel.audit_event e
     set before = e.before - 'customer_name', after = e.after - 'customer_name'
   where e.subject_kind = 'employee';
  update stempel.idempotency i
     set customer_id = case when i.operation like 'customer\_%' then (i.reply->>'id')::bigint
                            else (i.reply->>'customer_id')::bigint end;

  alter table stempel.account force row level security;
  alter table stempel.card force row level security;
  alter table stempel.idempotency force row level security;
  alter table stempel.audit_personal force row level security;
  alter table stempel.audit_event force row level security;
  alter table stempel.audit_event enable always trigger append_only;
  alter table stempel.audit_event enable always trigger append_only_truncate;
end
$$;

reset role;
