/* stempel-export-lists.c: which lists can be exported, and with which columns
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "stempel-export-lists.h"

#define COLUMNS(...) (const char * const []) { __VA_ARGS__, NULL }

static const StempelExportList lists[] = {
  { "members", STEMPEL_OPERATION_CUSTOMER_SEARCH,
    COLUMNS ("id", "name", "email", "phone", "card_number", "card_state", "enrolled_at",
             "last_visit_at") },
  { "entries", STEMPEL_OPERATION_ENTRY_LIST,
    COLUMNS ("id", "kind", "occurred_at", "recorded_at", "business_day", "account_id",
             "customer_id", "customer_name", "card_id", "card_number", "program_id",
             "program_name", "program_version", "store_id", "store_name", "employee_id",
             "employee_name", "login_id", "login_name", "stamps", "stamps_after", "points",
             "points_after", "owed_points_after", "receipt", "ticket_amount", "amount",
             "multiplier_bp", "tier_key", "tier_name", "reward_id", "reward_name",
             "entitlement_id", "entitlements_issued", "reverses", "reversed_by", "refunds",
             "reason_code", "reason", "written_off", "approver_id", "approver_name",
             "idempotency_key", "hash") },
  { "programs", STEMPEL_OPERATION_PROGRAM_LIST,
    COLUMNS ("id", "kind", "state", "name", "version", "published_at", "members",
             "members_capped", "revision") },
  { "rewards", STEMPEL_OPERATION_REWARD_LIST,
    COLUMNS ("id", "program_id", "name", "names", "cost_points", "value", "stock",
             "limit_per_member", "starts_on", "ends_on", "state", "revision") },
  { "stores", STEMPEL_OPERATION_STORE_LIST,
    COLUMNS ("id", "name", "zone", "day_start", "state", "revision") },
  { "logins", STEMPEL_OPERATION_LOGIN_LIST,
    COLUMNS ("id", "name", "email", "role", "language", "state", "database_role",
             "password_set_at", "totp_confirmed_at", "revision") },
  { "sessions", STEMPEL_OPERATION_SESSION_LIST,
    COLUMNS ("id", "login_id", "login_name", "opened_at", "seen_at", "expires_at", "closed_at",
             "address", "application", "current") },
  { "terminals", STEMPEL_OPERATION_TERMINAL_LIST,
    COLUMNS ("id", "name", "store_id", "store_name", "state", "code_expires_at", "paired_at",
             "seen_at", "address", "revision") },
  { "api-keys", STEMPEL_OPERATION_API_KEY_LIST,
    COLUMNS ("id", "name", "role", "operations", "state", "created_at", "seen_at", "revision") },
  { "employees", STEMPEL_OPERATION_EMPLOYEE_LIST,
    COLUMNS ("id", "name", "number", "state", "store_ids", "login_id", "login_name",
             "customer_id", "customer_name", "has_pin", "pin_set_at", "failures", "locked_until",
             "last_used_at", "revision") },
  { "duplicates", STEMPEL_OPERATION_CUSTOMER_DUPLICATES,
    COLUMNS ("id", "other_id", "strength", "reasons", "state") },
  { "audit", STEMPEL_OPERATION_AUDIT_LIST,
    COLUMNS ("id", "at", "action", "subject_kind", "subject_id", "subject_name", "login_id",
             "login_name", "employee_id", "employee_name", "store_id", "store_name", "address",
             "application", "before", "after") },
  { "imports", STEMPEL_OPERATION_IMPORT_LIST,
    COLUMNS ("id", "name", "state", "program_id", "program_name", "store_id", "store_name",
             "rows", "received", "totals", "bad", "imported", "columns", "date_format",
             "login_name", "created_at", "started_at", "finished_at", "undone_at") },
  { "import-errors", STEMPEL_OPERATION_IMPORT_ERRORS,
    COLUMNS ("line", "column", "field", "code", "facts") },
  { "jobs", STEMPEL_OPERATION_JOB_LIST,
    COLUMNS ("name", "state", "started_at", "finished_at", "done", "total", "result", "error",
             "next_at") },
};

/**
 * stempel_export_list_find:
 * @name: what a list is called
 *
 * Returns: (transfer none) (nullable): the list
 */
const StempelExportList *
stempel_export_list_find (const char *name)
{
  g_return_val_if_fail (name != NULL, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    {
      if (g_str_equal (lists[i].name, name))
        return &lists[i];
    }

  return NULL;
}

/**
 * stempel_export_list_get:
 * @number: counted from 0
 *
 * Returns: (transfer none) (nullable): a list; %NULL after the last one
 */
const StempelExportList *
stempel_export_list_get (guint number)
{
  return number < G_N_ELEMENTS (lists) ? &lists[number] : NULL;
}
