/* stempel-operations.c: the one table of operations
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "stempel-operations.h"

/* A new operation is one SQL function, one row here, and one row in
 * src/sql/rules/operations.sql. */
static const StempelOperationInfo operations[] = {
  [STEMPEL_OPERATION_SESSION_OPEN] =
    { "session_open", "POST", "/v1/session",
      STEMPEL_ROLE_ANYONE, STEMPEL_RATE_CLASS_SIGN_IN, FALSE,
      "Opens a session and returns its token" },
  [STEMPEL_OPERATION_SESSION_CLOSE] =
    { "session_close", "DELETE", "/v1/session",
      STEMPEL_ROLE_EVERYONE, STEMPEL_RATE_CLASS_SIGN_IN, FALSE,
      "Ends the session" },
  [STEMPEL_OPERATION_SESSION_WHOAMI] =
    { "session_whoami", "GET", "/v1/session",
      STEMPEL_ROLE_EVERYONE, STEMPEL_RATE_CLASS_READ, FALSE,
      "Says who is signed in, for which merchant, and what they may do" },
  [STEMPEL_OPERATION_SESSION_LIST] =
    { "session_list", "GET", "/v1/sessions",
      STEMPEL_ROLE_EVERYONE, STEMPEL_RATE_CLASS_READ, FALSE,
      "Lists where one is signed in" },
  [STEMPEL_OPERATION_SESSION_REVOKE] =
    { "session_revoke", "DELETE", "/v1/sessions/{id}",
      STEMPEL_ROLE_EVERYONE, STEMPEL_RATE_CLASS_SIGN_IN, FALSE,
      "Ends a session at once, wherever it is" },
  [STEMPEL_OPERATION_STORE_LIST] =
    { "store_list", "GET", "/v1/stores",
      STEMPEL_ROLE_EVERYONE, STEMPEL_RATE_CLASS_READ, FALSE,
      "Lists the stores" },
  [STEMPEL_OPERATION_STORE_SAVE] =
    { "store_save", "PUT", "/v1/stores/{id}",
      STEMPEL_ROLE_MANAGER, STEMPEL_RATE_CLASS_WRITE, TRUE,
      "Adds or changes a store" },
  [STEMPEL_OPERATION_LOGIN_LIST] =
    { "login_list", "GET", "/v1/logins",
      STEMPEL_ROLE_MANAGER, STEMPEL_RATE_CLASS_READ, FALSE,
      "Lists the persons who may sign in" },
  [STEMPEL_OPERATION_LOGIN_SAVE] =
    { "login_save", "PUT", "/v1/logins/{id}",
      STEMPEL_ROLE_MANAGER, STEMPEL_RATE_CLASS_WRITE, TRUE,
      "Adds or changes a person who may sign in" },
  [STEMPEL_OPERATION_LOGIN_DISABLE] =
    { "login_disable", "POST", "/v1/logins/{id}/disable",
      STEMPEL_ROLE_MANAGER, STEMPEL_RATE_CLASS_WRITE, TRUE,
      "Takes the right to sign in from a person" },
  [STEMPEL_OPERATION_LOGIN_SET_PASSWORD] =
    { "login_set_password", "POST", "/v1/logins/{id}/password",
      STEMPEL_ROLE_MANAGER, STEMPEL_RATE_CLASS_WRITE, TRUE,
      "Gives a person a password for signing in through the server" },
  [STEMPEL_OPERATION_PASSWORD_CHANGE] =
    { "password_change", "POST", "/v1/password",
      STEMPEL_ROLE_EVERYONE, STEMPEL_RATE_CLASS_SIGN_IN, FALSE,
      "Changes one's own password" },
  [STEMPEL_OPERATION_TOTP_BEGIN] =
    { "totp_begin", "POST", "/v1/totp",
      STEMPEL_ROLE_EVERYONE, STEMPEL_RATE_CLASS_SIGN_IN, FALSE,
      "Makes the secret of a second factor for signing in" },
  [STEMPEL_OPERATION_TOTP_CONFIRM] =
    { "totp_confirm", "POST", "/v1/totp/confirm",
      STEMPEL_ROLE_EVERYONE, STEMPEL_RATE_CLASS_SIGN_IN, FALSE,
      "Proves that an app has the secret: signing in asks for codes" },
  [STEMPEL_OPERATION_TOTP_REMOVE] =
    { "totp_remove", "POST", "/v1/totp/remove",
      STEMPEL_ROLE_EVERYONE, STEMPEL_RATE_CLASS_SIGN_IN, FALSE,
      "Signs in without a second factor again" },
  [STEMPEL_OPERATION_TERMINAL_LIST] =
    { "terminal_list", "GET", "/v1/terminals",
      STEMPEL_ROLE_MANAGER | STEMPEL_ROLE_AUDITOR, STEMPEL_RATE_CLASS_READ, FALSE,
      "Lists the terminals" },
  [STEMPEL_OPERATION_TERMINAL_PAIR] =
    { "terminal_pair", "POST", "/v1/terminals",
      STEMPEL_ROLE_MANAGER, STEMPEL_RATE_CLASS_WRITE, TRUE,
      "Gives a terminal a code for pairing" },
  [STEMPEL_OPERATION_TERMINAL_CLAIM] =
    { "terminal_claim", "POST", "/v1/terminals/claim",
      STEMPEL_ROLE_ANYONE, STEMPEL_RATE_CLASS_SIGN_IN, FALSE,
      "Makes a device the terminal that a code was given for" },
  [STEMPEL_OPERATION_TERMINAL_REVOKE] =
    { "terminal_revoke", "POST", "/v1/terminals/{id}/revoke",
      STEMPEL_ROLE_MANAGER, STEMPEL_RATE_CLASS_WRITE, TRUE,
      "Shuts a terminal out" },
  [STEMPEL_OPERATION_API_KEY_LIST] =
    { "api_key_list", "GET", "/v1/api-keys",
      STEMPEL_ROLE_MANAGER | STEMPEL_ROLE_AUDITOR, STEMPEL_RATE_CLASS_READ, FALSE,
      "Lists the keys of other programs" },
  [STEMPEL_OPERATION_API_KEY_SAVE] =
    { "api_key_save", "PUT", "/v1/api-keys/{id}",
      STEMPEL_ROLE_MANAGER, STEMPEL_RATE_CLASS_WRITE, TRUE,
      "Adds or changes a key of another program" },
  [STEMPEL_OPERATION_API_KEY_REVOKE] =
    { "api_key_revoke", "POST", "/v1/api-keys/{id}/revoke",
      STEMPEL_ROLE_MANAGER, STEMPEL_RATE_CLASS_WRITE, TRUE,
      "Shuts a key out" },
  [STEMPEL_OPERATION_PROGRAM_LIST] =
    { "program_list", "GET", "/v1/programs",
      STEMPEL_ROLE_EVERYONE, STEMPEL_RATE_CLASS_READ, FALSE,
      "Lists the programs" },
  [STEMPEL_OPERATION_PROGRAM_GET] =
    { "program_get", "GET", "/v1/programs/{id}",
      STEMPEL_ROLE_EVERYONE, STEMPEL_RATE_CLASS_READ, FALSE,
      "Returns one program with its draft and its published rules" },
  [STEMPEL_OPERATION_PROGRAM_SAVE] =
    { "program_save", "PUT", "/v1/programs/{id}",
      STEMPEL_ROLE_MANAGER, STEMPEL_RATE_CLASS_WRITE, TRUE,
      "Adds a program or saves its draft" },
  [STEMPEL_OPERATION_PROGRAM_PUBLISH] =
    { "program_publish", "POST", "/v1/programs/{id}/publish",
      STEMPEL_ROLE_MANAGER, STEMPEL_RATE_CLASS_WRITE, TRUE,
      "Makes the draft the next version of the rules" },
  [STEMPEL_OPERATION_PROGRAM_PAUSE] =
    { "program_pause", "POST", "/v1/programs/{id}/pause",
      STEMPEL_ROLE_MANAGER, STEMPEL_RATE_CLASS_WRITE, TRUE,
      "Stops bookings in a program for now" },
  [STEMPEL_OPERATION_PROGRAM_RESUME] =
    { "program_resume", "POST", "/v1/programs/{id}/resume",
      STEMPEL_ROLE_MANAGER, STEMPEL_RATE_CLASS_WRITE, TRUE,
      "Lets bookings go on in a paused program" },
  [STEMPEL_OPERATION_PROGRAM_CLOSE] =
    { "program_close", "POST", "/v1/programs/{id}/close",
      STEMPEL_ROLE_MANAGER, STEMPEL_RATE_CLASS_WRITE, TRUE,
      "Ends a program for good" },
  [STEMPEL_OPERATION_PROGRAM_SIMULATE] =
    { "program_simulate", "POST", "/v1/programs/{id}/simulate",
      STEMPEL_ROLE_MANAGER, STEMPEL_RATE_CLASS_READ, FALSE,
      "Tries a draft of the rules on what was booked in the last days" },
  [STEMPEL_OPERATION_CUSTOMER_SEARCH] =
    { "customer_search", "GET", "/v1/customers",
      STEMPEL_ROLE_EVERYONE, STEMPEL_RATE_CLASS_SEARCH, FALSE,
      "Finds members by name, e-mail, phone or card number" },
  [STEMPEL_OPERATION_CUSTOMER_GET] =
    { "customer_get", "GET", "/v1/customers/{id}",
      STEMPEL_ROLE_EVERYONE, STEMPEL_RATE_CLASS_READ, FALSE,
      "Returns one member with cards and accounts" },
  [STEMPEL_OPERATION_CUSTOMER_ENROLL] =
    { "customer_enroll", "POST", "/v1/customers",
      STEMPEL_ROLE_MANAGER | STEMPEL_ROLE_STAFF, STEMPEL_RATE_CLASS_WRITE, TRUE,
      "Enrols a member and issues a card" },
  [STEMPEL_OPERATION_CUSTOMER_SAVE] =
    { "customer_save", "PUT", "/v1/customers/{id}",
      STEMPEL_ROLE_MANAGER | STEMPEL_ROLE_STAFF, STEMPEL_RATE_CLASS_WRITE, TRUE,
      "Changes a member's particulars" },
  [STEMPEL_OPERATION_CUSTOMER_MERGE] =
    { "customer_merge", "POST", "/v1/customers/{id}/merge",
      STEMPEL_ROLE_MANAGER, STEMPEL_RATE_CLASS_WRITE, TRUE,
      "Makes two members one" },
  [STEMPEL_OPERATION_CUSTOMER_UNMERGE] =
    { "customer_unmerge", "POST", "/v1/customers/{id}/unmerge",
      STEMPEL_ROLE_MANAGER, STEMPEL_RATE_CLASS_WRITE, TRUE,
      "Parts a member again from the one they were merged into" },
  [STEMPEL_OPERATION_CUSTOMER_ERASE] =
    { "customer_erase", "POST", "/v1/customers/{id}/erase",
      STEMPEL_ROLE_MANAGER, STEMPEL_RATE_CLASS_WRITE, TRUE,
      "Takes away all that is known about a person" },
  [STEMPEL_OPERATION_CUSTOMER_EXPORT] =
    { "customer_export", "POST", "/v1/customers/{id}/export",
      STEMPEL_ROLE_MANAGER, STEMPEL_RATE_CLASS_READ, FALSE,
      "Returns all that is known about a person" },
  [STEMPEL_OPERATION_CUSTOMER_DUPLICATES] =
    { "customer_duplicates", "GET", "/v1/duplicates",
      STEMPEL_ROLE_MANAGER | STEMPEL_ROLE_AUDITOR, STEMPEL_RATE_CLASS_READ, FALSE,
      "Lists pairs of members who may be one person, and why" },
  [STEMPEL_OPERATION_CUSTOMER_KEEP_APART] =
    { "customer_keep_apart", "POST", "/v1/customers/{id}/keep-apart",
      STEMPEL_ROLE_MANAGER, STEMPEL_RATE_CLASS_WRITE, TRUE,
      "Says that two members are not one person, or takes that back" },
  [STEMPEL_OPERATION_CARD_LOOKUP] =
    { "card_lookup", "GET", "/v1/cards",
      STEMPEL_ROLE_EVERYONE, STEMPEL_RATE_CLASS_READ, FALSE,
      "Finds a card by its QR token or number, with the member and the accounts" },
  [STEMPEL_OPERATION_CARD_GET] =
    { "card_get", "GET", "/v1/cards/{id}",
      STEMPEL_ROLE_EVERYONE, STEMPEL_RATE_CLASS_READ, FALSE,
      "Returns one card" },
  [STEMPEL_OPERATION_CARD_REPLACE] =
    { "card_replace", "POST", "/v1/cards/{id}/replace",
      STEMPEL_ROLE_MANAGER | STEMPEL_ROLE_STAFF, STEMPEL_RATE_CLASS_WRITE, TRUE,
      "Issues a new card and retires the old one for good" },
  [STEMPEL_OPERATION_CARD_BLOCK] =
    { "card_block", "POST", "/v1/cards/{id}/block",
      STEMPEL_ROLE_MANAGER | STEMPEL_ROLE_STAFF, STEMPEL_RATE_CLASS_WRITE, TRUE,
      "Blocks a card" },
  [STEMPEL_OPERATION_CARD_UNBLOCK] =
    { "card_unblock", "POST", "/v1/cards/{id}/unblock",
      STEMPEL_ROLE_MANAGER, STEMPEL_RATE_CLASS_WRITE, TRUE,
      "Lifts the block of a card" },
  [STEMPEL_OPERATION_CARD_PRINT_BATCH] =
    { "card_print_batch", "POST", "/v1/cards/batches",
      STEMPEL_ROLE_MANAGER, STEMPEL_RATE_CLASS_WRITE, TRUE,
      "Makes cards that belong to nobody yet, for printing" },
  [STEMPEL_OPERATION_ACCOUNT_GET] =
    { "account_get", "GET", "/v1/accounts/{id}",
      STEMPEL_ROLE_EVERYONE, STEMPEL_RATE_CLASS_READ, FALSE,
      "Returns one account with its open rewards" },
  [STEMPEL_OPERATION_ACCOUNT_OPEN] =
    { "account_open", "POST", "/v1/accounts",
      STEMPEL_ROLE_MANAGER | STEMPEL_ROLE_STAFF, STEMPEL_RATE_CLASS_WRITE, TRUE,
      "Lets a member take part in a program" },
  [STEMPEL_OPERATION_ACCOUNT_EXPLAIN] =
    { "account_explain", "GET", "/v1/accounts/{account_id}/explain",
      STEMPEL_ROLE_MANAGER | STEMPEL_ROLE_STAFF | STEMPEL_ROLE_AUDITOR, STEMPEL_RATE_CLASS_READ,
      FALSE,
      "Tells why a balance is what it is, or was" },
  [STEMPEL_OPERATION_ACCOUNT_ADJUST] =
    { "account_adjust", "POST", "/v1/accounts/{account_id}/adjust",
      STEMPEL_ROLE_MANAGER, STEMPEL_RATE_CLASS_BOOKING, TRUE,
      "Corrects a balance, with a reason" },
  [STEMPEL_OPERATION_ACCOUNT_SET_TIER] =
    { "account_set_tier", "PUT", "/v1/accounts/{account_id}/tier",
      STEMPEL_ROLE_MANAGER, STEMPEL_RATE_CLASS_WRITE, TRUE,
      "Gives a member a tier by hand" },
  [STEMPEL_OPERATION_STAMP_EARN] =
    { "stamp_earn", "POST", "/v1/accounts/{account_id}/stamps",
      STEMPEL_ROLE_MANAGER | STEMPEL_ROLE_STAFF, STEMPEL_RATE_CLASS_BOOKING, TRUE,
      "Books stamps" },
  [STEMPEL_OPERATION_STAMP_REDEEM] =
    { "stamp_redeem", "POST", "/v1/accounts/{account_id}/redemptions",
      STEMPEL_ROLE_MANAGER | STEMPEL_ROLE_STAFF, STEMPEL_RATE_CLASS_BOOKING, TRUE,
      "Hands out a reward" },
  [STEMPEL_OPERATION_POINTS_PREVIEW] =
    { "points_preview", "POST", "/v1/accounts/{account_id}/points/preview",
      STEMPEL_ROLE_MANAGER | STEMPEL_ROLE_STAFF, STEMPEL_RATE_CLASS_READ, FALSE,
      "Says what a purchase would earn, without booking it" },
  [STEMPEL_OPERATION_POINTS_EARN] =
    { "points_earn", "POST", "/v1/accounts/{account_id}/points",
      STEMPEL_ROLE_MANAGER | STEMPEL_ROLE_STAFF, STEMPEL_RATE_CLASS_BOOKING, TRUE,
      "Books the points of a purchase" },
  [STEMPEL_OPERATION_POINTS_REDEEM] =
    { "points_redeem", "POST", "/v1/accounts/{account_id}/points/redemptions",
      STEMPEL_ROLE_MANAGER | STEMPEL_ROLE_STAFF, STEMPEL_RATE_CLASS_BOOKING, TRUE,
      "Exchanges points for a reward or for money" },
  [STEMPEL_OPERATION_REDEMPTION_RESERVE] =
    { "redemption_reserve", "POST", "/v1/redemptions",
      STEMPEL_ROLE_MANAGER | STEMPEL_ROLE_STAFF, STEMPEL_RATE_CLASS_BOOKING, TRUE,
      "Holds points for a till that pays later" },
  [STEMPEL_OPERATION_REDEMPTION_COMMIT] =
    { "redemption_commit", "POST", "/v1/redemptions/{id}/commit",
      STEMPEL_ROLE_MANAGER | STEMPEL_ROLE_STAFF, STEMPEL_RATE_CLASS_BOOKING, TRUE,
      "Uses the points that were held" },
  [STEMPEL_OPERATION_REDEMPTION_CANCEL] =
    { "redemption_cancel", "POST", "/v1/redemptions/{id}/cancel",
      STEMPEL_ROLE_MANAGER | STEMPEL_ROLE_STAFF, STEMPEL_RATE_CLASS_BOOKING, TRUE,
      "Releases the points that were held" },
  [STEMPEL_OPERATION_REWARD_LIST] =
    { "reward_list", "GET", "/v1/rewards",
      STEMPEL_ROLE_EVERYONE, STEMPEL_RATE_CLASS_READ, FALSE,
      "Lists the rewards that points can be exchanged for" },
  [STEMPEL_OPERATION_REWARD_SAVE] =
    { "reward_save", "PUT", "/v1/rewards/{id}",
      STEMPEL_ROLE_MANAGER, STEMPEL_RATE_CLASS_WRITE, TRUE,
      "Adds or changes a reward of the catalogue" },
  [STEMPEL_OPERATION_REWARD_RETIRE] =
    { "reward_retire", "POST", "/v1/rewards/{id}/retire",
      STEMPEL_ROLE_MANAGER, STEMPEL_RATE_CLASS_WRITE, TRUE,
      "Takes a reward out of the catalogue" },
  [STEMPEL_OPERATION_ENTRY_VOID] =
    { "entry_void", "POST", "/v1/entries/{entry_id}/void",
      STEMPEL_ROLE_MANAGER | STEMPEL_ROLE_STAFF, STEMPEL_RATE_CLASS_BOOKING, TRUE,
      "Takes back an entry by a new one" },
  [STEMPEL_OPERATION_ENTRY_REFUND] =
    { "entry_refund", "POST", "/v1/entries/{entry_id}/refund",
      STEMPEL_ROLE_MANAGER | STEMPEL_ROLE_STAFF, STEMPEL_RATE_CLASS_BOOKING, TRUE,
      "Takes back a part of a purchase" },
  [STEMPEL_OPERATION_ENTRY_LIST] =
    { "entry_list", "GET", "/v1/entries",
      STEMPEL_ROLE_EVERYONE, STEMPEL_RATE_CLASS_READ, FALSE,
      "Lists ledger entries, newest first" },
  [STEMPEL_OPERATION_ENTRY_GET] =
    { "entry_get", "GET", "/v1/entries/{id}",
      STEMPEL_ROLE_EVERYONE, STEMPEL_RATE_CLASS_READ, FALSE,
      "Returns one ledger entry" },
  [STEMPEL_OPERATION_EMPLOYEE_LIST] =
    { "employee_list", "GET", "/v1/employees",
      STEMPEL_ROLE_EVERYONE, STEMPEL_RATE_CLASS_READ, FALSE,
      "Lists the employees" },
  [STEMPEL_OPERATION_EMPLOYEE_SAVE] =
    { "employee_save", "PUT", "/v1/employees/{id}",
      STEMPEL_ROLE_MANAGER, STEMPEL_RATE_CLASS_WRITE, TRUE,
      "Adds or changes an employee" },
  [STEMPEL_OPERATION_EMPLOYEE_SET_PIN] =
    { "employee_set_pin", "POST", "/v1/employees/{id}/pin",
      STEMPEL_ROLE_MANAGER, STEMPEL_RATE_CLASS_WRITE, TRUE,
      "Sets an employee's PIN" },
  [STEMPEL_OPERATION_EMPLOYEE_UNLOCK] =
    { "employee_unlock", "POST", "/v1/employees/{id}/unlock",
      STEMPEL_ROLE_MANAGER, STEMPEL_RATE_CLASS_WRITE, TRUE,
      "Lifts the lock after wrong PINs" },
  [STEMPEL_OPERATION_EMPLOYEE_RETIRE] =
    { "employee_retire", "POST", "/v1/employees/{id}/retire",
      STEMPEL_ROLE_MANAGER, STEMPEL_RATE_CLASS_WRITE, TRUE,
      "Retires an employee" },
  [STEMPEL_OPERATION_EMPLOYEE_VERIFY] =
    { "employee_verify", "POST", "/v1/employees/{employee_id}/verify",
      STEMPEL_ROLE_MANAGER | STEMPEL_ROLE_STAFF, STEMPEL_RATE_CLASS_PIN, FALSE,
      "Checks a PIN and returns a token for the booking" },
  [STEMPEL_OPERATION_IMPORT_OPEN] =
    { "import_open", "POST", "/v1/imports",
      STEMPEL_ROLE_MANAGER, STEMPEL_RATE_CLASS_WRITE, TRUE,
      "Begins an import of members: how the columns of a file are read" },
  [STEMPEL_OPERATION_IMPORT_CHECK] =
    { "import_check", "POST", "/v1/imports/{id}/rows",
      STEMPEL_ROLE_MANAGER, STEMPEL_RATE_CLASS_WRITE, TRUE,
      "Checks the next rows of a file, without importing them" },
  [STEMPEL_OPERATION_IMPORT_RUN] =
    { "import_run", "POST", "/v1/imports/{id}/run",
      STEMPEL_ROLE_MANAGER, STEMPEL_RATE_CLASS_WRITE, TRUE,
      "Imports the next rows; there is more to do while it answers running" },
  [STEMPEL_OPERATION_IMPORT_UNDO] =
    { "import_undo", "POST", "/v1/imports/{id}/undo",
      STEMPEL_ROLE_MANAGER, STEMPEL_RATE_CLASS_WRITE, TRUE,
      "Takes back an import that nobody has used yet, call by call" },
  [STEMPEL_OPERATION_IMPORT_LIST] =
    { "import_list", "GET", "/v1/imports",
      STEMPEL_ROLE_MANAGER | STEMPEL_ROLE_AUDITOR, STEMPEL_RATE_CLASS_READ, FALSE,
      "Lists the files that members came from" },
  [STEMPEL_OPERATION_IMPORT_ERRORS] =
    { "import_errors", "GET", "/v1/imports/{id}/errors",
      STEMPEL_ROLE_MANAGER | STEMPEL_ROLE_AUDITOR, STEMPEL_RATE_CLASS_READ, FALSE,
      "Lists what is wrong in the rows of a file" },
  [STEMPEL_OPERATION_JOB_LIST] =
    { "job_list", "GET", "/v1/jobs",
      STEMPEL_ROLE_MANAGER | STEMPEL_ROLE_AUDITOR, STEMPEL_RATE_CLASS_READ, FALSE,
      "Lists the jobs: how far they are and what they did last" },
  [STEMPEL_OPERATION_JOB_RUN] =
    { "job_run", "POST", "/v1/jobs/{name}/run",
      STEMPEL_ROLE_MANAGER, STEMPEL_RATE_CLASS_WRITE, TRUE,
      "Does one chunk of a job; there is more to do while it answers running" },
  [STEMPEL_OPERATION_AUDIT_LIST] =
    { "audit_list", "GET", "/v1/audit",
      STEMPEL_ROLE_MANAGER | STEMPEL_ROLE_AUDITOR, STEMPEL_RATE_CLASS_READ, FALSE,
      "Lists management and security events, newest first" },
  [STEMPEL_OPERATION_MONTH_CLOSE] =
    { "month_close", "POST", "/v1/reports/months/{month}/close",
      STEMPEL_ROLE_MANAGER, STEMPEL_RATE_CLASS_WRITE, TRUE,
      "Closes a month: its entries can no longer be taken back" },
  [STEMPEL_OPERATION_INTERFACE_GET] =
    { "interface_get", "GET", "/v1/interface",
      STEMPEL_ROLE_ANYONE, STEMPEL_RATE_CLASS_READ, FALSE,
      "Says what the requests of all operations may hold" },
  [STEMPEL_OPERATION_SELF_CHECK] =
    { "self_check", "POST", "/v1/self-check",
      STEMPEL_ROLE_MANAGER | STEMPEL_ROLE_AUDITOR, STEMPEL_RATE_CLASS_HEAVY, FALSE,
      "Proves the invariants and lists what breaks them" },
};

