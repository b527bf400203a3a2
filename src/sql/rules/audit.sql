-- rules/audit.sql: writing the audit log
--
-- SPDX-License-Identifier: GPL-3.0-or-later

create or replace function private.personal_digest(salt bytea, subject_name text, before jsonb,
                                                   after jsonb)
returns bytea
language sql immutable parallel safe as $$
  select sha256(salt || convert_to(jsonb_build_array(subject_name, before, after)::text, 'UTF8'))
$$;

-- The log can never be changed, a person's data must be erasable: what an event says about a member
-- is kept apart, and the log has a digest of it only.
create or replace function private.audit(caller private.caller, action text, subject_kind text,
                                         subject_id bigint, subject_name text,
                                         before jsonb default null, after jsonb default null,
                                         employee_id bigint default null,
                                         store_id bigint default null,
                                         customer_id bigint default null,
                                         other_id bigint default null)
returns void
language plpgsql as $$
declare
  about bigint := coalesce(audit.customer_id,
                           case when audit.subject_kind = 'customer' then audit.subject_id end);
  salt bytea := case when about is not null then extensions.gen_random_bytes(16) end;
  apart boolean := about is not null;
  event_id bigint;
begin
  insert into stempel.audit_event (merchant_id, at, action, subject_kind, subject_id,
                                   subject_name, login_id, employee_id, store_id, session_id,
                                   address, application, before, after, digest)
  values (caller.merchant_id, private.now(), audit.action, audit.subject_kind, audit.subject_id,
          case when not apart then audit.subject_name end, caller.login_id, audit.employee_id,
          audit.store_id, caller.session_id,
          coalesce(caller.address, inet_client_addr()),
          coalesce(caller.application, nullif(current_setting('application_name'), '')),
          case when not apart then audit.before - 'customer_name' end,
          case when not apart then audit.after - 'customer_name' end,
          private.personal_digest(salt, audit.subject_name, audit.before, audit.after))
  returning id into event_id;
  if apart then
    insert into stempel.audit_personal (merchant_id, event_id, customer_id, other_id, salt,
                                        subject_name, before, after)
    values (caller.merchant_id, event_id, about, audit.other_id, salt, audit.subject_name,
            audit.before, audit.after);
  end if;
end
$$;
comment on function private.audit(private.caller, text, text, bigint, text, jsonb, jsonb, bigint,
                                  bigint, bigint, bigint) is
  'Records who did what, in the transaction that did it. before and after are records; those that '
  'tell of a member (customer_id, other_id) can be erased.';
