-- rules/audit.sql: writing the audit log
--
-- SPDX-License-Identifier: GPL-3.0-or-later

create or replace function private.audit(caller private.caller, action text, subject_kind text,
                                         subject_id bigint, subject_name text,
                                         before jsonb default null, after jsonb default null,
                                         employee_id bigint default null,
                                         store_id bigint default null)
returns void
language sql as $$
  insert into stempel.audit_event (merchant_id, at, action, subject_kind, subject_id,
                                   subject_name, login_id, employee_id, store_id, session_id,
                                   address, application, before, after)
  values (caller.merchant_id, private.now(), action, subject_kind, subject_id, subject_name,
          caller.login_id, employee_id, store_id, caller.session_id,
          inet_client_addr(), nullif(current_setting('application_name'), ''), before, after)
$$;
comment on function private.audit(private.caller, text, text, bigint, text, jsonb, jsonb, bigint, bigint)
  is 'Records who did what, in the transaction that did it. before and after are records.';
