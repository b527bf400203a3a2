-- rules/requests.sql: what the request of each operation may hold
--
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- One entry for each operation: it is checked by it (rules/request.sql tells how), and the document
-- of the HTTP interface says the same. "items" of a list and "members" of an object are told where
-- its own code looks at them, and so is "new": what who adds a thing must say, and who changes one
-- must not.
--
-- private.members_of is inlined, and its parts are constants, in a plan that is made once for a
-- connection: so it calls nothing that PostgreSQL does not hold for immutable (jsonb_build_object).

create or replace function private.customer_members() returns jsonb
language sql immutable as $$
  select '{"given_name": {"type": "text", "required": true, "max": 100},
           "family_name": {"type": "text", "required": true, "max": 100},
           "email": {"type": "email", "max": 254}, "phone": {"type": "text", "max": 40},
           "birthday": {"type": "day"}, "language": {"type": "language"},
           "note": {"type": "text", "max": 2000, "lines": true}}'::jsonb
$$;

-- Who books, where, on which account.
create or replace function private.booking_members() returns jsonb
language sql immutable as $$
  select '{"account_id": {"type": "id", "required": true},
           "store_id": {"type": "id", "required": true}, "card_id": {"type": "id"},
           "employee_id": {"type": "id"}, "pin_token": {"type": "text"}}'::jsonb
$$;

create or replace function private.purchase_members() returns jsonb
language sql immutable as $$
  select private.booking_members() || '{
    "amount": {"type": "integer", "min": 0, "max": 100000000000, "required": true},
    "discount": {"type": "integer", "min": 0, "max": 100000000000},
    "excluded": {"type": "integer", "min": 0, "max": 100000000000},
    "paid_with_points": {"type": "integer", "min": 0, "max": 100000000000},
    "receipt": {"type": "text", "max": 64}}'
$$;

create or replace function private.redemption_members() returns jsonb
language sql immutable as $$
  select private.booking_members() || '{
    "reward_id": {"type": "id"}, "points": {"type": "integer", "max": 1000000000000},
    "ticket_amount": {"type": "integer", "max": 100000000000},
    "receipt": {"type": "text", "max": 64}}'
$$;

create or replace function private.text_member() returns jsonb
language sql immutable as $$
  select '{"type": "text", "max": 80}'::jsonb
$$;
comment on function private.text_member() is 'A localised text in one of its languages.';

create or replace function private.bonus_members() returns jsonb
language sql immutable as $$
  select '{"name": {"type": "text", "required": true, "max": 80},
           "multiplier_bp": {"type": "integer", "required": true, "min": 10001, "max": 1000000},
           "weekdays": {"type": "integers", "min": 1, "max": 7},
           "from": {"type": "time"}, "to": {"type": "time"},
           "starts_on": {"type": "day"}, "ends_on": {"type": "day"},
           "store_ids": {"type": "ids"}}'::jsonb
$$;

create or replace function private.tier_members() returns jsonb
language sql immutable as $$
  select '{"key": {"type": "integer", "required": true, "max": 1000000},
           "names": {"type": "texts", "required": true},
           "threshold": {"type": "integer", "required": true, "max": 1000000000000},
           "multiplier_bp": {"type": "integer", "min": 0, "max": 1000000},
           "grace_days": {"type": "integer", "min": 0, "max": 365}}'::jsonb
$$;

create or replace function private.stamp_rules_members() returns jsonb
language sql immutable as $$
  select '{"stamps_target": {"type": "integer", "min": 1, "max": 100},
           "max_stamps_per_visit": {"type": "integer", "min": 1, "max": 20},
           "cooldown_minutes": {"type": "integer", "min": 0, "max": 10080},
           "daily_limit": {"type": "integer", "min": 1, "max": 100},
           "reward": {"type": "texts"},
           "reward_value": {"type": "integer", "min": 0, "max": 100000000},
           "entitlement_days": {"type": "integer", "min": 1, "max": 3650}}'::jsonb
$$;

