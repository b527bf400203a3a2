/* stempel-points-preview.c: what a purchase would earn
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "stempel-points-preview.h"
#include "stempel-record-private.h"

/**
 * StempelPointsPreview:
 *
 * What points_earn would book, without booking it: the points and those of them that repay a debt,
 * what counted of the ticket in minor units, and the account as it would be.
 *
 * Each member of the wire format (docs/operations.md) is a read-only property of the same name and
 * has a getter. Getters return what the record owns (transfer none); a member that was absent or
 * null is %NULL, 0 or %FALSE, a list is then empty.
 */
struct _StempelPointsPreview
{
  StempelRecord parent_instance;
};

G_DEFINE_FINAL_TYPE (StempelPointsPreview, stempel_points_preview, STEMPEL_TYPE_RECORD)

enum
{
  ELIGIBLE_AMOUNT,
  MULTIPLIER_BP,
  BONUS_NAME,
  POINTS,
  REPAID,
  EXPIRES_ON,
  ACCOUNT,
};

static const StempelRecordField fields[] = {
  [ELIGIBLE_AMOUNT] = { "eligible_amount", STEMPEL_FIELD_INT },
  [MULTIPLIER_BP] = { "multiplier_bp", STEMPEL_FIELD_INT },
  [BONUS_NAME] = { "bonus_name", STEMPEL_FIELD_TEXT },
  [POINTS] = { "points", STEMPEL_FIELD_INT, TRUE },
  [REPAID] = { "repaid", STEMPEL_FIELD_INT },
  [EXPIRES_ON] = { "expires_on", STEMPEL_FIELD_DAY },
  [ACCOUNT] = { "account", STEMPEL_FIELD_RECORD, FALSE, stempel_account_get_type },
};

static void
stempel_points_preview_class_init (StempelPointsPreviewClass *klass)
{
  stempel_record_class_set_fields (STEMPEL_RECORD_CLASS (klass), fields, G_N_ELEMENTS (fields));
}

static void
stempel_points_preview_init (StempelPointsPreview *self)
{
}

STEMPEL_GETTER_INT (StempelPointsPreview, stempel_points_preview, POINTS_PREVIEW, eligible_amount,
                    ELIGIBLE_AMOUNT)
STEMPEL_GETTER_INT (StempelPointsPreview, stempel_points_preview, POINTS_PREVIEW, multiplier_bp,
                    MULTIPLIER_BP)
STEMPEL_GETTER_TEXT (StempelPointsPreview, stempel_points_preview, POINTS_PREVIEW, bonus_name,
                     BONUS_NAME)
STEMPEL_GETTER_INT (StempelPointsPreview, stempel_points_preview, POINTS_PREVIEW, points, POINTS)
STEMPEL_GETTER_INT (StempelPointsPreview, stempel_points_preview, POINTS_PREVIEW, repaid, REPAID)
STEMPEL_GETTER_TEXT (StempelPointsPreview, stempel_points_preview, POINTS_PREVIEW, expires_on,
                     EXPIRES_ON)
STEMPEL_GETTER_RECORD (StempelPointsPreview, stempel_points_preview, POINTS_PREVIEW, account,
                       ACCOUNT, StempelAccount)
