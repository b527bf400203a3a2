-- api/erase.sql: a person's right to what is known about them, and to have it erased
--
-- SPDX-License-Identifier: GPL-3.0-or-later

create or replace function private.erase_customer(caller private.caller, request jsonb)
returns jsonb
language plpgsql as $$
declare
  wanted stempel.customer := private.find_customer(caller, (request->>'id')::bigint);
  ids bigint[];
begin
  perform private.lock_merges(caller);
  ids := private.identities(caller.merchant_id, wanted.id);
  perform private.lock_customers(caller, ids);
  wanted := private.find_customer(caller, wanted.id);
  perform private.check_present(wanted);
  perform private.check_revision(request, wanted.revision,
                                 private.customer_detail(wanted, private.now()));

  perform private.forfeit_accounts(caller, ids);
  perform private.erase_records(caller, ids);
  perform private.erase_traces(caller, ids);
  wanted := private.find_customer(caller, wanted.id);
  perform private.audit(caller, 'customer.erase', 'customer', wanted.id,
                        private.customer_name(wanted), null, private.customer_record(wanted));
  return private.customer_detail(wanted, private.now());
end
$$;

create or replace function api.customer_erase(request jsonb) returns jsonb
language plpgsql security definer set search_path = stempel, pg_temp as $$
declare
  caller private.caller := private.enter('customer_erase', request);
  reply jsonb;
begin
  perform private.check_request(caller, request);
  reply := private.replayed(caller, request);
  return coalesce(reply, private.remember(caller, request,
                                          private.erase_customer(caller, request)));
end
$$;
comment on function api.customer_erase(jsonb) is
  'Takes away all that is known about a person; the ledger keeps a pseudonym.';

create or replace function private.export_identity(c stempel.customer) returns jsonb
language sql stable as $$
  select jsonb_build_object('id', c.id, 'state', c.state, 'enrolled_at', c.enrolled_at,
    'personal', private.only(private.customer_record(c), private.personal_fields()),
    'cards', (select coalesce(jsonb_agg(private.only(private.card_record(k),
                       array['id', 'state', 'issued_at'] || private.personal_card_fields())
                       order by k.id), '[]')
                from stempel.card k
               where k.merchant_id = c.merchant_id and k.customer_id = c.id))
$$;

-- Who served them is somebody else's data.
create or replace function private.export_entries(merchant_id bigint, ids bigint[])
returns jsonb
language sql stable as $$
  select coalesce(jsonb_agg(private.entry_record(e)
           - array['customer_name', 'employee_id', 'employee_name', 'login_id', 'login_name',
                   'approver_id', 'approver_name']
           order by e.occurred_at, e.id), '[]')
    from stempel.account a
    join stempel.entry e on (e.merchant_id, e.account_id) = (a.merchant_id, a.id)
   where a.merchant_id = export_entries.merchant_id and a.customer_id = any (ids)
$$;

create or replace function private.consent_records(merchant_id bigint, ids bigint[])
returns jsonb
language sql stable as $$
  select coalesce(jsonb_agg(jsonb_build_object('purpose', n.purpose, 'given_on', n.given_on,
           'source', n.source, 'version', n.version, 'recorded_at', n.recorded_at)
           order by n.given_on, n.id), '[]')
    from stempel.consent n
   where n.merchant_id = consent_records.merchant_id and n.customer_id = any (ids)
$$;

create or replace function private.export_accounts(c stempel.customer, at timestamptz)
returns jsonb
language sql stable as $$
  select coalesce(jsonb_agg(u.a #- '{last_stamp,by}' || jsonb_build_object(
           'manual_reason', t.manual_reason) order by u.place), '[]')
    from jsonb_array_elements(private.account_records(c, at)) with ordinality as u (a, place)
    left join stempel.account_tier t
      on (t.merchant_id, t.account_id) = (c.merchant_id, (u.a->>'id')::bigint)
$$;

create or replace function private.export_customer(caller private.caller, c stempel.customer)
returns jsonb
language plpgsql stable as $$
declare
  at timestamptz := private.now();
  ids bigint[] := private.identities(caller.merchant_id, c.id);
begin
  return jsonb_build_object('id', c.id, 'exported_at', at,
    'identities', (select jsonb_agg(private.export_identity(i) order by i.id <> c.id, i.id)
                     from stempel.customer i
                    where i.merchant_id = caller.merchant_id and i.id = any (ids)),
    'accounts', private.export_accounts(c, at),
    'consents', private.consent_records(caller.merchant_id, ids),
    'entries', private.export_entries(caller.merchant_id, ids));
end
$$;

create or replace function api.customer_export(request jsonb) returns jsonb
language plpgsql security definer set search_path = stempel, pg_temp as $$
declare
  caller private.caller := private.enter('customer_export', request);
  wanted customer;
begin
  perform private.check_request(caller, request);
  -- Locked, so that the log names nobody who is being erased. What it said is not logged: there
  -- would be one more copy to erase.
  wanted := private.find_customer(caller, (request->>'id')::bigint, true);
  perform private.audit(caller, 'customer.export', 'customer', wanted.id,
                        private.customer_name(wanted));
  return private.export_customer(caller, wanted);
end
$$;
comment on function api.customer_export(jsonb) is
  'All that is known about a person: what an erasure takes away, the balances and the ledger.';

create or replace function private.check_personal() returns setof jsonb
language sql stable parallel safe as $$
  select private.violation('audit_personal', 'audit_event', p.event_id, '{}')
    from stempel.audit_personal p
    left join stempel.audit_event e on (e.merchant_id, e.id) = (p.merchant_id, p.event_id)
   where p.merchant_id = private.current_merchant()
     and e.digest is distinct from
         private.personal_digest(p.salt, p.subject_name, p.before, p.after)
$$;
comment on function private.check_personal() is
  'What the audit log keeps apart about members is what was logged.';

create or replace function private.check_closed_accounts() returns setof jsonb
language sql stable parallel safe as $$
  select private.violation('closed_account', 'account', a.id, jsonb_build_object(
           'closed_as', a.closed_as, 'customer_state', c.state, 'points', a.points,
           'stamps', a.stamps))
    from stempel.account a
    join stempel.customer c on (c.merchant_id, c.id) = (a.merchant_id, a.customer_id)
    left join (select distinct t.account_id from stempel.entitlement t
                where t.merchant_id = private.current_merchant() and t.state = 'open') o
      on o.account_id = a.id
   where a.merchant_id = private.current_merchant()
     and (coalesce(a.closed_as, 'active') <> c.state
          or a.closed_as is not null
             and (a.points > 0 or a.stamps > 0 or o.account_id is not null))
     -- An import that is being undone closes all accounts before it empties them.
     and a.customer_id not in (
       select r.customer_id from stempel.import i
         join stempel.import_row r on (r.merchant_id, r.import_id) = (i.merchant_id, i.id)
        where i.merchant_id = private.current_merchant() and i.state = 'undoing'
          and r.customer_id is not null)
$$;
comment on function private.check_closed_accounts() is
  'The accounts of who was merged or erased are closed, and nothing is left in them.';
