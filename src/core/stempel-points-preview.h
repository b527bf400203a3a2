/* stempel-points-preview.h: what a purchase would earn
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "stempel-account.h"
#include "stempel-record.h"

G_BEGIN_DECLS

#define STEMPEL_TYPE_POINTS_PREVIEW (stempel_points_preview_get_type ())

G_DECLARE_FINAL_TYPE (StempelPointsPreview, stempel_points_preview, STEMPEL, POINTS_PREVIEW,
                      StempelRecord)

gint64          stempel_points_preview_get_eligible_amount (StempelPointsPreview *self);
gint64          stempel_points_preview_get_multiplier_bp   (StempelPointsPreview *self);
const char     *stempel_points_preview_get_bonus_name      (StempelPointsPreview *self);
gint64          stempel_points_preview_get_points          (StempelPointsPreview *self);
gint64          stempel_points_preview_get_repaid          (StempelPointsPreview *self);
const char     *stempel_points_preview_get_expires_on      (StempelPointsPreview *self);
StempelAccount *stempel_points_preview_get_account         (StempelPointsPreview *self);

G_END_DECLS
