/* stempel-refusal-page.c: why something was refused, until it has been read
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "stempel-announce.h"
#include "stempel-error-text.h"
#include "stempel-error.h"
#include "stempel-key-button.h"
#include "stempel-refusal-page.h"

/* What lies further ahead is a time to be told, not to be waited for. */
#define LONGEST_COUNTDOWN_S (4 * 60 * 60)

struct _StempelRefusalPage
{
  AdwBin     parent_instance;

  GtkWidget *image;
  GtkWidget *headline;
  GtkWidget *sentence;
  GtkWidget *countdown;
  GtkWidget *back_button;
  GtkWidget *retry_button;

  GDateTime *available_at;   /* (owned) (nullable) */
  guint      tick_source;
};

G_DEFINE_FINAL_TYPE (StempelRefusalPage, stempel_refusal_page, ADW_TYPE_BIN)

static gint64
get_seconds_left (StempelRefusalPage *self)
{
  g_autoptr(GDateTime) now = g_date_time_new_now_utc ();
  GTimeSpan left = g_date_time_difference (self->available_at, now);

  return (left + G_TIME_SPAN_SECOND - 1) / G_TIME_SPAN_SECOND;
}

static void
stop_countdown (StempelRefusalPage *self)
{
  g_clear_handle_id (&self->tick_source, g_source_remove);
  g_clear_pointer (&self->available_at, g_date_time_unref);
  gtk_widget_set_visible (self->countdown, FALSE);
}

static gboolean
tick_cb (gpointer user_data)
{
  StempelRefusalPage *self = STEMPEL_REFUSAL_PAGE (user_data);
  gint64 left = get_seconds_left (self);
  g_autofree char *text = NULL;

  if (left <= 0)
    {
      self->tick_source = 0;
      gtk_label_set_text (GTK_LABEL (self->countdown), _("It is possible now."));
      gtk_widget_set_visible (self->retry_button, TRUE);
      stempel_announce (GTK_WIDGET (self), _("It is possible now."));
      return G_SOURCE_REMOVE;
    }

  /* Translators: a countdown; %1$d are minutes, %2$02d seconds, such as "in 4:07". */
  text = g_strdup_printf (_("in %1$d:%2$02d"), (int) (left / 60), (int) (left % 60));
  gtk_label_set_text (GTK_LABEL (self->countdown), text);

  return G_SOURCE_CONTINUE;
}

static void
start_countdown (StempelRefusalPage *self, const GError *error)
{
  const char *at = NULL;
  gint64 left;

  if (error->domain == STEMPEL_ERROR)
    at = stempel_error_get_fact_string (error, "available_at");
  if (at == NULL)
    return;

  self->available_at = g_date_time_new_from_iso8601 (at, NULL);
  if (self->available_at == NULL)
    return;

  left = get_seconds_left (self);
  if (left > LONGEST_COUNTDOWN_S)
    return;

  gtk_widget_set_visible (self->countdown, TRUE);
  if (tick_cb (self) == G_SOURCE_CONTINUE)
    self->tick_source = g_timeout_add_seconds (1, tick_cb, self);
}

/* Trying again only makes sense where the answer can be another one. */
static gboolean
can_retry (const GError *error)
{
  if (error->domain != STEMPEL_ERROR)
    return TRUE;

  return error->code == STEMPEL_ERROR_UNAVAILABLE || error->code == STEMPEL_ERROR_RATE_LIMITED;
}

/**
 * stempel_refusal_page_show:
 * @self: a page
 * @headline: what did not happen
 * @error: why
 * @uncertain: whether nobody knows if it happened
 *
 * Shows it until somebody turns to something else; counts down to when it becomes possible.
 */
void
stempel_refusal_page_show (StempelRefusalPage *self,
                           const char         *headline,
                           const GError       *error,
                           gboolean            uncertain)
{
  g_autofree char *why = NULL;
  g_autofree char *sentence = NULL;

  g_return_if_fail (STEMPEL_IS_REFUSAL_PAGE (self));
  g_return_if_fail (error != NULL);

  why = stempel_error_text (error);
  if (uncertain)
    sentence =
      g_strjoin (" ", why, _("It is not known yet whether this was booked. Trying again is "
                                      "safe: it is never counted twice."), NULL);
  else
    sentence = g_steal_pointer (&why);

  stop_countdown (self);
  gtk_label_set_text (GTK_LABEL (self->headline), headline);
  gtk_label_set_text (GTK_LABEL (self->sentence), sentence);
  gtk_widget_set_visible (self->retry_button, can_retry (error));
  start_countdown (self, error);
}

static gboolean
stempel_refusal_page_grab_focus (GtkWidget *widget)
{
  StempelRefusalPage *self = STEMPEL_REFUSAL_PAGE (widget);
  gboolean focused = gtk_widget_grab_focus (gtk_widget_get_visible (self->retry_button)
                                            ? self->retry_button : self->back_button);

  stempel_announce (widget, gtk_label_get_text (GTK_LABEL (self->sentence)));

  return focused;
}

static void
stempel_refusal_page_dispose (GObject *object)
{
  StempelRefusalPage *self = STEMPEL_REFUSAL_PAGE (object);

  g_clear_handle_id (&self->tick_source, g_source_remove);
  g_clear_pointer (&self->available_at, g_date_time_unref);
  gtk_widget_dispose_template (GTK_WIDGET (self), STEMPEL_TYPE_REFUSAL_PAGE);

  G_OBJECT_CLASS (stempel_refusal_page_parent_class)->dispose (object);
}

static void
stempel_refusal_page_class_init (StempelRefusalPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = stempel_refusal_page_dispose;
  widget_class->grab_focus = stempel_refusal_page_grab_focus;

  g_type_ensure (STEMPEL_TYPE_KEY_BUTTON);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/lu/stempel/Stempel/ui/stempel-refusal-page.ui");
  gtk_widget_class_bind_template_child (widget_class, StempelRefusalPage, image);
  gtk_widget_class_bind_template_child (widget_class, StempelRefusalPage, headline);
  gtk_widget_class_bind_template_child (widget_class, StempelRefusalPage, sentence);
  gtk_widget_class_bind_template_child (widget_class, StempelRefusalPage, countdown);
  gtk_widget_class_bind_template_child (widget_class, StempelRefusalPage, back_button);
  gtk_widget_class_bind_template_child (widget_class, StempelRefusalPage, retry_button);
}

static void
stempel_refusal_page_init (StempelRefusalPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
