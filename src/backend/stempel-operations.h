/* stempel-operations.h: the one table of operations
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * StempelOperation:
 *
 * What can be asked of Stempel. Each is the SQL function `api.<name>`, see docs/operations.md.
 */
typedef enum
{
  STEMPEL_OPERATION_SESSION_OPEN,
  STEMPEL_OPERATION_SESSION_CLOSE,
  STEMPEL_OPERATION_SESSION_WHOAMI,
  STEMPEL_OPERATION_STORE_LIST,
  STEMPEL_OPERATION_STORE_SAVE,
  STEMPEL_OPERATION_LOGIN_LIST,
  STEMPEL_OPERATION_LOGIN_SAVE,
  STEMPEL_OPERATION_LOGIN_DISABLE,
  STEMPEL_OPERATION_PROGRAM_LIST,
  STEMPEL_OPERATION_PROGRAM_GET,
  STEMPEL_OPERATION_PROGRAM_SAVE,
  STEMPEL_OPERATION_PROGRAM_PUBLISH,
  STEMPEL_OPERATION_PROGRAM_PAUSE,
  STEMPEL_OPERATION_PROGRAM_RESUME,
  STEMPEL_OPERATION_PROGRAM_CLOSE,
  STEMPEL_OPERATION_CUSTOMER_SEARCH,
  STEMPEL_OPERATION_CUSTOMER_GET,
  STEMPEL_OPERATION_CUSTOMER_ENROLL,
  STEMPEL_OPERATION_CUSTOMER_SAVE,
  STEMPEL_OPERATION_CUSTOMER_MERGE,
  STEMPEL_OPERATION_CUSTOMER_UNMERGE,
  STEMPEL_OPERATION_CUSTOMER_ERASE,
  STEMPEL_OPERATION_CUSTOMER_EXPORT,
  STEMPEL_OPERATION_CUSTOMER_DUPLICATES,
  STEMPEL_OPERATION_CUSTOMER_KEEP_APART,
  STEMPEL_OPERATION_CARD_LOOKUP,
  STEMPEL_OPERATION_CARD_GET,
  STEMPEL_OPERATION_CARD_REPLACE,
  STEMPEL_OPERATION_CARD_BLOCK,
  STEMPEL_OPERATION_CARD_UNBLOCK,
  STEMPEL_OPERATION_CARD_PRINT_BATCH,
  STEMPEL_OPERATION_ACCOUNT_GET,
  STEMPEL_OPERATION_ACCOUNT_OPEN,
  STEMPEL_OPERATION_ACCOUNT_ADJUST,
  STEMPEL_OPERATION_ACCOUNT_SET_TIER,
  STEMPEL_OPERATION_ACCOUNT_EXPLAIN,
  STEMPEL_OPERATION_STAMP_EARN,
  STEMPEL_OPERATION_STAMP_REDEEM,
  STEMPEL_OPERATION_POINTS_PREVIEW,
  STEMPEL_OPERATION_POINTS_EARN,
  STEMPEL_OPERATION_POINTS_REDEEM,
  STEMPEL_OPERATION_REDEMPTION_RESERVE,
  STEMPEL_OPERATION_REDEMPTION_COMMIT,
  STEMPEL_OPERATION_REDEMPTION_CANCEL,
  STEMPEL_OPERATION_REWARD_LIST,
  STEMPEL_OPERATION_REWARD_SAVE,
  STEMPEL_OPERATION_REWARD_RETIRE,
  STEMPEL_OPERATION_ENTRY_VOID,
  STEMPEL_OPERATION_ENTRY_REFUND,
  STEMPEL_OPERATION_ENTRY_LIST,
  STEMPEL_OPERATION_ENTRY_GET,
  STEMPEL_OPERATION_EMPLOYEE_LIST,
  STEMPEL_OPERATION_EMPLOYEE_SAVE,
  STEMPEL_OPERATION_EMPLOYEE_SET_PIN,
  STEMPEL_OPERATION_EMPLOYEE_UNLOCK,
  STEMPEL_OPERATION_EMPLOYEE_RETIRE,
  STEMPEL_OPERATION_EMPLOYEE_VERIFY,
  STEMPEL_OPERATION_JOB_LIST,
  STEMPEL_OPERATION_JOB_RUN,
  STEMPEL_OPERATION_AUDIT_LIST,
  STEMPEL_OPERATION_MONTH_CLOSE,
  STEMPEL_OPERATION_SELF_CHECK,
} StempelOperation;

#define STEMPEL_N_OPERATIONS (STEMPEL_OPERATION_SELF_CHECK + 1)

/**
 * StempelRole:
 *
 * The roles of a login. %STEMPEL_ROLE_ANYONE needs no login at all.
 */
typedef enum
{
  STEMPEL_ROLE_NONE = 0,
  STEMPEL_ROLE_ADMIN = 1 << 0,
  STEMPEL_ROLE_MANAGER = 1 << 1,
  STEMPEL_ROLE_STAFF = 1 << 2,
  STEMPEL_ROLE_AUDITOR = 1 << 3,
  STEMPEL_ROLE_EVERYONE = STEMPEL_ROLE_MANAGER | STEMPEL_ROLE_STAFF | STEMPEL_ROLE_AUDITOR,
  STEMPEL_ROLE_ANYONE = 1 << 4,
} StempelRole;

/**
 * StempelRateClass:
 *
 * Operations that share a rate limit.
 */
typedef enum
{
  STEMPEL_RATE_CLASS_READ,
  STEMPEL_RATE_CLASS_SEARCH,
  STEMPEL_RATE_CLASS_WRITE,
  STEMPEL_RATE_CLASS_BOOKING,
  STEMPEL_RATE_CLASS_PIN,
  STEMPEL_RATE_CLASS_SIGN_IN,
  STEMPEL_RATE_CLASS_HEAVY,
} StempelRateClass;

/**
 * StempelOperationInfo:
 * @name: the name, which is also that of the SQL function
 * @method: the HTTP method
 * @path: the HTTP path; `{member}` stands for a member of the request
 * @roles: who may
 * @rate_class: which limit it counts against
 * @writes: whether it needs an idempotency key
 * @help: one English line
 */
typedef struct
{
  const char       *name;
  const char       *method;
  const char       *path;
  StempelRole       roles;
  StempelRateClass  rate_class;
  gboolean          writes;
  const char       *help;
} StempelOperationInfo;

const StempelOperationInfo *stempel_operation_get_info (StempelOperation  operation);
gboolean                    stempel_operation_find     (const char       *name,
                                                        StempelOperation *operation);
gboolean                    stempel_operation_allows   (StempelOperation  operation,
                                                        StempelRole       role);
gboolean                    stempel_role_from_wire     (const char       *wire,
                                                        StempelRole      *role);

G_END_DECLS
