/* stempel-money.h: amounts in minor units, as people read and type them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

guint     stempel_currency_get_digits (const char  *currency);
char     *stempel_money_format        (gint64       amount,
                                       const char  *currency,
                                       const char  *language);
gboolean  stempel_money_parse         (const char  *text,
                                       const char  *currency,
                                       const char  *language,
                                       gint64      *amount);
char     *stempel_number_format       (gint64       number,
                                       const char  *language);

G_END_DECLS
