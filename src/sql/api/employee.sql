-- api/employee.sql: the people at the counter and their PINs
--
-- SPDX-License-Identifier: GPL-3.0-or-later

create or replace function private.employee_record(e stempel.employee, at timestamptz)
returns jsonb
language plpgsql volatile as $$
declare
  pin stempel.employee_pin;
  record jsonb;
begin
  select * into pin from stempel.employee_pin p
   where p.merchant_id = e.merchant_id and p.employee_id = e.id;
  select jsonb_build_object('id', e.id, 'name', e.name, 'number', e.number,
      'login_id', e.login_id, 'login_name', l.name, 'customer_id', e.customer_id,
      'customer_name', private.customer_name(c), 'store_ids', e.store_ids, 'state', e.state,
      'has_pin', pin.hash is not null, 'pin_set_at', pin.set_at,
      'failures', private.pin_failures(pin, at),
      'locked_until', case when pin.locked_until > at then pin.locked_until end,
      'last_used_at', pin.last_used_at, 'revision', e.revision)
    into record
    from (select) as one_row
    left join stempel.login l on (l.merchant_id, l.id) = (e.merchant_id, e.login_id)
    left join stempel.customer c on (c.merchant_id, c.id) = (e.merchant_id, e.customer_id);
  return record;
end
$$;

create or replace function private.employee_shown(caller private.caller, e stempel.employee,
                                                  at timestamptz)
returns jsonb
language sql volatile as $$
  select case when caller.role <> 'staff' then record
              else (select jsonb_object_agg(key, value) from jsonb_each(record)
                     where key in ('id', 'name', 'number', 'store_ids', 'state', 'has_pin',
                                   'locked_until')) end
    from private.employee_record(e, at) record
$$;
comment on function private.employee_shown(private.caller, stempel.employee, timestamptz) is
  'Colleagues see what choosing a person at the terminal takes, and no more.';

create or replace function api.employee_list(request jsonb) returns jsonb
language plpgsql security definer set search_path = stempel, pg_temp as $$
declare
  caller private.caller := private.enter('employee_list', request);
  at timestamptz := private.now();
begin
  perform private.check_request(caller, request);
  return jsonb_build_object('next', null, 'items', coalesce((
    select jsonb_agg(private.employee_shown(caller, e, at) order by e.name, e.id)
      from employee e
     where e.merchant_id = caller.merchant_id
       and e.state = coalesce(private.plain(request, 'state'), e.state)), '[]'));
end
$$;
comment on function api.employee_list(jsonb) is 'Lists the employees.';

create or replace function private.employee_link_errors(caller private.caller, request jsonb)
returns jsonb
language sql stable as $$
  select case when private.number(request, 'login_id') is not null and not exists (
           select from stempel.login l where l.merchant_id = caller.merchant_id
              and l.id = private.number(request, 'login_id') and l.kind = 'person')
         then private.field_error('login_id', 'unknown_value') else '[]' end
      || case when private.number(request, 'customer_id') is not null and not exists (
           select from stempel.customer c where c.merchant_id = caller.merchant_id
              and c.id = private.number(request, 'customer_id'))
         then private.field_error('customer_id', 'unknown_value') else '[]' end
      || case when not private.known_stores(caller, request->'store_ids')
         then private.field_error('store_ids', 'unknown_value') else '[]' end
$$;

create or replace function private.id_list(list jsonb) returns bigint[]
language sql immutable as $$
  select coalesce(array_agg(distinct id::bigint order by id::bigint), '{}')
    from jsonb_array_elements_text(
           case when jsonb_typeof(list) = 'array' then list else '[]' end) id
$$;

create or replace function private.known_stores(caller private.caller, list jsonb)
returns boolean
language sql stable as $$
  -- What is no list of ids at all is the business of the type's check.
  select private.ids_error('store_ids', list) is distinct from '[]'
         or private.id_list(list) <@ array(select s.id from stempel.store s
                                            where s.merchant_id = caller.merchant_id)
$$;

-- A number or a login stands for one person among those who work here now.
create or replace function private.employee_taken_errors(caller private.caller, request jsonb)
returns jsonb
language sql stable as $$
  select case when exists (
           select from stempel.employee e
            where e.merchant_id = caller.merchant_id and e.state = 'active'
              and e.number = private.plain(request, 'number')
              and e.id is distinct from private.number(request, 'id'))
         then private.field_error('number', 'taken') else '[]' end
      || case when exists (
           select from stempel.employee e
            where e.merchant_id = caller.merchant_id and e.state = 'active'
              and e.login_id = private.number(request, 'login_id')
              and e.id is distinct from private.number(request, 'id'))
         then private.field_error('login_id', 'taken') else '[]' end
