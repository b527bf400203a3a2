/* stempel-entry.h: a line of the ledger
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "stempel-record.h"

G_BEGIN_DECLS

#define STEMPEL_TYPE_ENTRY (stempel_entry_get_type ())

G_DECLARE_FINAL_TYPE (StempelEntry, stempel_entry, STEMPEL, ENTRY, StempelRecord)

gint64      stempel_entry_get_id                  (StempelEntry *self);
const char *stempel_entry_get_kind                (StempelEntry *self);
gint64      stempel_entry_get_account_id          (StempelEntry *self);
gint64      stempel_entry_get_customer_id         (StempelEntry *self);
const char *stempel_entry_get_customer_name       (StempelEntry *self);
gint64      stempel_entry_get_card_id             (StempelEntry *self);
const char *stempel_entry_get_card_number         (StempelEntry *self);
gint64      stempel_entry_get_program_id          (StempelEntry *self);
const char *stempel_entry_get_program_name        (StempelEntry *self);
gint64      stempel_entry_get_program_version     (StempelEntry *self);
gint64      stempel_entry_get_store_id            (StempelEntry *self);
const char *stempel_entry_get_store_name          (StempelEntry *self);
gint64      stempel_entry_get_employee_id         (StempelEntry *self);
const char *stempel_entry_get_employee_name       (StempelEntry *self);
gint64      stempel_entry_get_login_id            (StempelEntry *self);
const char *stempel_entry_get_login_name          (StempelEntry *self);
gint64      stempel_entry_get_stamps              (StempelEntry *self);
gint64      stempel_entry_get_stamps_after        (StempelEntry *self);
gint64      stempel_entry_get_points              (StempelEntry *self);
gint64      stempel_entry_get_points_after        (StempelEntry *self);
gint64      stempel_entry_get_owed_points_after   (StempelEntry *self);
GDateTime  *stempel_entry_get_occurred_at         (StempelEntry *self);
GDateTime  *stempel_entry_get_recorded_at         (StempelEntry *self);
const char *stempel_entry_get_business_day        (StempelEntry *self);
gint64      stempel_entry_get_reverses            (StempelEntry *self);
gint64      stempel_entry_get_reversed_by         (StempelEntry *self);
gint64      stempel_entry_get_refunds             (StempelEntry *self);
const char *stempel_entry_get_reason              (StempelEntry *self);
const char *stempel_entry_get_reason_code         (StempelEntry *self);
gint64      stempel_entry_get_entitlement_id      (StempelEntry *self);
gint64      stempel_entry_get_reward_id           (StempelEntry *self);
const char *stempel_entry_get_reward_name         (StempelEntry *self);
const char *stempel_entry_get_receipt             (StempelEntry *self);
gint64      stempel_entry_get_ticket_amount       (StempelEntry *self);
gint64      stempel_entry_get_amount              (StempelEntry *self);
gint64      stempel_entry_get_multiplier_bp       (StempelEntry *self);
gint64      stempel_entry_get_tier_key            (StempelEntry *self);
const char *stempel_entry_get_tier_name           (StempelEntry *self);
gint64      stempel_entry_get_written_off         (StempelEntry *self);
gint64      stempel_entry_get_approver_id         (StempelEntry *self);
const char *stempel_entry_get_approver_name       (StempelEntry *self);
gint64      stempel_entry_get_entitlements_issued (StempelEntry *self);
const char *stempel_entry_get_idempotency_key     (StempelEntry *self);
const char *stempel_entry_get_hash                (StempelEntry *self);
gboolean    stempel_entry_get_voidable            (StempelEntry *self);
GDateTime  *stempel_entry_get_voidable_until      (StempelEntry *self);

G_END_DECLS
