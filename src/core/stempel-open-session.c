/* stempel-open-session.c: where somebody is signed in
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "stempel-open-session.h"
#include "stempel-record-private.h"

/**
 * StempelOpenSession:
 *
 * A session as others see it: the record `session` of docs/operations.md. What a session itself is
 * told of who it is for, #StempelSession has.
 *
 * Each member of the wire format is a read-only property of the same name and has a getter. Getters
 * return what the record owns (transfer none); a member that was absent or null is %NULL, 0 or
 * %FALSE.
 */
struct _StempelOpenSession
{
  StempelRecord parent_instance;
};

G_DEFINE_FINAL_TYPE (StempelOpenSession, stempel_open_session, STEMPEL_TYPE_RECORD)

enum
{
  ID,
  LOGIN_ID,
  LOGIN_NAME,
  OPENED_AT,
  SEEN_AT,
  EXPIRES_AT,
  CLOSED_AT,
  ADDRESS,
  APPLICATION,
  CURRENT,
};

static const StempelRecordField fields[] = {
  [ID] = { "id", STEMPEL_FIELD_INT, TRUE },
  [LOGIN_ID] = { "login_id", STEMPEL_FIELD_INT },
  [LOGIN_NAME] = { "login_name", STEMPEL_FIELD_TEXT },
  [OPENED_AT] = { "opened_at", STEMPEL_FIELD_TIME },
  [SEEN_AT] = { "seen_at", STEMPEL_FIELD_TIME },
  [EXPIRES_AT] = { "expires_at", STEMPEL_FIELD_TIME },
  [CLOSED_AT] = { "closed_at", STEMPEL_FIELD_TIME },
  [ADDRESS] = { "address", STEMPEL_FIELD_TEXT },
  [APPLICATION] = { "application", STEMPEL_FIELD_TEXT },
  [CURRENT] = { "current", STEMPEL_FIELD_BOOLEAN },
};

static void
stempel_open_session_class_init (StempelOpenSessionClass *klass)
{
  stempel_record_class_set_fields (STEMPEL_RECORD_CLASS (klass), fields, G_N_ELEMENTS (fields));
}

static void
stempel_open_session_init (StempelOpenSession *self)
{
}

STEMPEL_GETTER_INT (StempelOpenSession, stempel_open_session, OPEN_SESSION, id, ID)
STEMPEL_GETTER_INT (StempelOpenSession, stempel_open_session, OPEN_SESSION, login_id, LOGIN_ID)
STEMPEL_GETTER_TEXT (StempelOpenSession, stempel_open_session, OPEN_SESSION, login_name, LOGIN_NAME)
STEMPEL_GETTER_TIME (StempelOpenSession, stempel_open_session, OPEN_SESSION, opened_at, OPENED_AT)
STEMPEL_GETTER_TIME (StempelOpenSession, stempel_open_session, OPEN_SESSION, seen_at, SEEN_AT)
STEMPEL_GETTER_TIME (StempelOpenSession, stempel_open_session, OPEN_SESSION, expires_at, EXPIRES_AT)
STEMPEL_GETTER_TIME (StempelOpenSession, stempel_open_session, OPEN_SESSION, closed_at, CLOSED_AT)
STEMPEL_GETTER_TEXT (StempelOpenSession, stempel_open_session, OPEN_SESSION, address, ADDRESS)
STEMPEL_GETTER_TEXT (StempelOpenSession, stempel_open_session, OPEN_SESSION, application,
                     APPLICATION)
STEMPEL_GETTER_BOOLEAN (StempelOpenSession, stempel_open_session, OPEN_SESSION, current, CURRENT)