G_STATIC_ASSERT (G_N_ELEMENTS (operations) == STEMPEL_N_OPERATIONS);

/**
 * stempel_operation_get_info:
 * @operation: an operation
 *
 * Returns: (transfer none): its row of the table
 */
const StempelOperationInfo *
stempel_operation_get_info (StempelOperation operation)
{
  g_return_val_if_fail ((guint) operation < G_N_ELEMENTS (operations), NULL);

  return &operations[operation];
}

/**
 * stempel_operation_find:
 * @name: (nullable): the name of an operation
 * @operation: (out): where to put it
 *
 * Returns: whether there is such an operation
 */
gboolean
stempel_operation_find (const char *name, StempelOperation *operation)
{
  g_return_val_if_fail (operation != NULL, FALSE);

  for (guint i = 0; i < G_N_ELEMENTS (operations); i++)
    {
      if (g_strcmp0 (operations[i].name, name) == 0)
        {
          *operation = (StempelOperation) i;
          return TRUE;
        }
    }

  return FALSE;
}

/**
 * stempel_operation_allows:
 * @operation: an operation
 * @role: the role of a login
 *
 * What the database will say; only good for hiding what would be refused.
 *
 * Returns: whether a login of that role may
 */
gboolean
stempel_operation_allows (StempelOperation operation, StempelRole role)
{
  StempelRole roles = stempel_operation_get_info (operation)->roles;

  return (roles & (role | STEMPEL_ROLE_ANYONE)) != 0;
}

/**
 * stempel_role_from_wire:
 * @wire: (nullable): a role as it stands in replies, such as `manager`
 * @role: (out): where to put it
 *
 * Returns: whether @wire is a known role
 */
gboolean
stempel_role_from_wire (const char *wire, StempelRole *role)
{
  static const struct { const char *wire; StempelRole role; } roles[] = {
    { "admin", STEMPEL_ROLE_ADMIN },
    { "manager", STEMPEL_ROLE_MANAGER },
    { "staff", STEMPEL_ROLE_STAFF },
    { "auditor", STEMPEL_ROLE_AUDITOR },
  };

  g_return_val_if_fail (role != NULL, FALSE);

  for (guint i = 0; i < G_N_ELEMENTS (roles); i++)
    {
      if (g_strcmp0 (roles[i].wire, wire) == 0)
        {
          *role = roles[i].role;
          return TRUE;
        }
    }

  return FALSE;
}
