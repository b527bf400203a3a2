/* stempel-session.c: who is signed in and what they may do
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "stempel-session.h"
#include "stempel-record-private.h"

/**
 * StempelSession:
 *
 * Who is signed in, for which merchant, and the names of the operations they may use. `token` and
 * `expires_at` are only filled by the operation session_open, `password_set_at` and
 * `totp_confirmed_at` only through a server: a direct connection is signed in by PostgreSQL.
 *
 * Each member of the wire format (docs/operations.md) is a read-only property of the same name and
 * has a getter. Getters return what the record owns (transfer none); a member that was absent or
 * null is %NULL, 0 or %FALSE, a list is then empty.
 */
struct _StempelSession
{
  StempelRecord parent_instance;
};

G_DEFINE_FINAL_TYPE (StempelSession, stempel_session, STEMPEL_TYPE_RECORD)

enum
{
  LOGIN_ID,
  NAME,
  KIND,
  STORE_ID,
  ROLE,
  LANGUAGE,
  MERCHANT,
  OPERATIONS,
  PASSWORD_SET_AT,
  TOTP_CONFIRMED_AT,
  SERVER_TIME,
  SCHEMA_VERSION,
  TOKEN,
  EXPIRES_AT,
};

static const StempelRecordField fields[] = {
  [LOGIN_ID] = { "login_id", STEMPEL_FIELD_INT, TRUE },
  [NAME] = { "name", STEMPEL_FIELD_TEXT },
  [KIND] = { "kind", STEMPEL_FIELD_TEXT },
  [STORE_ID] = { "store_id", STEMPEL_FIELD_INT },
  [ROLE] = { "role", STEMPEL_FIELD_TEXT, TRUE },
  [LANGUAGE] = { "language", STEMPEL_FIELD_TEXT },
  [MERCHANT] = { "merchant", STEMPEL_FIELD_RECORD, TRUE, stempel_merchant_get_type },
  [OPERATIONS] = { "operations", STEMPEL_FIELD_TEXTS },
  [PASSWORD_SET_AT] = { "password_set_at", STEMPEL_FIELD_TIME },
  [TOTP_CONFIRMED_AT] = { "totp_confirmed_at", STEMPEL_FIELD_TIME },
  [SERVER_TIME] = { "server_time", STEMPEL_FIELD_TIME },
  [SCHEMA_VERSION] = { "schema_version", STEMPEL_FIELD_INT },
  [TOKEN] = { "token", STEMPEL_FIELD_TEXT },
  [EXPIRES_AT] = { "expires_at", STEMPEL_FIELD_TIME },
};

static void
stempel_session_class_init (StempelSessionClass *klass)
{
  stempel_record_class_set_fields (STEMPEL_RECORD_CLASS (klass), fields, G_N_ELEMENTS (fields));
}

static void
stempel_session_init (StempelSession *self)
{
}

STEMPEL_GETTER_INT (StempelSession, stempel_session, SESSION, login_id, LOGIN_ID)
STEMPEL_GETTER_TEXT (StempelSession, stempel_session, SESSION, name, NAME)
STEMPEL_GETTER_TEXT (StempelSession, stempel_session, SESSION, kind, KIND)
STEMPEL_GETTER_INT (StempelSession, stempel_session, SESSION, store_id, STORE_ID)
STEMPEL_GETTER_TEXT (StempelSession, stempel_session, SESSION, role, ROLE)
STEMPEL_GETTER_TEXT (StempelSession, stempel_session, SESSION, language, LANGUAGE)
STEMPEL_GETTER_RECORD (StempelSession, stempel_session, SESSION, merchant, MERCHANT,
                       StempelMerchant)
STEMPEL_GETTER_TEXTS (StempelSession, stempel_session, SESSION, operations, OPERATIONS)
STEMPEL_GETTER_TIME (StempelSession, stempel_session, SESSION, password_set_at, PASSWORD_SET_AT)
STEMPEL_GETTER_TIME (StempelSession, stempel_session, SESSION, totp_confirmed_at,
                     TOTP_CONFIRMED_AT)
STEMPEL_GETTER_TIME (StempelSession, stempel_session, SESSION, server_time, SERVER_TIME)
STEMPEL_GETTER_INT (StempelSession, stempel_session, SESSION, schema_version, SCHEMA_VERSION)
STEMPEL_GETTER_TEXT (StempelSession, stempel_session, SESSION, token, TOKEN)
STEMPEL_GETTER_TIME (StempelSession, stempel_session, SESSION, expires_at, EXPIRES_AT)
