/* stempel-replies.c: which record an operation replies with
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "stempel-account.h"
#include "stempel-api-key.h"
#include "stempel-audit-event.h"
#include "stempel-booking.h"
#include "stempel-card-lookup.h"
#include "stempel-card.h"
#include "stempel-customer-export.h"
#include "stempel-customer.h"
#include "stempel-duplicate.h"
#include "stempel-employee.h"
#include "stempel-entry.h"
#include "stempel-explanation.h"
#include "stempel-hold.h"
#include "stempel-import-error.h"
#include "stempel-import.h"
#include "stempel-interface.h"
#include "stempel-job.h"
#include "stempel-login.h"
#include "stempel-member.h"
#include "stempel-month.h"
#include "stempel-open-session.h"
#include "stempel-pin-grant.h"
#include "stempel-points-preview.h"
#include "stempel-program.h"
#include "stempel-replies.h"
#include "stempel-reward.h"
#include "stempel-session.h"
#include "stempel-simulation.h"
#include "stempel-store.h"
#include "stempel-terminal.h"
#include "stempel-totp-secret.h"
#include "stempel-violation.h"

typedef struct
{
  GType    (*record_type) (void);
  gboolean   is_list;
  gboolean   is_paged;
  gboolean   is_counted;
} Reply;

static const Reply replies[STEMPEL_N_OPERATIONS] = {
  [STEMPEL_OPERATION_SESSION_OPEN] = { stempel_session_get_type },
  [STEMPEL_OPERATION_SESSION_WHOAMI] = { stempel_session_get_type },
  [STEMPEL_OPERATION_SESSION_LIST] = { stempel_open_session_get_type, TRUE },
  [STEMPEL_OPERATION_SESSION_REVOKE] = { stempel_open_session_get_type },
  [STEMPEL_OPERATION_STORE_LIST] = { stempel_store_get_type, TRUE },
  [STEMPEL_OPERATION_STORE_SAVE] = { stempel_store_get_type },
  [STEMPEL_OPERATION_LOGIN_LIST] = { stempel_login_get_type, TRUE },
  [STEMPEL_OPERATION_LOGIN_SAVE] = { stempel_login_get_type },
  [STEMPEL_OPERATION_LOGIN_DISABLE] = { stempel_login_get_type },
  [STEMPEL_OPERATION_LOGIN_SET_PASSWORD] = { stempel_login_get_type },
  [STEMPEL_OPERATION_PASSWORD_CHANGE] = { stempel_login_get_type },
  [STEMPEL_OPERATION_TOTP_BEGIN] = { stempel_totp_secret_get_type },
  [STEMPEL_OPERATION_TOTP_CONFIRM] = { stempel_login_get_type },
  [STEMPEL_OPERATION_TOTP_REMOVE] = { stempel_login_get_type },
  [STEMPEL_OPERATION_TERMINAL_LIST] = { stempel_terminal_get_type, TRUE },
  [STEMPEL_OPERATION_TERMINAL_PAIR] = { stempel_terminal_get_type },
  [STEMPEL_OPERATION_TERMINAL_CLAIM] = { stempel_session_get_type },
  [STEMPEL_OPERATION_TERMINAL_REVOKE] = { stempel_terminal_get_type },
  [STEMPEL_OPERATION_API_KEY_LIST] = { stempel_api_key_get_type, TRUE },
  [STEMPEL_OPERATION_API_KEY_SAVE] = { stempel_api_key_get_type },
  [STEMPEL_OPERATION_API_KEY_REVOKE] = { stempel_api_key_get_type },
  [STEMPEL_OPERATION_PROGRAM_LIST] = { stempel_program_get_type, TRUE },
  [STEMPEL_OPERATION_PROGRAM_GET] = { stempel_program_get_type },
  [STEMPEL_OPERATION_PROGRAM_SAVE] = { stempel_program_get_type },
  [STEMPEL_OPERATION_PROGRAM_PUBLISH] = { stempel_program_get_type },
  [STEMPEL_OPERATION_PROGRAM_PAUSE] = { stempel_program_get_type },
  [STEMPEL_OPERATION_PROGRAM_RESUME] = { stempel_program_get_type },
  [STEMPEL_OPERATION_PROGRAM_CLOSE] = { stempel_program_get_type },
  [STEMPEL_OPERATION_PROGRAM_SIMULATE] = { stempel_simulation_get_type },
  [STEMPEL_OPERATION_REWARD_LIST] = { stempel_reward_get_type, TRUE },
  [STEMPEL_OPERATION_REWARD_SAVE] = { stempel_reward_get_type },
  [STEMPEL_OPERATION_REWARD_RETIRE] = { stempel_reward_get_type },
  [STEMPEL_OPERATION_CUSTOMER_SEARCH] = { stempel_member_get_type, TRUE, TRUE, TRUE },
  [STEMPEL_OPERATION_CUSTOMER_GET] = { stempel_customer_get_type },
  [STEMPEL_OPERATION_CUSTOMER_ENROLL] = { stempel_customer_get_type },
  [STEMPEL_OPERATION_CUSTOMER_SAVE] = { stempel_customer_get_type },
  [STEMPEL_OPERATION_CUSTOMER_MERGE] = { stempel_customer_get_type },
  [STEMPEL_OPERATION_CUSTOMER_UNMERGE] = { stempel_customer_get_type },
  [STEMPEL_OPERATION_CUSTOMER_ERASE] = { stempel_customer_get_type },
  [STEMPEL_OPERATION_CUSTOMER_EXPORT] = { stempel_customer_export_get_type },
  [STEMPEL_OPERATION_CUSTOMER_DUPLICATES] = { stempel_duplicate_get_type, TRUE, TRUE },
  [STEMPEL_OPERATION_CUSTOMER_KEEP_APART] = { stempel_duplicate_get_type },
  [STEMPEL_OPERATION_CARD_LOOKUP] = { stempel_card_lookup_get_type },
  [STEMPEL_OPERATION_CARD_GET] = { stempel_card_get_type },
  [STEMPEL_OPERATION_CARD_REPLACE] = { stempel_card_get_type },
  [STEMPEL_OPERATION_CARD_BLOCK] = { stempel_card_get_type },
  [STEMPEL_OPERATION_CARD_UNBLOCK] = { stempel_card_get_type },
  [STEMPEL_OPERATION_CARD_PRINT_BATCH] = { stempel_card_get_type, TRUE },
  [STEMPEL_OPERATION_ACCOUNT_GET] = { stempel_account_get_type },
  [STEMPEL_OPERATION_ACCOUNT_EXPLAIN] = { stempel_explanation_get_type },
  [STEMPEL_OPERATION_ACCOUNT_OPEN] = { stempel_account_get_type },
  [STEMPEL_OPERATION_ACCOUNT_ADJUST] = { stempel_booking_get_type },
  [STEMPEL_OPERATION_ACCOUNT_SET_TIER] = { stempel_account_get_type },
  [STEMPEL_OPERATION_STAMP_EARN] = { stempel_booking_get_type },
  [STEMPEL_OPERATION_STAMP_REDEEM] = { stempel_booking_get_type },
  [STEMPEL_OPERATION_POINTS_PREVIEW] = { stempel_points_preview_get_type },
  [STEMPEL_OPERATION_POINTS_EARN] = { stempel_booking_get_type },
  [STEMPEL_OPERATION_POINTS_REDEEM] = { stempel_booking_get_type },
  [STEMPEL_OPERATION_REDEMPTION_RESERVE] = { stempel_hold_get_type },
  [STEMPEL_OPERATION_REDEMPTION_COMMIT] = { stempel_booking_get_type },
  [STEMPEL_OPERATION_REDEMPTION_CANCEL] = { stempel_hold_get_type },
  [STEMPEL_OPERATION_ENTRY_VOID] = { stempel_booking_get_type },
  [STEMPEL_OPERATION_ENTRY_REFUND] = { stempel_booking_get_type },
  [STEMPEL_OPERATION_ENTRY_LIST] = { stempel_entry_get_type, TRUE, TRUE },
  [STEMPEL_OPERATION_ENTRY_GET] = { stempel_entry_get_type },
  [STEMPEL_OPERATION_EMPLOYEE_LIST] = { stempel_employee_get_type, TRUE },
  [STEMPEL_OPERATION_EMPLOYEE_SAVE] = { stempel_employee_get_type },
  [STEMPEL_OPERATION_EMPLOYEE_SET_PIN] = { stempel_employee_get_type },
  [STEMPEL_OPERATION_EMPLOYEE_UNLOCK] = { stempel_employee_get_type },
  [STEMPEL_OPERATION_EMPLOYEE_RETIRE] = { stempel_employee_get_type },
  [STEMPEL_OPERATION_EMPLOYEE_VERIFY] = { stempel_pin_grant_get_type },
  [STEMPEL_OPERATION_AUDIT_LIST] = { stempel_audit_event_get_type, TRUE, TRUE },
  [STEMPEL_OPERATION_MONTH_CLOSE] = { stempel_month_get_type },
  [STEMPEL_OPERATION_IMPORT_OPEN] = { stempel_import_get_type },
  [STEMPEL_OPERATION_IMPORT_CHECK] = { stempel_import_get_type },
  [STEMPEL_OPERATION_IMPORT_RUN] = { stempel_import_get_type },
  [STEMPEL_OPERATION_IMPORT_UNDO] = { stempel_import_get_type },
  [STEMPEL_OPERATION_IMPORT_LIST] = { stempel_import_get_type, TRUE, TRUE },
  [STEMPEL_OPERATION_IMPORT_ERRORS] = { stempel_import_error_get_type, TRUE, TRUE },
  [STEMPEL_OPERATION_JOB_LIST] = { stempel_job_get_type, TRUE },
  [STEMPEL_OPERATION_JOB_RUN] = { stempel_job_get_type },
  [STEMPEL_OPERATION_INTERFACE_GET] = { stempel_interface_get_type },
  [STEMPEL_OPERATION_SELF_CHECK] = { stempel_violation_get_type, TRUE },
};

/*< private >
 * stempel_reply_get_record_type:
 * @operation: an operation
 * @is_list: (out): whether it replies with a page of such records
 *
 * Returns: the class of records, or %G_TYPE_INVALID for an operation whose reply says nothing
 */
GType
stempel_reply_get_record_type (StempelOperation operation, gboolean *is_list)
{
  g_assert ((guint) operation < G_N_ELEMENTS (replies));

  *is_list = replies[operation].is_list;

  return replies[operation].record_type != NULL ? replies[operation].record_type ()
                                                : G_TYPE_INVALID;
}

/*< private >
 * stempel_reply_is_paged:
 * @operation: an operation that lists
 *
 * Returns: whether it takes `limit` and `after`; other lists are short and come as a whole
 */
gboolean
stempel_reply_is_paged (StempelOperation operation)
{
  g_assert ((guint) operation < G_N_ELEMENTS (replies));

  return replies[operation].is_paged;
}

/*< private >
 * stempel_reply_is_counted:
 * @operation: an operation that lists
 *
 * Returns: whether it says how many records there are, which `count` can forgo
 */
gboolean
stempel_reply_is_counted (StempelOperation operation)
{
  g_assert ((guint) operation < G_N_ELEMENTS (replies));

  return replies[operation].is_counted;
}
