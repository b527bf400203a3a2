-- rules/merchant.sql: the first setup of a merchant
--
-- SPDX-License-Identifier: GPL-3.0-or-later

create or replace function private.prefixed(errors jsonb, prefix text) returns jsonb
language sql immutable as $$
  select coalesce(jsonb_agg(jsonb_set(e, '{field}', to_jsonb(prefix || (e->>'field')))), '[]')
    from jsonb_array_elements(errors) e
$$;
comment on function private.prefixed(jsonb, text) is 'Field errors of an object inside a request.';

create or replace function private.merchant_errors(request jsonb) returns jsonb
language plpgsql stable as $$
declare
  members jsonb := private.merchant_members();
  errors jsonb := private.object_errors(request, members);
  part text;
begin
  foreach part in array array['store', 'manager'] loop
    if jsonb_typeof(request->part) = 'object' then
      errors := errors || private.prefixed(
        private.object_errors(request->part, members->part->'members'), part || '.');
    end if;
  end loop;
  return errors;
end
$$;

-- Called by the superuser of a cluster, not by any role that a person connects with: whoever may
-- make merchants stands outside of all of them.
create or replace function private.merchant_create(request jsonb) returns jsonb
language plpgsql security definer set search_path = stempel, pg_temp as $$
declare
  caller private.caller;
  made merchant;
  first_store store;
  manager login;
begin
  perform private.refuse_invalid(private.merchant_errors(request));

  -- The policy wants to know the merchant before its row is there.
  caller.merchant_id := nextval(pg_get_serial_sequence('stempel.merchant', 'merchant_id'));
  perform set_config('stempel.merchant_id', caller.merchant_id::text, true);
  insert into merchant (merchant_id, name, currency, language, languages, country, zone)
  overriding system value
  values (caller.merchant_id, private.plain(request, 'name'), request->>'currency',
          request->>'language',
          request->>'language' || array_remove(array['en', 'de', 'fr', 'lb'], request->>'language'),
          request->>'country', request->>'zone')
  returning * into made;

  insert into store (merchant_id, name, zone, day_start)
  values (made.merchant_id, private.plain(request->'store', 'name'),
          coalesce(private.plain(request->'store', 'zone'), made.zone),
          coalesce(private.plain(request->'store', 'day_start'), '00:00')::time)
  returning * into first_store;

  manager := private.first_manager(made, request->'manager');
  caller.login_id := manager.id;
  perform private.audit(caller, 'merchant.create', 'merchant', made.merchant_id, made.name,
                        null, private.merchant_record(made), null, first_store.id);
  return jsonb_build_object('merchant_id', made.merchant_id, 'store_id', first_store.id,
                            'login_id', manager.id);
end
$$;
comment on function private.merchant_create(jsonb) is
  'Makes a merchant with its first store and its first manager.';

create or replace function private.first_manager(m stempel.merchant, request jsonb)
returns stempel.login
language plpgsql as $$
declare
  made stempel.login;
begin
  insert into stempel.login (merchant_id, name, email, role, database_role)
  values (m.merchant_id, private.plain(request, 'name'), private.plain(request, 'email'),
          'manager', private.plain(request, 'database_role'))
  returning * into made;
  return made;
exception when unique_violation then
  perform private.refuse_invalid(private.field_error('manager.database_role', 'taken'));
end
$$;