$$;

create or replace function private.lock_employee(caller private.caller, request jsonb)
returns stempel.employee
language plpgsql as $$
declare
  employee stempel.employee := private.find_employee(caller, (request->>'id')::bigint, true);
begin
  if employee.state = 'retired' then
    perform private.refuse_conflict('retired', '{"what": "employee"}');
  end if;
  return employee;
end
$$;
comment on function private.lock_employee(private.caller, jsonb) is
  'The employee to be changed; one who has left stays as they were.';

create or replace function private.add_employee(caller private.caller, request jsonb)
returns stempel.employee
language sql as $$
  insert into stempel.employee (merchant_id, name, number, login_id, customer_id, store_ids)
  values (caller.merchant_id, private.plain(request, 'name'), private.plain(request, 'number'),
          (request->>'login_id')::bigint, (request->>'customer_id')::bigint,
          private.id_list(request->'store_ids'))
  returning *
$$;

create or replace function private.change_employee(before stempel.employee, request jsonb)
returns stempel.employee
language sql as $$
  update stempel.employee e
     set name = private.plain(request, 'name'), number = private.plain(request, 'number'),
         login_id = (request->>'login_id')::bigint,
         customer_id = (request->>'customer_id')::bigint,
         store_ids = private.id_list(request->'store_ids'), revision = e.revision + 1
   where e.merchant_id = before.merchant_id and e.id = before.id
  returning *
$$;

create or replace function private.save_employee(caller private.caller, request jsonb)
returns jsonb
language plpgsql as $$
declare
  before stempel.employee;
  after stempel.employee;
  shown_before jsonb;
  at timestamptz := private.now();
begin
  -- Before the employee, in the order of a merge or an erasure, which would not see this one.
  if request->>'customer_id' is not null then
    perform private.check_present(private.find_customer(
      caller, (request->>'customer_id')::bigint, true));
  end if;
  if request->>'id' is null then
    after := private.add_employee(caller, request);
  else
    before := private.lock_employee(caller, request);
    shown_before := private.employee_record(before, at);
    perform private.check_revision(request, before.revision, shown_before);
    after := private.change_employee(before, request);
  end if;
  perform private.audit(caller,
    case when before.id is null then 'employee.create' else 'employee.update' end,
    'employee', after.id, after.name, shown_before, private.employee_record(after, at));
  return private.employee_record(after, at);
end
$$;

create or replace function api.employee_save(request jsonb) returns jsonb
language plpgsql security definer set search_path = stempel, pg_temp as $$
declare
  caller private.caller := private.enter('employee_save', request);
  errors jsonb;
  reply jsonb;
begin
  errors := private.request_errors(caller, request)
    || private.revision_errors(request);
  perform private.lock_merchant(caller);
  reply := case when errors = '[]' then private.replayed(caller, request) end;
  if reply is null then
    perform private.refuse_invalid(errors || private.employee_link_errors(caller, request)
                                   || private.employee_taken_errors(caller, request));
    reply := private.remember(caller, request, private.save_employee(caller, request));
  end if;
  return reply;
end
$$;
comment on function api.employee_save(jsonb) is 'Adds or changes an employee.';

create or replace function private.set_pin(caller private.caller, request jsonb) returns jsonb
language plpgsql as $$
declare
  employee stempel.employee := private.lock_employee(caller, request);
  before jsonb := private.employee_record(employee, private.now());
  hash text := private.hash_pin(private.plain(request, 'pin'));
  after jsonb;
begin
  perform private.make_pin_counter(employee.id);
  insert into stempel.employee_pin (merchant_id, employee_id, hash, set_at, attempts_base)
  values (caller.merchant_id, employee.id, hash, private.now(), private.pin_attempts(employee.id))
  on conflict (merchant_id, employee_id) do update
     set hash = excluded.hash, set_at = excluded.set_at, attempts_base = excluded.attempts_base,
         lock_level = 0, locked_until = null;
  perform private.revoke_grants(caller.merchant_id, employee.id);
  after := private.employee_record(employee, private.now());
  perform private.audit(caller, 'employee.pin_set', 'employee', employee.id, employee.name,
                        before, after);
  return after;
end
$$;
comment on function private.set_pin(private.caller, jsonb) is
  'The new PIN counts from here; what the old one had granted is gone.';