create or replace function private.point_rules_members() returns jsonb
language sql immutable as $$
  select '{"points_per_step": {"type": "integer", "min": 1, "max": 1000000},
           "step_amount": {"type": "integer", "min": 1, "max": 100000000},
           "rounding": {"type": "one_of", "values": ["per_step", "linear"]},
           "minimum_amount": {"type": "integer", "min": 0, "max": 100000000},
           "maximum_points": {"type": "integer", "min": 1, "max": 1000000000},
           "welcome_points": {"type": "integer", "min": 0, "max": 1000000000},
           "birthday_points": {"type": "integer", "min": 0, "max": 1000000000},
           "bonus_mode": {"type": "one_of", "values": ["times", "max"]},
           "redeem_minimum": {"type": "integer", "min": 1, "max": 1000000000},
           "redeem_multiple": {"type": "integer", "min": 1, "max": 1000000000},
           "money_points": {"type": "integer", "min": 1, "max": 1000000000},
           "money_amount": {"type": "integer", "min": 1, "max": 100000000},
           "maximum_share_bp": {"type": "integer", "min": 1, "max": 10000},
           "expiry": {"type": "one_of",
                      "values": ["none", "days", "months", "yearly", "inactivity"]},
           "expiry_days": {"type": "integer", "min": 1, "max": 3650},
           "expiry_months": {"type": "integer", "min": 1, "max": 120},
           "expiry_day": {"type": "month_day"},
           "refund_policy": {"type": "one_of", "values": ["owe", "write_off", "block"]},
           "write_off_maximum": {"type": "integer", "min": 0, "max": 1000000000},
           "tier_metric": {"type": "one_of",
                           "values": ["points_earned", "eligible_spend", "visits"]},
           "tier_window": {"type": "one_of", "values": ["calendar_year", "rolling_12_months",
                                                        "membership_year", "lifetime"]}}'::jsonb
    || jsonb_build_object(
         'bonus_periods', jsonb_build_object('type', 'list', 'max', 50, 'items',
           jsonb_build_object('type', 'object', 'members', private.bonus_members())),
         'tiers', jsonb_build_object('type', 'list', 'max', 20, 'items',
           jsonb_build_object('type', 'object', 'members', private.tier_members())))
$$;

-- A kind that is not known yet (it has an error of its own) knows the members of all kinds.
create or replace function private.rules_members(kind text) returns jsonb
language sql immutable as $$
  select '{"names": {"type": "texts", "required": true},
           "void_minutes": {"type": "integer", "min": 0, "max": 1440},
           "void_days": {"type": "integer", "min": 0, "max": 365},
           "pin_policy": {"type": "one_of", "values": ["operation", "shift", "none"]},
           "shift_minutes": {"type": "integer", "min": 15, "max": 1440},
           "adjust_maximum": {"type": "integer", "min": 0, "max": 1000000000},
           "colour": {"type": "colour"}}'::jsonb
    || case when kind = 'points' then '{}' else private.stamp_rules_members() end
    || case when private.kind_has(kind, 'stamps')
            then '{"reward": {"type": "texts", "required": true}}'::jsonb else '{}' end
    || case when kind = 'stamps' then '{}' else private.point_rules_members() end
$$;

create or replace function private.draft_members(required boolean) returns jsonb
language sql immutable as $$
  select jsonb_build_object('draft', jsonb_build_object('type', 'object',
      'any_of', jsonb_build_object('stamp_rules', private.rules_members('stamps'),
                                   'point_rules', private.rules_members('points'),
                                   'hybrid_rules', private.rules_members('hybrid')))
    || case when required then '{"required": true}' else '{}' end::jsonb)
$$;
comment on function private.draft_members(boolean) is
  'Rules, of which the kind of the program says what they may hold.';

create or replace function private.import_fields() returns jsonb
language sql immutable as $$
  select private.customer_members() || '{
    "card_number": {"type": "text", "max": 40}, "enrolled_on": {"type": "day"},
    "points": {"type": "integer", "min": 0, "max": 1000000000}, "earned_on": {"type": "day"},
    "expires_on": {"type": "day"}, "stamps": {"type": "integer", "min": 0, "max": 10000},
    "rewards_expire_on": {"type": "day"}, "terms_accepted_on": {"type": "day"},
    "terms_version": {"type": "text", "max": 100}, "email_consent_on": {"type": "day"},
    "phone_consent_on": {"type": "day"}, "consent_source": {"type": "text", "max": 200}}'
$$;
comment on function private.import_fields() is
  'What a column can be read as. points, earned_on and expires_on come once more for each further '
  'lot, as points_2 to points_9 and so on.';

create or replace function private.merchant_members() returns jsonb
language sql immutable as $$
  select '{"name": {"type": "text", "required": true},
           "currency": {"type": "currency", "required": true},
           "zone": {"type": "zone", "required": true},
           "language": {"type": "language", "required": true},
           "country": {"type": "country", "required": true},
           "store": {"type": "object", "required": true, "members": {
             "name": {"type": "text", "required": true}, "zone": {"type": "zone"},
             "day_start": {"type": "time"}}},
           "manager": {"type": "object", "required": true, "members": {
             "name": {"type": "text", "required": true}, "email": {"type": "email", "max": 254},
             "database_role": {"type": "role", "required": true}}}}'::jsonb
