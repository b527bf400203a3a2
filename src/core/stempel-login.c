/* stempel-login.c: a person who may sign in
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "stempel-login.h"
#include "stempel-record-private.h"

/**
 * StempelLogin:
 *
 * A person who may sign in, with a role.
 *
 * Each member of the wire format (docs/operations.md) is a read-only property of the same name and
 * has a getter. Getters return what the record owns (transfer none); a member that was absent or
 * null is %NULL, 0 or %FALSE, a list is then empty.
 */
struct _StempelLogin
{
  StempelRecord parent_instance;
};

G_DEFINE_FINAL_TYPE (StempelLogin, stempel_login, STEMPEL_TYPE_RECORD)

enum
{
  ID,
  NAME,
  EMAIL,
  ROLE,
  LANGUAGE,
  STATE,
  DATABASE_ROLE,
  PASSWORD_SET_AT,
  TOTP_CONFIRMED_AT,
  REVISION,
};

static const StempelRecordField fields[] = {
  [ID] = { "id", STEMPEL_FIELD_INT, TRUE },
  [NAME] = { "name", STEMPEL_FIELD_TEXT, TRUE },
  [EMAIL] = { "email", STEMPEL_FIELD_TEXT },
  [ROLE] = { "role", STEMPEL_FIELD_TEXT },
  [LANGUAGE] = { "language", STEMPEL_FIELD_TEXT },
  [STATE] = { "state", STEMPEL_FIELD_TEXT },
  [DATABASE_ROLE] = { "database_role", STEMPEL_FIELD_TEXT },
  [PASSWORD_SET_AT] = { "password_set_at", STEMPEL_FIELD_TIME },
  [TOTP_CONFIRMED_AT] = { "totp_confirmed_at", STEMPEL_FIELD_TIME },
  [REVISION] = { "revision", STEMPEL_FIELD_INT },
};

static void
stempel_login_class_init (StempelLoginClass *klass)
{
  stempel_record_class_set_fields (STEMPEL_RECORD_CLASS (klass), fields, G_N_ELEMENTS (fields));
}

static void
stempel_login_init (StempelLogin *self)
{
}

STEMPEL_GETTER_INT (StempelLogin, stempel_login, LOGIN, id, ID)
STEMPEL_GETTER_TEXT (StempelLogin, stempel_login, LOGIN, name, NAME)
STEMPEL_GETTER_TEXT (StempelLogin, stempel_login, LOGIN, email, EMAIL)
STEMPEL_GETTER_TEXT (StempelLogin, stempel_login, LOGIN, role, ROLE)
STEMPEL_GETTER_TEXT (StempelLogin, stempel_login, LOGIN, language, LANGUAGE)
STEMPEL_GETTER_TEXT (StempelLogin, stempel_login, LOGIN, state, STATE)
STEMPEL_GETTER_TEXT (StempelLogin, stempel_login, LOGIN, database_role, DATABASE_ROLE)
STEMPEL_GETTER_TIME (StempelLogin, stempel_login, LOGIN, password_set_at, PASSWORD_SET_AT)
STEMPEL_GETTER_TIME (StempelLogin, stempel_login, LOGIN, totp_confirmed_at, TOTP_CONFIRMED_AT)
STEMPEL_GETTER_INT (StempelLogin, stempel_login, LOGIN, revision, REVISION)
