/* stempel-convention.h: how a language writes numbers and days, for stempel-money and stempel-time
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * StempelConvention:
 * @language: an ISO 639 code
 * @decimal: what stands before the decimals
 * @group: what stands between thousands
 * @symbol_first: whether the currency comes before the amount
 * @day: a pattern for a day: `D`, `DD`, `MM`, `YYYY`, `MMM` (an abbreviated English month)
 * @joint: what stands between a day and a time
 */
typedef struct
{
  const char *language;
  const char *decimal;
  const char *group;
  gboolean    symbol_first;
  const char *day;
  const char *joint;
} StempelConvention;

const StempelConvention *stempel_convention_for (const char *language);

G_END_DECLS