$$;
comment on function private.merchant_members() is 'What merchant_create takes.';

create or replace function private.members_of(operation text) returns jsonb
language sql immutable as $$
  select case operation
    when 'session_open' then '{
      "email": {"type": "email", "required": true, "max": 254},
      "password": {"type": "secret", "required": true, "max": 1000},
      "one_time_code": {"type": "one_time_code"}, "merchant_id": {"type": "id"}}'::jsonb
    when 'session_close' then '{}'
    when 'session_whoami' then '{}'
    when 'session_list' then '{"login_id": {"type": "id"}}'
    when 'session_revoke' then '{"id": {"type": "id", "required": true}}'

    when 'store_list' then '{"state": {"type": "one_of", "values": ["active", "closed"]}}'
    when 'store_save' then '{
      "id": {"type": "id"}, "revision": {"type": "integer"},
      "name": {"type": "text", "required": true, "max": 100},
      "zone": {"type": "zone"}, "day_start": {"type": "time"},
      "state": {"type": "one_of", "values": ["active", "closed"]}}'

    when 'login_list' then '{}'
    when 'login_save' then '{
      "id": {"type": "id"}, "revision": {"type": "integer"},
      "name": {"type": "text", "required": true, "max": 100},
      "email": {"type": "email", "max": 254},
      "role": {"type": "one_of", "required": true, "values": ["manager", "staff", "auditor"]},
      "language": {"type": "language"}, "database_role": {"type": "role", "max": 63}}'
    when 'login_disable' then '{
      "id": {"type": "id", "required": true}, "revision": {"type": "integer"}}'

    when 'login_set_password' then '{
      "id": {"type": "id", "required": true},
      "password": {"type": "secret", "required": true, "max": 1000}}'
    when 'password_change' then '{
      "current_password": {"type": "secret", "required": true, "max": 1000},
      "password": {"type": "secret", "required": true, "max": 1000}}'
    when 'totp_begin' then '{}'
    when 'totp_confirm' then '{"one_time_code": {"type": "one_time_code", "required": true}}'
    when 'totp_remove' then '{
      "login_id": {"type": "id"}, "one_time_code": {"type": "one_time_code"}}'

    when 'terminal_list' then '{}'
    when 'terminal_pair' then '{
      "id": {"type": "id"}, "revision": {"type": "integer"},
      "name": {"type": "text", "required": true, "max": 100},
      "store_id": {"type": "id", "required": true}}'
    when 'terminal_claim' then '{"code": {"type": "text", "required": true, "max": 20}}'
    when 'terminal_revoke' then '{"id": {"type": "id", "required": true}}'
    when 'api_key_list' then '{}'
    when 'api_key_save' then '{
      "id": {"type": "id"}, "revision": {"type": "integer"},
      "name": {"type": "text", "required": true, "max": 100},
      "role": {"type": "one_of", "required": true, "values": ["manager", "staff", "auditor"]},
      "operations": {"type": "list", "max": 200, "required": true, "items": {"type": "text"}}}'
    when 'api_key_revoke' then '{"id": {"type": "id", "required": true}}'

    when 'program_list' then '{
      "state": {"type": "one_of", "values": ["draft", "active", "paused", "closed"]}}'
    when 'program_get' then '{"id": {"type": "id", "required": true}}'
    when 'program_save' then private.draft_members(true) || '{
      "id": {"type": "id"}, "revision": {"type": "integer"},
      "kind": {"type": "one_of", "values": ["stamps", "points", "hybrid"], "new": true}}'
    when 'program_publish' then '{
      "id": {"type": "id", "required": true}, "revision": {"type": "integer"}}'
    when 'program_pause' then '{
      "id": {"type": "id", "required": true}, "revision": {"type": "integer"}}'
    when 'program_resume' then '{
      "id": {"type": "id", "required": true}, "revision": {"type": "integer"}}'
    when 'program_close' then '{
      "id": {"type": "id", "required": true}, "revision": {"type": "integer"}}'
    when 'program_simulate' then private.draft_members(false) || '{
      "id": {"type": "id", "required": true}, "days": {"type": "integer", "min": 1, "max": 366}}'

    when 'customer_search' then '{
      "q": {"type": "text"}, "after": {"type": "text", "max": 2000},
      "limit": {"type": "integer", "min": 1, "max": 500}, "count": {"type": "boolean"}}'
    when 'customer_get' then '{"id": {"type": "id", "required": true}}'
    when 'customer_enroll' then private.customer_members() || '{
      "store_id": {"type": "id", "required": true}, "program_ids": {"type": "ids"},
      "card_number": {"type": "text", "max": 40}, "employee_id": {"type": "id"},
      "pin_token": {"type": "text"}}'
    when 'customer_save' then private.customer_members() || '{
      "id": {"type": "id", "required": true}, "revision": {"type": "integer", "required": true}}'
    when 'customer_merge' then '{
      "id": {"type": "id", "required": true}, "other_id": {"type": "id", "required": true}}'
    when 'customer_unmerge' then '{"id": {"type": "id", "required": true}}'
    when 'customer_erase' then '{
      "id": {"type": "id", "required": true}, "revision": {"type": "integer"}}'
    when 'customer_export' then '{"id": {"type": "id", "required": true}}'
    when 'customer_duplicates' then '{
      "customer_id": {"type": "id"}, "state": {"type": "one_of", "values": ["open", "apart"]},
      "limit": {"type": "integer", "min": 1, "max": 500}, "after": {"type": "text"}}'
    when 'customer_keep_apart' then '{
      "id": {"type": "id", "required": true}, "other_id": {"type": "id", "required": true},
      "apart": {"type": "boolean"}}'

    when 'card_lookup' then '{"token": {"type": "text", "required": true}}'
    when 'card_get' then '{"id": {"type": "id", "required": true}}'
    when 'card_replace' then '{
      "id": {"type": "id", "required": true}, "reason": {"type": "text"}}'
    when 'card_block' then '{
      "id": {"type": "id", "required": true}, "reason": {"type": "text", "required": true}}'
    when 'card_unblock' then '{"id": {"type": "id", "required": true}}'
    when 'card_print_batch' then '{
      "count": {"type": "integer", "min": 1, "max": 1000, "required": true}}'

    when 'account_get' then '{"id": {"type": "id", "required": true}}'
    when 'account_explain' then '{
      "account_id": {"type": "id", "required": true}, "at": {"type": "moment"}}'
    when 'account_open' then '{
      "customer_id": {"type": "id", "required": true},
      "program_id": {"type": "id", "required": true}, "store_id": {"type": "id"}}'
    when 'account_adjust' then '{
      "account_id": {"type": "id", "required": true},
      "points": {"type": "integer", "min": -1000000000, "max": 1000000000},
      "stamps": {"type": "integer", "min": -1000, "max": 1000},
      "reason_code": {"type": "one_of", "required": true,
        "values": ["goodwill", "correction", "complaint", "migration", "other"]},
      "reason": {"type": "text", "required": true}, "store_id": {"type": "id"},
      "employee_id": {"type": "id"}, "pin_token": {"type": "text"},
      "approver_id": {"type": "id"}, "approver_pin_token": {"type": "text"}}'
    when 'account_set_tier' then '{
      "account_id": {"type": "id", "required": true},
      "tier": {"type": "integer", "max": 1000000},
      "from": {"type": "day"}, "until": {"type": "day"},
      "reason": {"type": "text", "required": true}}'

    when 'stamp_earn' then private.booking_members() || '{
      "stamps": {"type": "integer", "max": 1000}}'
    when 'stamp_redeem' then private.booking_members() || '{"entitlement_id": {"type": "id"}}'
    when 'points_earn' then private.purchase_members()
    when 'points_preview' then private.purchase_members()
    when 'points_redeem' then private.redemption_members()
    when 'redemption_reserve' then private.redemption_members()
    when 'redemption_commit' then '{"id": {"type": "id", "required": true}}'
    when 'redemption_cancel' then '{"id": {"type": "id", "required": true}}'

    when 'reward_list' then '{
      "program_id": {"type": "id"},
      "state": {"type": "one_of", "values": ["active", "retired"]}}'
    when 'reward_save' then '{
      "id": {"type": "id"}, "revision": {"type": "integer"},
      "program_id": {"type": "id", "new": true},
      "names": {"type": "texts", "required": true},
      "cost_points": {"type": "integer", "required": true, "min": 1, "max": 1000000000},
      "value": {"type": "integer", "min": 0, "max": 100000000},
      "stock": {"type": "integer", "min": 0, "max": 1000000},
      "limit_per_member": {"type": "integer", "min": 1, "max": 1000000},
      "starts_on": {"type": "day"}, "ends_on": {"type": "day"}}'
    when 'reward_retire' then '{
      "id": {"type": "id", "required": true}, "revision": {"type": "integer"}}'

    when 'entry_void' then '{
      "entry_id": {"type": "id", "required": true}, "reason": {"type": "text", "required": true},
      "store_id": {"type": "id"}, "employee_id": {"type": "id"}, "pin_token": {"type": "text"}}'
    when 'entry_refund' then '{
      "entry_id": {"type": "id", "required": true},
      "amount": {"type": "integer", "max": 100000000000, "required": true},
      "reason": {"type": "text", "required": true},
      "store_id": {"type": "id"}, "employee_id": {"type": "id"}, "pin_token": {"type": "text"}}'
    when 'entry_list' then '{
      "from": {"type": "day"}, "to": {"type": "day"}, "store_id": {"type": "id"},
      "program_id": {"type": "id"}, "employee_id": {"type": "id"}, "account_id": {"type": "id"},
      "customer_id": {"type": "id"}, "limit": {"type": "integer", "max": 500},
      "after": {"type": "text"},
      "kind": {"type": "one_of", "values": ["stamp_earn", "stamp_redeem", "stamp_void",
        "stamp_adjust", "stamp_expire", "points_earn", "points_redeem", "points_void",
        "points_refund", "points_adjust", "points_expire", "welcome", "birthday", "transfer",
        "import", "forfeit"]}}'
    when 'entry_get' then '{"id": {"type": "id", "required": true}}'

    when 'employee_list' then '{"state": {"type": "one_of", "values": ["active", "retired"]}}'
    when 'employee_save' then '{
      "id": {"type": "id"}, "revision": {"type": "integer"},
      "name": {"type": "text", "required": true, "max": 100},
      "number": {"type": "employee_number"}, "login_id": {"type": "id"},
      "customer_id": {"type": "id"}, "store_ids": {"type": "ids"}}'
    when 'employee_set_pin' then '{
      "id": {"type": "id", "required": true},
      "pin": {"type": "text", "required": true, "pattern": "^[0-9]{4,8}$"}}'
    when 'employee_unlock' then '{"id": {"type": "id", "required": true}}'
    when 'employee_retire' then '{"id": {"type": "id", "required": true}}'
    when 'employee_verify' then '{
      "employee_id": {"type": "id", "required": true}, "pin": {"type": "text", "required": true},
      "scope": {"type": "one_of", "values": ["operation", "shift"]}, "store_id": {"type": "id"}}'

    when 'import_open' then '{
      "name": {"type": "text", "required": true, "max": 200},
      "sha256": {"type": "text", "required": true, "max": 64, "pattern": "^[0-9a-f]{64}$"},
      "rows": {"type": "integer", "min": 1, "max": 100000000, "required": true},
      "columns": {"type": "list", "max": 100, "required": true, "items": {
        "type": "object", "members": {
          "column": {"type": "text", "required": true, "max": 200},
          "field": {"type": "text", "required": true, "max": 40}}}},
      "program_id": {"type": "id", "required": true}, "program_ids": {"type": "ids"},
      "store_id": {"type": "id", "required": true}, "source": {"type": "text", "max": 200},
      "date_format": {"type": "one_of", "values": ["iso", "dmy", "mdy"]}}'
    when 'import_check' then '{
      "id": {"type": "id", "required": true}, "first": {"type": "integer", "required": true},
      "rows": {"type": "list", "max": 1000, "required": true, "items": {"type": "cells"}}}'
    when 'import_run' then '{
      "id": {"type": "id", "required": true}, "skip_bad": {"type": "boolean"},
      "expected": {"type": "object", "members": {
        "members": {"type": "integer", "min": 0}, "points": {"type": "integer", "min": 0},
        "stamps": {"type": "integer", "min": 0}}}}'
    when 'import_undo' then '{"id": {"type": "id", "required": true}}'
    when 'import_list' then '{
      "limit": {"type": "integer", "min": 1, "max": 500}, "after": {"type": "text", "max": 2000}}'
    when 'import_errors' then '{
      "id": {"type": "id", "required": true}, "limit": {"type": "integer", "min": 1, "max": 500},
      "after": {"type": "text", "max": 2000}}'

    when 'job_list' then '{}'
    when 'job_run' then '{
      "name": {"type": "one_of", "required": true,
               "values": ["expiry", "notices", "tiers", "birthdays"]}}'
    when 'audit_list' then '{
      "from": {"type": "day"}, "to": {"type": "day"}, "action": {"type": "text"},
      "subject_kind": {"type": "text"}, "subject_id": {"type": "id"}, "login_id": {"type": "id"},
      "employee_id": {"type": "id"}, "limit": {"type": "integer", "max": 500},
      "after": {"type": "text"}}'
    when 'month_close' then '{"month": {"type": "month", "required": true}}'
    when 'interface_get' then '{}'
    when 'self_check' then '{}'
  end
$$;
comment on function private.members_of(text) is
  'The members that the request of an operation may hold, beside those of the envelope.';
