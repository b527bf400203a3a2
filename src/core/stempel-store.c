/* stempel-store.c: a shop of a merchant
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "stempel-store.h"
#include "stempel-record-private.h"

/**
 * StempelStore:
 *
 * A shop of a merchant, with its own time zone and its own beginning of the business day.
 *
 * Each member of the wire format (docs/operations.md) is a read-only property of the same name and
 * has a getter. Getters return what the record owns (transfer none); a member that was absent or
 * null is %NULL, 0 or %FALSE, a list is then empty.
 */
struct _StempelStore
{
  StempelRecord parent_instance;
};

G_DEFINE_FINAL_TYPE (StempelStore, stempel_store, STEMPEL_TYPE_RECORD)

enum
{
  ID,
  NAME,
  ZONE,
  DAY_START,
  STATE,
  REVISION,
};

static const StempelRecordField fields[] = {
  [ID] = { "id", STEMPEL_FIELD_INT, TRUE },
  [NAME] = { "name", STEMPEL_FIELD_TEXT, TRUE },
  [ZONE] = { "zone", STEMPEL_FIELD_TEXT },
  [DAY_START] = { "day_start", STEMPEL_FIELD_TEXT },
  [STATE] = { "state", STEMPEL_FIELD_TEXT },
  [REVISION] = { "revision", STEMPEL_FIELD_INT },
};

static void
stempel_store_class_init (StempelStoreClass *klass)
{
  stempel_record_class_set_fields (STEMPEL_RECORD_CLASS (klass), fields, G_N_ELEMENTS (fields));
}

static void
stempel_store_init (StempelStore *self)
{
}

STEMPEL_GETTER_INT (StempelStore, stempel_store, STORE, id, ID)
STEMPEL_GETTER_TEXT (StempelStore, stempel_store, STORE, name, NAME)
STEMPEL_GETTER_TEXT (StempelStore, stempel_store, STORE, zone, ZONE)
STEMPEL_GETTER_TEXT (StempelStore, stempel_store, STORE, day_start, DAY_START)
STEMPEL_GETTER_TEXT (StempelStore, stempel_store, STORE, state, STATE)
STEMPEL_GETTER_INT (StempelStore, stempel_store, STORE, revision, REVISION)
