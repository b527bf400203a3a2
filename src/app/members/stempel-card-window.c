/* stempel-card-window.c: a card with its QR code and number, large enough to be scanned from the
 * screen
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "stempel-announce.h"
#include "stempel-button.h"
#include "stempel-card-number.h"
#include "stempel-card-window.h"
#include "stempel-qr-code.h"

struct _StempelCardWindow
{
  AdwWindow    parent_instance;

  GtkWidget   *name_label;
  GtkWidget   *qr_code;
  GtkWidget   *number_label;
  GtkWidget   *close_button;

  StempelCard *card;                      /* (owned) */
  GtkWidget   *origin;                    /* (nullable): weak pointer; gets the focus back */
};

G_DEFINE_FINAL_TYPE (StempelCardWindow, stempel_card_window, ADW_TYPE_WINDOW)

static void
copy_clicked_cb (StempelCardWindow *self)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)),
                          stempel_card_get_number (self->card));
  stempel_toast (GTK_WIDGET (self), _("Card number copied"));
}

static gboolean
close_request_cb (StempelCardWindow *self)
{
  GtkWidget *origin = self->origin;

  if (origin != NULL && gtk_widget_get_mapped (origin))
    gtk_widget_grab_focus (origin);

  return GDK_EVENT_PROPAGATE;
}

static void
stempel_card_window_dispose (GObject *object)
{
  StempelCardWindow *self = STEMPEL_CARD_WINDOW (object);

  g_clear_weak_pointer (&self->origin);
  g_clear_object (&self->card);
  gtk_widget_dispose_template (GTK_WIDGET (self), STEMPEL_TYPE_CARD_WINDOW);

  G_OBJECT_CLASS (stempel_card_window_parent_class)->dispose (object);
}

static void
stempel_card_window_class_init (StempelCardWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = stempel_card_window_dispose;

  g_type_ensure (STEMPEL_TYPE_BUTTON);
  g_type_ensure (STEMPEL_TYPE_QR_CODE);

  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/lu/stempel/Stempel/ui/stempel-card-window.ui");
  gtk_widget_class_bind_template_child (widget_class, StempelCardWindow, name_label);
  gtk_widget_class_bind_template_child (widget_class, StempelCardWindow, qr_code);
  gtk_widget_class_bind_template_child (widget_class, StempelCardWindow, number_label);
  gtk_widget_class_bind_template_child (widget_class, StempelCardWindow, close_button);
  gtk_widget_class_bind_template_callback (widget_class, copy_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, close_request_cb);
}

static void
stempel_card_window_init (StempelCardWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * stempel_card_window_new:
 * @card: a card
 * @title: the title of the window, translated
 *
 * Returns: (transfer floating): a window, to be shown with stempel_card_window_present_for()
 */
StempelCardWindow *
stempel_card_window_new (StempelCard *card, const char *title)
{
  StempelCardWindow *self;
  g_autofree char *number = NULL;
  g_autofree char *name = NULL;

  g_return_val_if_fail (STEMPEL_IS_CARD (card), NULL);

  self = g_object_new (STEMPEL_TYPE_CARD_WINDOW, "title", title, NULL);
  self->card = g_object_ref (card);
  number = stempel_card_number_group (stempel_card_get_number (card));
  /* Translators: %s is a card number. */
  name = g_strdup_printf (_("QR code of card %s"), number);

  gtk_label_set_label (GTK_LABEL (self->name_label), stempel_card_get_customer_name (card));
  gtk_label_set_label (GTK_LABEL (self->number_label), number);
  stempel_qr_code_set_text (STEMPEL_QR_CODE (self->qr_code), stempel_card_get_token (card));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->qr_code), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  name, -1);

  return self;
}

/**
 * stempel_card_window_present_for:
 * @self: a card window
 * @origin: what asked for it; it gets the focus back
 *
 * Shows the window, modal to that of @origin.
 */
void
stempel_card_window_present_for (StempelCardWindow *self, GtkWidget *origin)
{
  GtkRoot *root;

  g_return_if_fail (STEMPEL_IS_CARD_WINDOW (self));
  g_return_if_fail (GTK_IS_WIDGET (origin));

  root = gtk_widget_get_root (origin);

  if (GTK_IS_WINDOW (root))
    {
      gtk_window_set_transient_for (GTK_WINDOW (self), GTK_WINDOW (root));
      g_set_weak_pointer (&self->origin, gtk_root_get_focus (root));
    }

  gtk_window_present (GTK_WINDOW (self));

  /* Only now: a window whose focus was set before it was shown is never exported properly (GTK
   * 4.8). */
  gtk_widget_grab_focus (self->close_button);
}
