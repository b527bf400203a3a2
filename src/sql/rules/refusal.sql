-- rules/refusal.sql: how an operation says no
--
-- SPDX-License-Identifier: GPL-3.0-or-later

-- The order is that of StempelError and of the SQLSTATEs.
create or replace function private.refusal_state(code text) returns text
language sql immutable as $$
  select 'ST' || lpad(array_position(array[
    'invalid', 'not_found', 'forbidden', 'unauthenticated', 'conflict', 'stale',
    'idempotency_key_reused', 'cooldown_active', 'daily_limit_reached', 'insufficient_balance',
    'below_minimum', 'card_blocked', 'card_replaced', 'program_not_active',
    'receipt_already_booked', 'already_reversed', 'void_window_closed', 'month_closed',
    'pin_required', 'pin_invalid', 'pin_locked', 'duplicate_customer', 'reward_out_of_stock',
    'rate_limited', 'unavailable'], code)::text, 3, '0')
$$;

create or replace function private.refuse(code text, facts jsonb default '{}') returns void
language plpgsql as $$
begin
  raise exception using
    errcode = private.refusal_state(code),
    message = code,
    detail = jsonb_build_object('code', code) || facts;
end
$$;
comment on function private.refuse(text, jsonb) is
  'Raises a refusal: the transaction is undone, the facts reach the caller as DETAIL.';

create or replace function private.problem(code text, facts jsonb default '{}') returns jsonb
language sql immutable as $$
  select jsonb_build_object('problem', jsonb_build_object('code', code) || facts)
$$;
comment on function private.problem(text, jsonb) is
  'A refusal that is remembered: returned, so that the transaction commits.';

create or replace function private.refuse_conflict(reason text, facts jsonb default '{}')
returns void
language sql as $$
  select private.refuse('conflict', jsonb_build_object('reason', reason) || facts)
$$;

create or replace function private.refuse_missing(what text) returns void
language sql as $$
  select private.refuse('not_found', jsonb_build_object('what', what))
$$;
comment on function private.refuse_missing(text) is
  'Also the answer for another merchant''s row: that it exists is nobody''s business.';

create or replace function private.refuse_invalid(errors jsonb) returns void
language plpgsql as $$
begin
  if errors is not null and jsonb_array_length(errors) > 0 then
    perform private.refuse('invalid', jsonb_build_object('errors', errors));
  end if;
end
$$;
comment on function private.refuse_invalid(jsonb) is
  'Refuses when anything was collected: all field errors of a form come back together.';

create or replace function private.field_error(field text, code text, facts jsonb default '{}')
returns jsonb
language sql immutable as $$
  select jsonb_build_array(jsonb_build_object('field', field, 'code', code) || facts)
$$;
comment on function private.field_error(text, text, jsonb) is 'A list of one, to be appended with ||.';
