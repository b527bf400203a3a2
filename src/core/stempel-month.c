/* stempel-month.c: a month that was closed
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "stempel-month.h"
#include "stempel-record-private.h"

/**
 * StempelMonth:
 *
 * A closed month ("2026-11"), and how many entries it holds.
 *
 * Each member of the wire format (docs/operations.md) is a read-only property of the same name and
 * has a getter. Getters return what the record owns (transfer none); a member that was absent or
 * null is %NULL, 0 or %FALSE, a list is then empty.
 */
struct _StempelMonth
{
  StempelRecord parent_instance;
};

G_DEFINE_FINAL_TYPE (StempelMonth, stempel_month, STEMPEL_TYPE_RECORD)

enum
{
  MONTH,
  CLOSED_AT,
  ENTRIES,
};

static const StempelRecordField fields[] = {
  [MONTH] = { "month", STEMPEL_FIELD_TEXT, TRUE },
  [CLOSED_AT] = { "closed_at", STEMPEL_FIELD_TIME },
  [ENTRIES] = { "entries", STEMPEL_FIELD_INT },
};

static void
stempel_month_class_init (StempelMonthClass *klass)
{
  stempel_record_class_set_fields (STEMPEL_RECORD_CLASS (klass), fields, G_N_ELEMENTS (fields));
}

static void
stempel_month_init (StempelMonth *self)
{
}

STEMPEL_GETTER_TEXT (StempelMonth, stempel_month, MONTH, month, MONTH)
STEMPEL_GETTER_TIME (StempelMonth, stempel_month, MONTH, closed_at, CLOSED_AT)
STEMPEL_GETTER_INT (StempelMonth, stempel_month, MONTH, entries, ENTRIES)
