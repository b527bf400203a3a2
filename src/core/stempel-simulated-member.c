/* stempel-simulated-member.c: what other rules would have given a member
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "stempel-simulated-member.h"
#include "stempel-record-private.h"

/**
 * StempelSimulatedMember:
 *
 * What a member got in the days of a simulation, and what the draft would have given them.
 *
 * Each member of the wire format (docs/operations.md) is a read-only property of the same name and
 * has a getter. Getters return what the record owns (transfer none); a member that was absent or
 * null is %NULL, 0 or %FALSE, a list is then empty.
 */
struct _StempelSimulatedMember
{
  StempelRecord parent_instance;
};

G_DEFINE_FINAL_TYPE (StempelSimulatedMember, stempel_simulated_member, STEMPEL_TYPE_RECORD)

enum
{
  ACCOUNT_ID,
  CUSTOMER_ID,
  CUSTOMER_NAME,
  POINTS_BEFORE,
  POINTS_AFTER,
  STAMPS_BEFORE,
  STAMPS_AFTER,
  CARDS_BEFORE,
  CARDS_AFTER,
};

static const StempelRecordField fields[] = {
  [ACCOUNT_ID] = { "account_id", STEMPEL_FIELD_INT, TRUE },
  [CUSTOMER_ID] = { "customer_id", STEMPEL_FIELD_INT },
  [CUSTOMER_NAME] = { "customer_name", STEMPEL_FIELD_TEXT },
  [POINTS_BEFORE] = { "points_before", STEMPEL_FIELD_INT },
  [POINTS_AFTER] = { "points_after", STEMPEL_FIELD_INT },
  [STAMPS_BEFORE] = { "stamps_before", STEMPEL_FIELD_INT },
  [STAMPS_AFTER] = { "stamps_after", STEMPEL_FIELD_INT },
  [CARDS_BEFORE] = { "cards_before", STEMPEL_FIELD_INT },
  [CARDS_AFTER] = { "cards_after", STEMPEL_FIELD_INT },
};

static void
stempel_simulated_member_class_init (StempelSimulatedMemberClass *klass)
{
  stempel_record_class_set_fields (STEMPEL_RECORD_CLASS (klass), fields, G_N_ELEMENTS (fields));
}

static void
stempel_simulated_member_init (StempelSimulatedMember *self)
{
}

STEMPEL_GETTER_INT (StempelSimulatedMember, stempel_simulated_member, SIMULATED_MEMBER, account_id,
                    ACCOUNT_ID)
STEMPEL_GETTER_INT (StempelSimulatedMember, stempel_simulated_member, SIMULATED_MEMBER, customer_id,
                    CUSTOMER_ID)
STEMPEL_GETTER_TEXT (StempelSimulatedMember, stempel_simulated_member, SIMULATED_MEMBER,
                     customer_name,
                     CUSTOMER_NAME)
STEMPEL_GETTER_INT (StempelSimulatedMember, stempel_simulated_member, SIMULATED_MEMBER,
                    points_before,
                    POINTS_BEFORE)
STEMPEL_GETTER_INT (StempelSimulatedMember, stempel_simulated_member, SIMULATED_MEMBER,
                    points_after,
                    POINTS_AFTER)
STEMPEL_GETTER_INT (StempelSimulatedMember, stempel_simulated_member, SIMULATED_MEMBER,
                    stamps_before,
                    STAMPS_BEFORE)
STEMPEL_GETTER_INT (StempelSimulatedMember, stempel_simulated_member, SIMULATED_MEMBER,
                    stamps_after,
                    STAMPS_AFTER)
STEMPEL_GETTER_INT (StempelSimulatedMember, stempel_simulated_member, SIMULATED_MEMBER,
                    cards_before,
                    CARDS_BEFORE)
STEMPEL_GETTER_INT (StempelSimulatedMember, stempel_simulated_member, SIMULATED_MEMBER, cards_after,
                    CARDS_AFTER)
