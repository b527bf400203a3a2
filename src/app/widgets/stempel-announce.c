/* stempel-announce.c: what just happened, for eyes and for screen readers
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <adwaita.h>

#include "stempel-announce.h"

/* How long a sentence stays the description of what has the focus; long enough to be read from the
 * bus. */
#define ANNOUNCEMENT_MS 1500

#if !GTK_CHECK_VERSION (4, 14, 0)
static gboolean
restore_cb (gpointer user_data)
{
  GtkWidget *widget = user_data;
  const char *previous = g_object_get_data (G_OBJECT (widget), "stempel-description");

  /* Forms keep the description of their controls here, so that it comes back after an
   * announcement. */
  if (previous != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                    previous, -1);
  else
    gtk_accessible_reset_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION);

  return G_SOURCE_REMOVE;
}

static void
announce_by_description (GtkWidget *widget, const char *sentence)
{
  GtkRoot *root = gtk_widget_get_root (widget);
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  /* The text inside an entry has the focus, but only the entry is exported. */
  if (GTK_IS_TEXT (focus))
    focus = gtk_widget_get_parent (focus);

  if (focus == NULL)
    focus = root != NULL ? GTK_WIDGET (root) : widget;

  gtk_accessible_update_property (GTK_ACCESSIBLE (focus), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  sentence, -1);
  g_timeout_add_full (G_PRIORITY_DEFAULT, ANNOUNCEMENT_MS, restore_cb, g_object_ref (focus),
                      g_object_unref);
}
#endif

/**
 * stempel_announce:
 * @widget: a widget of the window in which it happened
 * @sentence: what happened
 *
 * Says @sentence to screen readers; nothing is shown. GTK can announce from 4.14 on; before, the
 * description of what has the focus is changed for a moment, which Orca reads.
 */
void
stempel_announce (GtkWidget *widget, const char *sentence)
{
  g_return_if_fail (GTK_IS_WIDGET (widget));
  g_return_if_fail (sentence != NULL);

#if GTK_CHECK_VERSION (4, 14, 0)
G_GNUC_BEGIN_IGNORE_DEPRECATIONS
  gtk_accessible_announce (GTK_ACCESSIBLE (widget), sentence,
                           GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
G_GNUC_END_IGNORE_DEPRECATIONS
#else
  announce_by_description (widget, sentence);
#endif
}

static AdwToastOverlay *
find_overlay (GtkWidget *widget)
{
  GtkWidget *overlay = gtk_widget_get_ancestor (widget, ADW_TYPE_TOAST_OVERLAY);
  GtkRoot *root = gtk_widget_get_root (widget);

  /* A dialog is gone when its success is told: the window behind it says it. */
  while (overlay == NULL && GTK_IS_WINDOW (root))
    {
      GtkWidget *content = ADW_IS_APPLICATION_WINDOW (root)
                             ? adw_application_window_get_content (ADW_APPLICATION_WINDOW (root))
                             : NULL;

      if (ADW_IS_TOAST_OVERLAY (content))
        overlay = content;

      root = GTK_ROOT (gtk_window_get_transient_for (GTK_WINDOW (root)));
    }

  return overlay != NULL ? ADW_TOAST_OVERLAY (overlay) : NULL;
}

static void
show_toast (GtkWidget *widget, AdwToast *toast)
{
  AdwToastOverlay *overlay = find_overlay (widget);

  if (overlay != NULL)
    adw_toast_overlay_add_toast (overlay, toast);
  else
    g_object_unref (toast);
}

/**
 * stempel_toast:
 * @widget: a widget of the window in which it happened
 * @sentence: what happened; plain text
 *
 * Shows @sentence for a while at the foot of the window and announces it.
 */
void
stempel_toast (GtkWidget *widget, const char *sentence)
{
  g_autofree char *escaped = NULL;

  g_return_if_fail (GTK_IS_WIDGET (widget));
  g_return_if_fail (sentence != NULL);

  escaped = g_markup_escape_text (sentence, -1);
  show_toast (widget, adw_toast_new (escaped));
  stempel_announce (widget, sentence);
}

/**
 * stempel_toast_undo:
 * @widget: a widget of the window in which it happened
 * @sentence: what happened; plain text
 * @button_label: the label of the button, usually "Undo"
 * @action_name: the action that takes it back
 * @target: (nullable): the target of the action; a floating reference is consumed
 *
 * Like stempel_toast(), with a button.
 */
void
stempel_toast_undo (GtkWidget  *widget,
                    const char *sentence,
                    const char *button_label,
                    const char *action_name,
                    GVariant   *target)
{
  g_autofree char *escaped = NULL;
  AdwToast *toast;

  g_return_if_fail (GTK_IS_WIDGET (widget));
  g_return_if_fail (sentence != NULL);

  escaped = g_markup_escape_text (sentence, -1);
  toast = adw_toast_new (escaped);
  adw_toast_set_button_label (toast, button_label);
  adw_toast_set_action_name (toast, action_name);
  adw_toast_set_action_target_value (toast, target);
  show_toast (widget, toast);
  stempel_announce (widget, sentence);
}
