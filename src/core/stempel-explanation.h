/* stempel-explanation.h: why a balance is what it is, or was
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <json-glib/json-glib.h>

#include "stempel-record.h"

G_BEGIN_DECLS

#define STEMPEL_TYPE_EXPLANATION (stempel_explanation_get_type ())

G_DECLARE_FINAL_TYPE (StempelExplanation, stempel_explanation, STEMPEL, EXPLANATION, StempelRecord)

gint64      stempel_explanation_get_account_id    (StempelExplanation *self);
GDateTime  *stempel_explanation_get_at            (StempelExplanation *self);
gint64      stempel_explanation_get_points        (StempelExplanation *self);
gint64      stempel_explanation_get_usable_points (StempelExplanation *self);
gint64      stempel_explanation_get_owed_points   (StempelExplanation *self);
gint64      stempel_explanation_get_stamps        (StempelExplanation *self);
gint64      stempel_explanation_get_owed_stamps   (StempelExplanation *self);
GListModel *stempel_explanation_get_entitlements  (StempelExplanation *self);
JsonNode   *stempel_explanation_get_lots          (StempelExplanation *self);
JsonNode   *stempel_explanation_get_debts         (StempelExplanation *self);
GListModel *stempel_explanation_get_entries       (StempelExplanation *self);

G_END_DECLS
