/* record-samples.h: a full sample of each record
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "stempel-account.h"
#include "stempel-audit-event.h"
#include "stempel-booking.h"
#include "stempel-card-lookup.h"
#include "stempel-card.h"
#include "stempel-customer.h"
#include "stempel-duplicate.h"
#include "stempel-employee.h"
#include "stempel-entry.h"
#include "stempel-customer-export.h"
#include "stempel-explanation.h"
#include "stempel-hold.h"
#include "stempel-import-error.h"
#include "stempel-import.h"
#include "stempel-job.h"
#include "stempel-login.h"
#include "stempel-member.h"
#include "stempel-month.h"
#include "stempel-pin-grant.h"
#include "stempel-points-preview.h"
#include "stempel-program.h"
#include "stempel-reward.h"
#include "stempel-session.h"
#include "stempel-simulation.h"
#include "stempel-store.h"
#include "stempel-violation.h"

#define TIME "\"2026-11-23T09:30:15.123456+01:00\""

#define SIMULATED \
  "{\"account_id\": 50, \"customer_id\": 7, \"customer_name\": \"Anna Weber\"," \
  " \"points_before\": 21, \"points_after\": 30, \"stamps_before\": 9, \"stamps_after\": 8," \
  " \"cards_before\": 2, \"cards_after\": 1}"

#define BONUS \
  "{\"name\": \"Happy hour\", \"multiplier_bp\": 20000, \"weekdays\": [1, 5]," \
  " \"from\": \"16:30\", \"to\": \"01:00\", \"starts_on\": \"2026-11-01\"," \
  " \"ends_on\": \"2026-12-31\", \"store_ids\": [1, 2]}"

#define TIER \
  "{\"key\": 2, \"names\": {\"en\": \"Gold\"}, \"threshold\": 50000," \
  " \"multiplier_bp\": 15000, \"grace_days\": 30}"

#define NEXT_TIER "{\"key\": 3, \"name\": \"Platinum\", \"missing\": 1200}"

#define ACCOUNT_TIER \
  "{\"key\": 2, \"name\": \"Gold\", \"manual\": true, \"since\": " TIME "," \
  " \"kept_until\": \"2027-12-31\", \"metric\": 51000, \"next\": " NEXT_TIER "}"

#define RULES \
  "{\"names\": {\"en\": \"Coffee\", \"de\": \"Kaffee\"}, \"stamps_target\": 10," \
  " \"max_stamps_per_visit\": 3, \"cooldown_minutes\": 15, \"daily_limit\": 5," \
  " \"reward\": {\"en\": \"Free coffee\"}, \"reward_value\": 350, \"entitlement_days\": 90," \
  " \"points_per_step\": 3, \"step_amount\": 200, \"rounding\": \"linear\"," \
  " \"minimum_amount\": 500, \"maximum_points\": 900, \"welcome_points\": 50," \
  " \"birthday_points\": 20, \"bonus_periods\": [" BONUS "], \"bonus_mode\": \"max\"," \
  " \"redeem_minimum\": 100, \"redeem_multiple\": 10, \"money_points\": 100," \
  " \"money_amount\": 150, \"maximum_share_bp\": 5000, \"expiry\": \"yearly\"," \
  " \"expiry_days\": 365, \"expiry_months\": 12, \"expiry_day\": \"03-31\"," \
  " \"refund_policy\": \"write_off\", \"write_off_maximum\": 500," \
  " \"tiers\": [" TIER "], \"tier_metric\": \"visits\", \"tier_window\": \"lifetime\"," \
  " \"void_minutes\": 15, \"void_days\": 30, \"pin_policy\": \"operation\"," \
  " \"shift_minutes\": 480, \"adjust_maximum\": 0, \"colour\": \"#a0522d\"}"

#define ENTITLEMENT \
  "{\"id\": 7, \"account_id\": 5, \"reward_name\": \"Free coffee\", \"stamps\": 10," \
  " \"state\": \"open\", \"issued_at\": " TIME ", \"expires_on\": \"2027-02-28\"," \
  " \"redeemed_at\": " TIME "}"

#define ACCOUNT \
  "{\"id\": 5, \"customer_id\": 4, \"program_id\": 3, \"program_name\": \"Coffee\"," \
  " \"program_kind\": \"stamps\", \"program_state\": \"active\", \"points\": 240," \
  " \"owed_points\": 30, \"reserved_points\": 60, \"expiring\": {\"points\": 40," \
  " \"expires_on\": \"2026-12-31\"}, \"stamps\": 2, \"stamps_target\": 10," \
  " \"owed_stamps\": 1, \"stamps_today\": 3, \"daily_limit\": 5, \"max_stamps_per_visit\": 3," \
  " \"pin_policy\": \"shift\", \"reward_name\": \"Free coffee\", \"colour\": \"#a0522d\"," \
  " \"entitlements\": [" ENTITLEMENT "], \"last_stamp\": {\"entry_id\": 9, \"at\": " TIME "," \
  " \"by\": \"Anna\", \"store\": \"Gare\"}, \"available_at\": " TIME "," \
  " \"tier\": " ACCOUNT_TIER "}"

#define CARD \
  "{\"id\": 6, \"number\": \"1234567890128\", \"token\": \"abc\", \"state\": \"blocked\"," \
  " \"customer_id\": 4, \"customer_name\": \"Marie Weber\", \"issued_at\": " TIME "," \
  " \"blocked_at\": " TIME ", \"block_reason\": \"lost\", \"replaced_at\": " TIME "," \
  " \"replaced_by\": 8}"

#define CUSTOMER \
  "{\"id\": 4, \"name\": \"Marie Weber\", \"given_name\": \"Marie\", \"family_name\": \"Weber\"," \
  " \"email\": \"marie@example.lu\", \"phone\": \"+352621123456\", \"birthday\": \"1990-02-28\"," \
  " \"language\": \"lb\", \"note\": \"Likes tea\", \"state\": \"merged\"," \
  " \"merged_into\": 3, \"enrolled_at\": " TIME "," \
  " \"enrolled_store\": \"Gare\", \"revision\": 2, \"cards\": [" CARD "]," \
  " \"accounts\": [" ACCOUNT "]}"

#define ENTRY \
  "{\"id\": 9, \"kind\": \"stamp_earn\", \"account_id\": 5, \"customer_id\": 4," \
  " \"customer_name\": \"Marie Weber\", \"card_id\": 6, \"card_number\": \"1234567890128\"," \
  " \"program_id\": 3, \"program_name\": \"Coffee\", \"program_version\": 2, \"store_id\": 1," \
  " \"store_name\": \"Gare\", \"employee_id\": 2, \"employee_name\": \"Anna\", \"login_id\": 1," \
  " \"login_name\": \"Till\", \"stamps\": 3, \"stamps_after\": 2, \"points\": 21," \
  " \"points_after\": 240, \"owed_points_after\": 30, \"occurred_at\": " TIME "," \
  " \"recorded_at\": " TIME ", \"business_day\": \"2026-11-23\", \"reverses\": 8," \
  " \"reversed_by\": 10, \"refunds\": 7, \"reason\": \"wrong card\"," \
  " \"reason_code\": \"goodwill\", \"entitlement_id\": 7, \"reward_id\": 12," \
  " \"reward_name\": \"Free coffee\", \"receipt\": \"R-77\", \"ticket_amount\": 1499," \
  " \"amount\": 1200, \"multiplier_bp\": 15000, \"tier_key\": 2, \"tier_name\": \"Gold\"," \
  " \"written_off\": 5, \"approver_id\": 3," \
  " \"approver_name\": \"Tom\", \"entitlements_issued\": 1," \
  " \"idempotency_key\": \"0a4d6c3e-8a36-4e3c-9a43-0f9f0a4d6c3e\"," \
  " \"hash\": \"9f86d081884c7d65\", \"voidable\": true, \"voidable_until\": " TIME "}"

#define LOT \
  "{\"id\": 13, \"entry_id\": 9, \"source_id\": 8, \"points\": 21, \"remaining\": 11," \
  " \"opened_at\": " TIME ", \"expires_on\": \"2027-11-30\", \"expired\": 4, \"reversed\": 6}"

#define RESERVATION \
  "{\"id\": 14, \"account_id\": 5, \"reward_id\": 12, \"reward_name\": \"Mug\"," \
  " \"points\": 60, \"amount\": 800, \"state\": \"open\", \"reserved_at\": " TIME "," \
  " \"expires_at\": " TIME ", \"entry_id\": 9}"

typedef struct
{
  GType      (*type) (void);
  const char  *json;
} RecordSample;

/* Each with all its members, so that what is decoded and encoded again must be the same text. */
static const RecordSample record_samples[] = {
  { stempel_store_get_type,
    "{\"id\": 1, \"name\": \"Gare\", \"zone\": \"Europe/Luxembourg\", \"day_start\": \"04:00\","
    " \"state\": \"active\", \"revision\": 3}" },
  { stempel_login_get_type,
    "{\"id\": 1, \"name\": \"Léa\", \"email\": \"lea@example.lu\", \"role\": \"manager\","
    " \"language\": \"fr\", \"state\": \"active\", \"database_role\": \"lea\", \"revision\": 1}" },
  { stempel_rules_get_type, RULES },
  { stempel_program_get_type,
    "{\"id\": 3, \"kind\": \"stamps\", \"state\": \"active\", \"name\": \"Coffee\", \"version\": 2,"
    " \"draft\": " RULES ", \"published\": " RULES ", \"published_at\": " TIME ","
    " \"members\": 10000,"
    " \"members_capped\": true, \"revision\": 4}" },
  { stempel_entitlement_get_type, ENTITLEMENT },
  { stempel_account_get_type, ACCOUNT },
  { stempel_card_get_type, CARD },
  { stempel_customer_get_type, CUSTOMER },
  { stempel_customer_export_get_type,
    "{\"id\": 4, \"exported_at\": " TIME ","
    " \"identities\": [{\"id\": 4, \"personal\": {\"given_name\": \"Marie\"}}],"
    " \"accounts\": [{\"id\": 1}], \"consents\": [{\"purpose\": \"email\"}],"
    " \"entries\": [{\"id\": 9}]}" },
  { stempel_duplicate_get_type,
    "{\"id\": 4, \"other_id\": 9, \"reasons\": [\"email\", \"name\"], \"strength\": 80,"
    " \"state\": \"open\", \"customer\": " CUSTOMER ", \"other\": " CUSTOMER "}" },
  { stempel_member_get_type,
    "{\"id\": 4, \"name\": \"Marie Weber\", \"email\": \"marie@example.lu\", \"phone\": "
    "\"+352621123456\","
    " \"card_number\": \"1234567890128\", \"card_state\": \"active\", \"enrolled_at\": " TIME ","
    " \"last_visit_at\": " TIME ", \"matched\": \"name\"}" },
  { stempel_entry_get_type, ENTRY },
  { stempel_employee_get_type,
    "{\"id\": 2, \"name\": \"Anna\", \"number\": \"7\", \"login_id\": 1, \"login_name\": \"Léa\","
    " \"customer_id\": 4, \"customer_name\": \"Marie Weber\", \"store_ids\": [1, 2],"
    " \"state\": \"active\", \"has_pin\": true, \"pin_set_at\": " TIME ", \"failures\": 2,"
    " \"locked_until\": " TIME ", \"last_used_at\": " TIME ", \"revision\": 1}" },
  { stempel_audit_event_get_type,
    "{\"id\": 11, \"at\": " TIME ", \"action\": \"program.publish\", \"subject_kind\": \"program\","
    " \"subject_id\": 3, \"subject_name\": \"Coffee\", \"login_id\": 1, \"login_name\": \"Léa\","
    " \"employee_id\": 2, \"employee_name\": \"Anna\", \"store_id\": 1, \"store_name\": \"Gare\","
    " \"address\": \"192.0.2.7\", \"application\": \"stempel\", \"before\": {\"state\": \"draft\"},"
    " \"after\": {\"state\": \"active\", \"list\": [1, null, 2.5]}}" },
  { stempel_session_get_type,
    "{\"login_id\": 1, \"name\": \"Léa\", \"role\": \"manager\", \"language\": \"fr\","
    " \"merchant\": {\"id\": 1, \"name\": \"Bäckerei\", \"currency\": \"EUR\", \"language\": "
    "\"lb\","
    " \"languages\": [\"lb\", \"fr\"], \"country\": \"LU\", \"zone\": \"Europe/Luxembourg\"},"
    " \"operations\": [\"store_list\", \"store_save\"], \"password_set_at\": " TIME ","
    " \"totp_confirmed_at\": " TIME ", \"server_time\": " TIME ","
    " \"schema_version\": 12, \"token\": \"abc\", \"expires_at\": " TIME "}" },
  { stempel_booking_get_type,
    "{\"entry\": " ENTRY ", \"account\": " ACCOUNT ", \"lot\": " LOT ","
    " \"entitlement\": " ENTITLEMENT ", \"entitlements\": [" ENTITLEMENT "], \"replayed\": true}" },
  { stempel_card_lookup_get_type,
    "{\"card\": " CARD ", \"customer\": " CUSTOMER ", \"accounts\": [" ACCOUNT "]}" },
  { stempel_pin_grant_get_type,
    "{\"pin_token\": \"abc\", \"scope\": \"shift\", \"expires_at\": " TIME ", \"employee_id\": 2,"
    " \"employee_name\": \"Anna\"}" },
  { stempel_bonus_get_type, BONUS },
  { stempel_tier_get_type, TIER },
  { stempel_account_tier_get_type, ACCOUNT_TIER },
  { stempel_next_tier_get_type, NEXT_TIER },
  { stempel_reward_get_type,
    "{\"id\": 12, \"program_id\": 3, \"names\": {\"en\": \"Mug\", \"fr\": \"Tasse\"},"
    " \"name\": \"Mug\", \"cost_points\": 60, \"value\": 800, \"stock\": 0,"
    " \"limit_per_member\": 2, \"starts_on\": \"2026-11-01\", \"ends_on\": \"2026-12-31\","
    " \"state\": \"active\", \"revision\": 2}" },
  { stempel_reservation_get_type, RESERVATION },
  { stempel_hold_get_type,
    "{\"reservation\": " RESERVATION ", \"account\": " ACCOUNT ", \"replayed\": true}" },
  { stempel_lot_get_type, LOT },
  { stempel_points_preview_get_type,
    "{\"eligible_amount\": 1200, \"multiplier_bp\": 20000, \"bonus_name\": \"Happy hour\","
    " \"points\": 36, \"repaid\": 30, \"expires_on\": \"2027-11-30\","
    " \"account\": " ACCOUNT "}" },
  { stempel_explanation_get_type,
    "{\"account_id\": 50, \"at\": " TIME ", \"points\": 21, \"usable_points\": 21,"
    " \"owed_points\": 5, \"stamps\": 3, \"owed_stamps\": 1, \"entitlements\": [" ENTITLEMENT "],"
    " \"lots\": [{\"id\": 8, \"remaining\": 21}],"
    " \"debts\": [{\"entry_id\": 9, \"points\": 5}], \"entries\": [" ENTRY "]}" },
  { stempel_simulated_member_get_type, SIMULATED },
  { stempel_simulation_get_type,
    "{\"program_id\": 3, \"from\": \"2026-08-25\", \"days\": 90, \"entries\": 1200,"
    " \"members\": 400, \"gaining\": 300, \"losing\": 60, \"mixed\": 5, \"points_before\": 21000,"
    " \"points_after\": 24000, \"stamps_before\": 900, \"stamps_after\": 850,"
    " \"cards_before\": 80, \"cards_after\": 75, \"cost_before\": 52000, \"cost_after\": 58000,"
    " \"gainers\": [" SIMULATED "], \"losers\": [" SIMULATED "]}" },
  { stempel_month_get_type,
    "{\"month\": \"2026-10\", \"closed_at\": " TIME ", \"entries\": 1200}" },
  { stempel_import_get_type,
    "{\"id\": 7, \"name\": \"members.csv\", \"state\": \"running\", \"program_id\": 10,"
    " \"program_name\": \"Coffee\", \"store_id\": 1, \"store_name\": \"Gare\","
    " \"columns\": [{\"column\": \"Vorname\", \"field\": \"given_name\"}],"
    " \"date_format\": \"dmy\", \"rows\": 900, \"received\": 900,"
    " \"totals\": {\"members\": 890}, \"bad\": {\"rows\": 10},"
    " \"imported\": {\"members\": 500}, \"login_name\": \"Anna\", \"created_at\": " TIME ","
    " \"started_at\": " TIME ", \"finished_at\": " TIME ", \"undone_at\": " TIME "}" },
  { stempel_import_error_get_type,
    "{\"line\": 12, \"column\": \"E-Mail\", \"field\": \"email\", \"code\": \"duplicate\","
    " \"facts\": {\"other_line\": 4}}" },
  { stempel_job_get_type,
    "{\"name\": \"expiry\", \"state\": \"running\", \"started_at\": " TIME ","
    " \"finished_at\": " TIME ", \"done\": 5, \"total\": 20, \"result\": {\"lots\": 5},"
    " \"error\": \"stopped\", \"next_at\": " TIME "}" },
  { stempel_violation_get_type,
    "{\"check\": \"balance\", \"table\": \"account\", \"id\": 5}" },
};
