-- rules/pin.sql: PINs: counted before they are compared, two comparisons at a time, grants
--
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Whoever connects to PostgreSQL directly may wrap a call in BEGIN … ROLLBACK. So the count of
-- attempts is a sequence, one per employee, which no rollback takes back. It is moved by setval()
-- under the row's lock, not by nextval(): nextval() jumps ahead when the server crashes, and
-- everybody would find themselves locked out after a power cut.

-- 10 takes about 60 ms.
create or replace function private.pin_cost() returns integer
language sql immutable as $$ select 10 $$;

create or replace function private.pin_tries() returns integer
language sql immutable as $$ select 5 $$;
comment on function private.pin_tries() is 'Comparisons before a lock.';

create or replace function private.lock_time(level integer) returns interval
language sql immutable as $$
  select least(interval '15 minutes' * 2 ^ least(level, 10), interval '24 hours')
$$;
comment on function private.lock_time(integer) is 'Doubles with every lock in a row.';

create or replace function private.hash_pin(pin text) returns text
language sql volatile as $$
  select extensions.crypt(pin, extensions.gen_salt('bf', private.pin_cost()))
$$;

create or replace function private.hash_holds(plain text, hash text) returns boolean
language sql volatile as $$
  select extensions.crypt(plain, hash) = hash
$$;

create or replace function private.decoy_hash() returns text
language sql immutable as $$
  select '$2a$' || lpad(private.pin_cost()::text, 2, '0') || '$' || rpad('', 21, 'stempel') || 'u'
         || repeat('.', 31)
$$;
comment on function private.decoy_hash() is
  'Belongs to no PIN. Compared where there is nothing to compare, so that time tells nothing.';

create or replace function private.is_trivial_pin(pin text) returns boolean
language sql immutable as $$
  select pin ~ '^(.+)\1+$'                                 -- 1111, 1212, 123123
      or position(pin in '01234567890123456789') > 0        -- 1234, 7890
      or position(pin in '98765432109876543210') > 0
      or pin ~ '^(19|20)[0-9][0-9]$'                        -- a year of birth
$$;

create or replace function private.pin_errors(pin text) returns jsonb
language sql immutable as $$
  select case when private.is_trivial_pin(pin) then private.field_error('pin', 'trivial')
              else '[]' end
$$;

create or replace function private.pin_counter(employee_id bigint) returns text
language sql immutable as $$
  select 'private.pin_attempts_' || employee_id
$$;

create or replace function private.make_pin_counter(employee_id bigint) returns void
language plpgsql as $$
begin
  if to_regclass(private.pin_counter(employee_id)) is null then
    execute 'create sequence ' || private.pin_counter(employee_id);
  end if;
end
$$;

create or replace function private.pin_attempts(employee_id bigint) returns bigint
language sql volatile as $$
  select coalesce(pg_sequence_last_value(to_regclass(private.pin_counter(employee_id))), 0)
$$;
comment on function private.pin_attempts(bigint) is 'Attempts ever made, rolled back ones too.';

create or replace function private.pin_failures(pin stempel.employee_pin, at timestamptz)
returns integer
language sql volatile as $$
  select case when pin.employee_id is null then 0
              when pin.locked_until > at then private.pin_tries()
              else least(private.pin_attempts(pin.employee_id) - pin.attempts_base,
                         private.pin_tries())::integer end
$$;

-- bcrypt is heavy by design: few at once leave the rest of the machine to the bookings. PINs and
-- passwords have lines of their own, so that a flood of one does not keep the other waiting. Session
-- locks, because the slot must be free again before the transaction ends. 5261646 is "PIN".
create or replace function private.take_slot(kind text) returns integer
language plpgsql as $$
declare
  slots integer := case kind when 'pin' then 2 else 1 end;
  patience timestamptz := clock_timestamp()
    + case kind when 'pin' then interval '200 milliseconds' else interval '2 seconds' end;
begin
  loop
    for slot in 1..slots loop
      if pg_try_advisory_lock(private.slot_line(kind), slot) then
        return slot;
      end if;
    end loop;
    exit when clock_timestamp() > patience;
    perform pg_sleep(0.01);
  end loop;
  return null;
end
$$;

create or replace function private.slot_line(kind text) returns integer
language sql immutable as $$
  select case kind when 'pin' then 5261646 when 'password' then 5261647 end
$$;

create or replace function private.compare_in_line(kind text, plain text, hash text,
                                                   counter text default null,
                                                   attempt bigint default null)
returns boolean
language plpgsql as $$
declare
  slot integer;
  holds boolean;
