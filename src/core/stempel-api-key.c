/* stempel-api-key.c: a key with which another program calls operations
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "stempel-api-key.h"
#include "stempel-record-private.h"

/**
 * StempelApiKey:
 *
 * A key of another program. `token` is only filled by the operation api_key_save for a new one, and
 * not when the request was repeated.
 *
 * Each member of the wire format (docs/operations.md) is a read-only property of the same name and
 * has a getter. Getters return what the record owns (transfer none); a member that was absent or
 * null is %NULL, 0 or %FALSE, a list is then empty.
 */
struct _StempelApiKey
{
  StempelRecord parent_instance;
};

G_DEFINE_FINAL_TYPE (StempelApiKey, stempel_api_key, STEMPEL_TYPE_RECORD)

enum
{
  ID,
  NAME,
  ROLE,
  OPERATIONS,
  STATE,
  CREATED_AT,
  SEEN_AT,
  REVISION,
  TOKEN,
};

static const StempelRecordField fields[] = {
  [ID] = { "id", STEMPEL_FIELD_INT, TRUE },
  [NAME] = { "name", STEMPEL_FIELD_TEXT, TRUE },
  [ROLE] = { "role", STEMPEL_FIELD_TEXT },
  [OPERATIONS] = { "operations", STEMPEL_FIELD_TEXTS },
  [STATE] = { "state", STEMPEL_FIELD_TEXT },
  [CREATED_AT] = { "created_at", STEMPEL_FIELD_TIME },
  [SEEN_AT] = { "seen_at", STEMPEL_FIELD_TIME },
  [REVISION] = { "revision", STEMPEL_FIELD_INT },
  [TOKEN] = { "token", STEMPEL_FIELD_TEXT },
};

static void
stempel_api_key_class_init (StempelApiKeyClass *klass)
{
  stempel_record_class_set_fields (STEMPEL_RECORD_CLASS (klass), fields, G_N_ELEMENTS (fields));
}

static void
stempel_api_key_init (StempelApiKey *self)
{
}

STEMPEL_GETTER_INT (StempelApiKey, stempel_api_key, API_KEY, id, ID)
STEMPEL_GETTER_TEXT (StempelApiKey, stempel_api_key, API_KEY, name, NAME)
STEMPEL_GETTER_TEXT (StempelApiKey, stempel_api_key, API_KEY, role, ROLE)
STEMPEL_GETTER_TEXTS (StempelApiKey, stempel_api_key, API_KEY, operations, OPERATIONS)
STEMPEL_GETTER_TEXT (StempelApiKey, stempel_api_key, API_KEY, state, STATE)
STEMPEL_GETTER_TIME (StempelApiKey, stempel_api_key, API_KEY, created_at, CREATED_AT)
STEMPEL_GETTER_TIME (StempelApiKey, stempel_api_key, API_KEY, seen_at, SEEN_AT)
STEMPEL_GETTER_INT (StempelApiKey, stempel_api_key, API_KEY, revision, REVISION)
STEMPEL_GETTER_TEXT (StempelApiKey, stempel_api_key, API_KEY, token, TOKEN)
