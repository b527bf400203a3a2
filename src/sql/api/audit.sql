-- api/audit.sql: reading the audit log
--
-- SPDX-License-Identifier: GPL-3.0-or-later

create or replace function private.audit_record(e stempel.audit_event) returns jsonb
language sql stable as $$
  select jsonb_build_object('id', e.id, 'at', e.at, 'action', e.action,
    'subject_kind', e.subject_kind, 'subject_id', e.subject_id,
    'subject_name', coalesce(e.subject_name, d.subject_name, c.pseudonym),
    'login_id', e.login_id, 'login_name', l.name, 'employee_id', e.employee_id,
    'employee_name', p.name, 'store_id', e.store_id, 'store_name', s.name,
    'address', host(e.address), 'application', e.application,
    'before', coalesce(e.before, d.before), 'after', coalesce(e.after, d.after))
    from (select) as one_row
    left join stempel.login l on (l.merchant_id, l.id) = (e.merchant_id, e.login_id)
    left join stempel.employee p on (p.merchant_id, p.id) = (e.merchant_id, e.employee_id)
    left join stempel.store s on (s.merchant_id, s.id) = (e.merchant_id, e.store_id)
    left join stempel.audit_personal d on (d.merchant_id, d.event_id) = (e.merchant_id, e.id)
    left join stempel.customer c on (c.merchant_id, c.id) = (e.merchant_id, e.subject_id)
                                and e.subject_kind = 'customer'
$$;

create or replace function private.audit_filters() returns text[]
language sql immutable as $$
  select array['action', 'subject_kind', 'subject_id', 'login_id', 'employee_id']
$$;

create or replace function api.audit_list(request jsonb) returns jsonb
language plpgsql security definer set search_path = stempel, pg_temp as $$
declare
  caller private.caller := private.enter('audit_list', request);
begin
  perform private.refuse_invalid(private.request_errors(caller, request)
    || private.cursor_errors(request, true));
  return private.list_page(caller, 'stempel.audit_event', 'at', private.audit_filters(),
                           'audit_record', request);
end
$$;
comment on function api.audit_list(jsonb) is 'Management and security events, newest first.';
