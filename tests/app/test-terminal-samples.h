/* test-terminal-samples.h: replies for the tests of the terminal
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#define SAMPLE_STORE "{\"id\": 3, \"name\": \"Gare\", \"zone\": \"Europe/Luxembourg\", " \
  "\"day_start\": \"00:00\", \"state\": \"active\", \"revision\": 1}"

#define SAMPLE_STORE_2 "{\"id\": 4, \"name\": \"Kirchberg\", \"zone\": \"Europe/Luxembourg\", " \
  "\"day_start\": \"00:00\", \"state\": \"active\", \"revision\": 1}"

#define SAMPLE_CARD "{\"id\": 70, \"number\": \"4711000012345\", " \
  "\"token\": \"AbCdEfGhIjKlMnOpQrStUv\", \"state\": \"active\", \"customer_id\": 9, " \
  "\"customer_name\": \"Anna Schmit\", \"issued_at\": \"2026-01-02T09:00:00+01:00\"}"

#define SAMPLE_ENTITLEMENT "{\"id\": 61, \"account_id\": 50, \"reward_name\": \"Free coffee\", " \
  "\"stamps\": 10, \"state\": \"open\", \"issued_at\": \"2026-02-02T09:00:00+01:00\"}"

/* %s: stamps, policy, entitlements */
#define SAMPLE_ACCOUNT(stamps, policy, entitlements) "{\"id\": 50, \"customer_id\": 9, " \
  "\"program_id\": 5, \"program_name\": \"Coffee card\", \"program_kind\": \"stamps\", " \
  "\"program_state\": \"active\", \"stamps\": " #stamps ", \"stamps_target\": 10, " \
  "\"owed_stamps\": 0, \"stamps_today\": 0, \"daily_limit\": 5, \"max_stamps_per_visit\": 3, " \
  "\"pin_policy\": \"" policy "\", \"reward_name\": \"Free coffee\", \"colour\": \"#8b5a2b\", " \
  "\"entitlements\": [" entitlements "], \"last_stamp\": {\"entry_id\": 800, " \
  "\"at\": \"2026-02-02T09:00:00+01:00\", \"by\": \"Luc Weber\", \"store\": \"Gare\"}}"

#define SAMPLE_CUSTOMER(cards, accounts) "{\"id\": 9, \"name\": \"Anna Schmit\", " \
  "\"given_name\": \"Anna\", \"family_name\": \"Schmit\", \"language\": \"lb\", " \
  "\"state\": \"active\", \"enrolled_at\": \"2026-01-02T09:00:00+01:00\", \"revision\": 1, " \
  "\"cards\": [" cards "], \"accounts\": [" accounts "]}"

#define SAMPLE_LOOKUP(account) "{\"card\": " SAMPLE_CARD ", \"customer\": " SAMPLE_CUSTOMER ("", \
  "") ", " \
  "\"accounts\": [" account "]}"

#define SAMPLE_ENTRY(entry_id, entry_kind, entry_stamps) "{\"id\": " #entry_id ", \"kind\": \"" \
  entry_kind "\", " \
  "\"account_id\": 50, \"customer_id\": 9, \"customer_name\": \"Anna Schmit\"," \
  " \"program_id\": 5, " \
  "\"program_name\": \"Coffee card\", \"program_version\": 1, \"store_id\": 3, " \
  "\"store_name\": \"Gare\", \"login_id\": 1, \"login_name\": \"till\", " \
  "\"stamps\": " #entry_stamps ", \"stamps_after\": 9, \"reward_name\": \"Free coffee\", " \
  "\"occurred_at\": \"2026-03-01T10:00:00+01:00\"," \
  " \"recorded_at\": \"2026-03-01T10:00:00+01:00\", " \
  "\"business_day\": \"2026-03-01\", \"entitlements_issued\": 0, " \
  "\"idempotency_key\": \"6b8b4567-327b-43c6-a43c-9869b4a51f1d\"}"

#define SAMPLE_BOOKING(entry, account, entitlements) "{\"entry\": " entry ", \"account\": " \
  account ", " \
  "\"entitlements\": [" entitlements "], \"replayed\": false}"

#define SAMPLE_EMPLOYEE(employee_id, employee_name, employee_number) "{\"id\": " #employee_id ", " \
  "\"name\": \"" employee_name "\", \"number\": \"" employee_number "\", \"store_ids\": [], " \
  "\"state\": \"active\", \"has_pin\": true}"

#define SAMPLE_EMPLOYEES "{\"items\": [" SAMPLE_EMPLOYEE (21, "Luc Weber", "1") ", " \
  SAMPLE_EMPLOYEE (22, "Maria Silva", "2") "]}"

#define SAMPLE_GRANT(token, scope) "{\"pin_token\": \"" token "\", \"scope\": \"" scope "\", " \
  "\"expires_at\": \"2099-01-01T00:00:00Z\", \"employee_id\": 21, \"employee_name\": \"Luc Weber\"}"
