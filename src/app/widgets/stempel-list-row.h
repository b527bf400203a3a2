/* stempel-list-row.h: a row of a list: title, subtitle, badge and trailing text
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define STEMPEL_TYPE_LIST_ROW (stempel_list_row_get_type ())

G_DECLARE_FINAL_TYPE (StempelListRow, stempel_list_row, STEMPEL, LIST_ROW, GtkWidget)

/**
 * StempelTone:
 * @STEMPEL_TONE_NEUTRAL: nothing special
 * @STEMPEL_TONE_GOOD: all is well
 * @STEMPEL_TONE_WARNING: needs attention
 * @STEMPEL_TONE_DANGER: something is wrong
 * @STEMPEL_TONE_ACCENT: stands out among its like
 *
 * How a badge is coloured. The colour never says more than the badge's text.
 */
typedef enum
{
  STEMPEL_TONE_NEUTRAL,
  STEMPEL_TONE_GOOD,
  STEMPEL_TONE_WARNING,
  STEMPEL_TONE_DANGER,
  STEMPEL_TONE_ACCENT,
} StempelTone;

/* For GtkListView factories: names its row for screen readers by itself from all its texts.
 * Properties: `title`, `subtitle`, `badge`, `tone`, `trailing`, `icon`, `avatar` (boolean: initials
 * of the title). */
GtkWidget *stempel_list_row_new   (void);
void       stempel_list_row_set   (StempelListRow *self,
                                   const char     *title,
                                   const char     *subtitle,
                                   const char     *trailing);
void       stempel_list_row_badge (StempelListRow *self,
                                   const char     *badge,
                                   StempelTone     tone);

/* A badge on its own, for details. */
GtkWidget *stempel_badge_new      (const char     *text,
                                   StempelTone     tone);
void       stempel_badge_set      (GtkWidget      *badge,
                                   const char     *text,
                                   StempelTone     tone);

G_END_DECLS
