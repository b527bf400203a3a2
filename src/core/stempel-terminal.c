/* stempel-terminal.c: a device in a shop
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "stempel-terminal.h"
#include "stempel-record-private.h"

/**
 * StempelTerminal:
 *
 * A terminal: what stands in a shop and books there. `code` is only filled by the operation
 * terminal_pair, and not when the request was repeated.
 *
 * Each member of the wire format (docs/operations.md) is a read-only property of the same name and
 * has a getter. Getters return what the record owns (transfer none); a member that was absent or
 * null is %NULL, 0 or %FALSE, a list is then empty.
 */
struct _StempelTerminal
{
  StempelRecord parent_instance;
};

G_DEFINE_FINAL_TYPE (StempelTerminal, stempel_terminal, STEMPEL_TYPE_RECORD)

enum
{
  ID,
  NAME,
  STORE_ID,
  STORE_NAME,
  STATE,
  CODE_EXPIRES_AT,
  PAIRED_AT,
  SEEN_AT,
  ADDRESS,
  REVISION,
  CODE,
};

static const StempelRecordField fields[] = {
  [ID] = { "id", STEMPEL_FIELD_INT, TRUE },
  [NAME] = { "name", STEMPEL_FIELD_TEXT, TRUE },
  [STORE_ID] = { "store_id", STEMPEL_FIELD_INT },
  [STORE_NAME] = { "store_name", STEMPEL_FIELD_TEXT },
  [STATE] = { "state", STEMPEL_FIELD_TEXT },
  [CODE_EXPIRES_AT] = { "code_expires_at", STEMPEL_FIELD_TIME },
  [PAIRED_AT] = { "paired_at", STEMPEL_FIELD_TIME },
  [SEEN_AT] = { "seen_at", STEMPEL_FIELD_TIME },
  [ADDRESS] = { "address", STEMPEL_FIELD_TEXT },
  [REVISION] = { "revision", STEMPEL_FIELD_INT },
  [CODE] = { "code", STEMPEL_FIELD_TEXT },
};

static void
stempel_terminal_class_init (StempelTerminalClass *klass)
{
  stempel_record_class_set_fields (STEMPEL_RECORD_CLASS (klass), fields, G_N_ELEMENTS (fields));
}

static void
stempel_terminal_init (StempelTerminal *self)
{
}

STEMPEL_GETTER_INT (StempelTerminal, stempel_terminal, TERMINAL, id, ID)
STEMPEL_GETTER_TEXT (StempelTerminal, stempel_terminal, TERMINAL, name, NAME)
STEMPEL_GETTER_INT (StempelTerminal, stempel_terminal, TERMINAL, store_id, STORE_ID)
STEMPEL_GETTER_TEXT (StempelTerminal, stempel_terminal, TERMINAL, store_name, STORE_NAME)
STEMPEL_GETTER_TEXT (StempelTerminal, stempel_terminal, TERMINAL, state, STATE)
STEMPEL_GETTER_TIME (StempelTerminal, stempel_terminal, TERMINAL, code_expires_at, CODE_EXPIRES_AT)
STEMPEL_GETTER_TIME (StempelTerminal, stempel_terminal, TERMINAL, paired_at, PAIRED_AT)
STEMPEL_GETTER_TIME (StempelTerminal, stempel_terminal, TERMINAL, seen_at, SEEN_AT)
STEMPEL_GETTER_TEXT (StempelTerminal, stempel_terminal, TERMINAL, address, ADDRESS)
STEMPEL_GETTER_INT (StempelTerminal, stempel_terminal, TERMINAL, revision, REVISION)
STEMPEL_GETTER_TEXT (StempelTerminal, stempel_terminal, TERMINAL, code, CODE)
