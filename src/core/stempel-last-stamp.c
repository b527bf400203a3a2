/* stempel-last-stamp.c: the stamp that a cooldown counts from
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "stempel-last-stamp.h"
#include "stempel-record-private.h"

/**
 * StempelLastStamp:
 *
 * The latest stamp of an account that was not voided: when, by whom and in which store.
 *
 * Each member of the wire format (docs/operations.md) is a read-only property of the same name and
 * has a getter. Getters return what the record owns (transfer none); a member that was absent or
 * null is %NULL, 0 or %FALSE, a list is then empty.
 */
struct _StempelLastStamp
{
  StempelRecord parent_instance;
};

G_DEFINE_FINAL_TYPE (StempelLastStamp, stempel_last_stamp, STEMPEL_TYPE_RECORD)

enum
{
  ENTRY_ID,
  AT,
  BY,
  STORE,
};

static const StempelRecordField fields[] = {
  [ENTRY_ID] = { "entry_id", STEMPEL_FIELD_INT, TRUE },
  [AT] = { "at", STEMPEL_FIELD_TIME },
  [BY] = { "by", STEMPEL_FIELD_TEXT },
  [STORE] = { "store", STEMPEL_FIELD_TEXT },
};

static void
stempel_last_stamp_class_init (StempelLastStampClass *klass)
{
  stempel_record_class_set_fields (STEMPEL_RECORD_CLASS (klass), fields, G_N_ELEMENTS (fields));
}

static void
stempel_last_stamp_init (StempelLastStamp *self)
{
}

STEMPEL_GETTER_INT (StempelLastStamp, stempel_last_stamp, LAST_STAMP, entry_id, ENTRY_ID)
STEMPEL_GETTER_TIME (StempelLastStamp, stempel_last_stamp, LAST_STAMP, at, AT)
STEMPEL_GETTER_TEXT (StempelLastStamp, stempel_last_stamp, LAST_STAMP, by, BY)
STEMPEL_GETTER_TEXT (StempelLastStamp, stempel_last_stamp, LAST_STAMP, store, STORE)