create or replace function api.employee_set_pin(request jsonb) returns jsonb
language plpgsql security definer set search_path = stempel, pg_temp as $$
declare
  caller private.caller := private.enter('employee_set_pin', request);
  errors jsonb;
  reply jsonb;
begin
  errors := private.request_errors(caller, request);
  perform private.refuse_invalid(case when errors = '[]'
    then private.pin_errors(private.plain(request, 'pin')) else errors end);
  reply := private.replayed(caller, request);
  if reply is null then
    reply := private.remember(caller, request, private.set_pin(caller, request));
  end if;
  return reply;
end
$$;
comment on function api.employee_set_pin(jsonb) is 'Sets an employee''s PIN.';

create or replace function private.unlock_pin(caller private.caller, request jsonb)
returns jsonb
language plpgsql as $$
declare
  employee stempel.employee := private.lock_employee(caller, request);
  before jsonb := private.employee_record(employee, private.now());
  after jsonb;
begin
  update stempel.employee_pin p
     set attempts_base = private.pin_attempts(p.employee_id), lock_level = 0, locked_until = null
   where p.merchant_id = employee.merchant_id and p.employee_id = employee.id;
  if not found then
    perform private.refuse_conflict('no_pin');
  end if;
  after := private.employee_record(employee, private.now());
  perform private.audit(caller, 'employee.pin_unlocked', 'employee', employee.id, employee.name,
                        before, after);
  return after;
end
$$;

create or replace function api.employee_unlock(request jsonb) returns jsonb
language plpgsql security definer set search_path = stempel, pg_temp as $$
declare
  caller private.caller := private.enter('employee_unlock', request);
  reply jsonb;
begin
  perform private.check_request(caller, request);
  reply := private.replayed(caller, request);
  if reply is null then
    reply := private.remember(caller, request, private.unlock_pin(caller, request));
  end if;
  return reply;
end
$$;
comment on function api.employee_unlock(jsonb) is 'Lifts the lock after wrong PINs.';

create or replace function private.retire(caller private.caller, request jsonb) returns jsonb
language plpgsql as $$
declare
  before stempel.employee := private.lock_employee(caller, request);
  after stempel.employee;
  shown_before jsonb := private.employee_record(before, private.now());
  shown_after jsonb;
begin
  -- The PIN goes for good; the name stays, since the ledger names it.
  perform private.revoke_grants(caller.merchant_id, before.id);
  delete from stempel.employee_pin p
   where p.merchant_id = before.merchant_id and p.employee_id = before.id;
  execute 'drop sequence if exists ' || private.pin_counter(before.id);
  update stempel.employee e
     set state = 'retired', revision = e.revision + 1
   where e.merchant_id = before.merchant_id and e.id = before.id
  returning * into after;
  shown_after := private.employee_record(after, private.now());
  perform private.audit(caller, 'employee.retire', 'employee', after.id, after.name,
                        shown_before, shown_after);
  return shown_after;
end
$$;

create or replace function api.employee_retire(request jsonb) returns jsonb
language plpgsql security definer set search_path = stempel, pg_temp as $$
declare
  caller private.caller := private.enter('employee_retire', request);
  reply jsonb;
begin
  perform private.check_request(caller, request);
  reply := private.replayed(caller, request);
  if reply is null then
    reply := private.remember(caller, request, private.retire(caller, request));
  end if;
  return reply;
end
$$;
comment on function api.employee_retire(jsonb) is 'Retires an employee and deletes the PIN.';

create or replace function api.employee_verify(request jsonb) returns jsonb
language plpgsql security definer set search_path = stempel, pg_temp as $$
declare
  caller private.caller := private.enter('employee_verify', request);
  wanted bigint;
  store_id bigint;
  employee employee;
  problem jsonb;
begin
  perform private.check_request(caller, request);
  perform private.refuse_tired_terminal(caller, private.now());
  wanted := (request->>'employee_id')::bigint;
  if request->>'store_id' is not null then
    store_id := (private.find_store(caller, (request->>'store_id')::bigint)).id;
  end if;
  select * into employee from employee e
   where e.merchant_id = caller.merchant_id and e.id = wanted;

  problem := private.try_pin(caller, employee, wanted, private.plain(request, 'pin'), store_id);
  return coalesce(problem, private.grant_pin(caller, employee,
                                             private.plain(request, 'scope'), store_id));
end
$$;
comment on function api.employee_verify(jsonb) is
  'Checks a PIN and returns a token for the booking. A wrong one is answered, not raised: the
   memory of it must stay.';