begin
  slot := private.take_slot(kind);
  if slot is null then
    perform private.refuse('rate_limited', jsonb_build_object('available_at',
                                                              private.now() + interval '1 second'));
  end if;
  if counter is not null then
    perform setval(counter::regclass, attempt);
  end if;
  holds := private.hash_holds(plain, hash);
  perform pg_advisory_unlock(private.slot_line(kind), slot);
  return holds;
exception when query_canceled or others then
  if slot is not null then
    perform pg_advisory_unlock(private.slot_line(kind), slot);
  end if;
  raise;
end
$$;
comment on function private.compare_in_line(text, text, text, text, bigint) is
  'The only place that compares a secret with its hash. Whatever ends it, the attempt at a PIN has '
  'been counted.';

create or replace function private.refuse_tired_terminal(caller private.caller, at timestamptz)
returns void
language plpgsql as $$
declare
  twentieth timestamptz;
begin
  select e.at into twentieth
    from stempel.audit_event e
   where e.merchant_id = caller.merchant_id and e.login_id = caller.login_id
     and e.session_id is not distinct from caller.session_id
     and e.action = 'employee.pin_failed'
     and e.at > refuse_tired_terminal.at - interval '15 minutes'
   order by e.at desc, e.id desc
  offset 19 limit 1;
  if twentieth is not null then
    perform private.refuse('rate_limited', jsonb_build_object('available_at',
                                                              twentieth + interval '15 minutes'));
  end if;
end
$$;
comment on function private.refuse_tired_terminal(private.caller, timestamptz) is
  '20 failures in 15 minutes over all employees: this terminal waits. The audit log is the count.';

create or replace function private.audit_pin(caller private.caller, action text,
                                             employee_id bigint, store_id bigint, after jsonb)
returns void
language sql as $$
  select private.audit(caller, action, 'employee', audit_pin.employee_id,
                       (select e.name from stempel.employee e
                         where e.merchant_id = caller.merchant_id and e.id = audit_pin.employee_id),
                       null, after, null, store_id)
$$;

-- What an employee who is not there would answer: five tries, then a lock, counted in the log.
create or replace function private.decoy_problem(caller private.caller, employee_id bigint,
                                                 at timestamptz)
returns jsonb
language plpgsql as $$
declare
  failures timestamptz[];
begin
  failures := array(
    select e.at from stempel.audit_event e
     where e.merchant_id = caller.merchant_id and e.subject_kind = 'employee'
       and e.subject_id = decoy_problem.employee_id and e.action = 'employee.pin_failed'
       and e.at > decoy_problem.at - private.lock_time(0)
     order by e.at, e.id limit private.pin_tries());
  if cardinality(failures) < private.pin_tries() then
    return private.problem('pin_invalid', jsonb_build_object(
      'remaining', private.pin_tries() - cardinality(failures)));
  end if;
  return private.problem('pin_locked', jsonb_build_object(
    'locked_until', failures[private.pin_tries()] + private.lock_time(0)));
end
$$;

create or replace function private.lock_pin(caller private.caller, pin stempel.employee_pin,
                                            store_id bigint, at timestamptz)
returns jsonb
language plpgsql as $$
declare
  until timestamptz := at + private.lock_time(pin.lock_level);
begin
  update stempel.employee_pin p
     set locked_until = until, lock_level = p.lock_level + 1,
         attempts_base = private.pin_attempts(p.employee_id)
   where p.merchant_id = pin.merchant_id and p.employee_id = pin.employee_id;
  perform private.audit_pin(caller, 'employee.pin_locked', pin.employee_id, store_id,
                            jsonb_build_object('locked_until', until));
  return private.problem('pin_locked', jsonb_build_object('locked_until', until));
end
$$;

create or replace function private.try_pin(caller private.caller, employee stempel.employee,
                                           employee_id bigint, plain text, store_id bigint)
returns jsonb
language plpgsql as $$
declare
  pin stempel.employee_pin;
  at timestamptz;
  attempt bigint;
  comparable boolean;
  holds boolean;
begin
  -- The row's lock makes reading and moving the counter one step.
  select * into pin from stempel.employee_pin p
   where p.merchant_id = caller.merchant_id and p.employee_id = employee.id
     for update;
  at := private.now();
  attempt := private.pin_attempts(pin.employee_id) + 1;
  comparable := coalesce(pin.hash is not null and employee.state = 'active'
                         and attempt - pin.attempts_base <= private.pin_tries()
                         and (pin.locked_until is null or pin.locked_until <= at), false);
  holds := private.compare_in_line(
    'pin', plain, case when comparable then pin.hash else private.decoy_hash() end,
    case when comparable then private.pin_counter(pin.employee_id) end, attempt);
  if comparable and holds then
    update stempel.employee_pin p
       set attempts_base = attempt, lock_level = 0, locked_until = null, last_used_at = at
     where p.merchant_id = pin.merchant_id and p.employee_id = pin.employee_id;
    return null;
  end if;
  return private.pin_problem(caller, employee, pin, employee_id, store_id,
                             case when comparable then attempt - pin.attempts_base end, at);
