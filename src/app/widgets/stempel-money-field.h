/* stempel-money-field.h: a field for an amount of money
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "stempel-field.h"

G_BEGIN_DECLS

#define STEMPEL_TYPE_MONEY_FIELD (stempel_money_field_get_type ())

G_DECLARE_FINAL_TYPE (StempelMoneyField, stempel_money_field, STEMPEL, MONEY_FIELD, StempelField)

/* Property: `currency` (three letters). The value is an integer in minor units, null when empty. */
GtkWidget *stempel_money_field_new          (const char        *wire_name,
                                             const char        *title,
                                             const char        *currency);
gboolean   stempel_money_field_get_amount   (StempelMoneyField *self,
                                             gint64            *amount);

G_END_DECLS