end
$$;
comment on function private.try_pin(private.caller, stempel.employee, bigint, text, bigint) is
  'Null when the PIN is right, else the problem to answer. Always the same work.';

create or replace function private.pin_problem(caller private.caller, employee stempel.employee,
                                               pin stempel.employee_pin, employee_id bigint,
                                               store_id bigint, attempt bigint, at timestamptz)
returns jsonb
language plpgsql as $$
begin
  perform private.audit_pin(caller, 'employee.pin_failed', employee_id, store_id,
                            jsonb_build_object('compared', attempt is not null));
  if employee.id is null then
    return private.decoy_problem(caller, employee_id, at);
  elsif employee.state = 'retired' or pin.hash is null then
    return private.problem('conflict', case when employee.state = 'retired'
             then '{"reason": "retired", "what": "employee"}' else '{"reason": "no_pin"}' end::jsonb);
  elsif pin.locked_until > at then
    return private.problem('pin_locked', jsonb_build_object('locked_until', pin.locked_until));
  elsif attempt < private.pin_tries() then
    return private.problem('pin_invalid',
                           jsonb_build_object('remaining', private.pin_tries() - attempt));
  end if;
  -- The last try was wrong, or was rolled back before its lock could be written down.
  return private.lock_pin(caller, pin, store_id, at);
end
$$;

create or replace function private.shift_time(merchant_id bigint) returns interval
language sql stable as $$
  select make_interval(mins => max(v.shift_minutes))
    from stempel.program p
    join stempel.program_version v
      on (v.merchant_id, v.program_id, v.number) = (p.merchant_id, p.id, p.version)
   where p.merchant_id = shift_time.merchant_id and p.state = 'active'
     and v.pin_policy = 'shift'
$$;
comment on function private.shift_time(bigint) is
  'Null when no program lets a PIN hold for a shift.';

create or replace function private.grant_pin(caller private.caller, employee stempel.employee,
                                             scope text, store_id bigint)
returns jsonb
language plpgsql as $$
declare
  token text := private.new_token(24);
  shift interval := case when scope = 'shift' then private.shift_time(caller.merchant_id) end;
  given text := case when shift is null then 'operation' else 'shift' end;
  at timestamptz := private.now();
  until timestamptz := at + coalesce(shift, interval '60 seconds');
begin
  insert into stempel.pin_grant (merchant_id, employee_id, login_id, session_id, store_id, scope,
                                 token_hash, granted_at, expires_at)
  values (caller.merchant_id, employee.id, caller.login_id, caller.session_id, store_id, given,
          sha256(convert_to(token, 'UTF8')), at, until);
  return jsonb_build_object('pin_token', token, 'scope', given, 'expires_at', until,
                            'employee_id', employee.id, 'employee_name', employee.name);
end
$$;

create or replace function private.revoke_grants(merchant_id bigint, employee_id bigint)
returns void
language sql as $$
  delete from stempel.pin_grant g
   where g.merchant_id = revoke_grants.merchant_id and g.employee_id = revoke_grants.employee_id
$$;

create or replace function private.use_grant(caller private.caller, employee_id bigint,
                                             pin_token text, policy text, shift_minutes integer,
                                             at timestamptz)
returns void
language plpgsql as $$
declare
  pin_grant stempel.pin_grant;
begin
  if employee_id is null or policy = 'none' then
    return;
  end if;
  select * into pin_grant from stempel.pin_grant g
   where g.merchant_id = caller.merchant_id
     and g.token_hash = sha256(convert_to(pin_token, 'UTF8'))
     and g.employee_id = use_grant.employee_id and g.login_id = caller.login_id
     and g.session_id is not distinct from caller.session_id
     for update;
  if pin_grant.id is null or pin_grant.expires_at <= at or pin_grant.used_at is not null
     or (pin_grant.scope = 'shift'
         and (policy <> 'shift'
              or pin_grant.granted_at + make_interval(mins => shift_minutes) <= at)) then
    perform private.refuse('pin_required');
  end if;
  if pin_grant.scope = 'operation' then
    update stempel.pin_grant g set used_at = at
     where g.merchant_id = pin_grant.merchant_id and g.id = pin_grant.id;
  end if;
end
$$;
comment on function private.use_grant(private.caller, bigint, text, text, integer, timestamptz) is
  'Takes the token of a right PIN: used up with the booking, unless it holds for the shift.';
