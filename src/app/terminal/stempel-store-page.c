/* stempel-store-page.c: asks once where the terminal stands
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "stempel-accessible.h"
#include "stempel-store-page.h"

struct _StempelStorePage
{
  AdwBin      parent_instance;

  GtkWidget  *list;
  GListModel *stores;   /* (owned) (nullable) */
};

enum { SIGNAL_CHOSEN, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (StempelStorePage, stempel_store_page, ADW_TYPE_BIN)

static void
row_activated_cb (StempelStorePage *self, GtkListBoxRow *row)
{
  g_autoptr(StempelStore) store = NULL;

  store = g_list_model_get_item (self->stores, (guint) gtk_list_box_row_get_index (row));
  if (store != NULL)
    g_signal_emit (self, signals[SIGNAL_CHOSEN], 0, store);
}

static GtkWidget *
make_row (StempelStore *store)
{
  GtkWidget *row = adw_action_row_new ();
  const char *name = stempel_store_get_name (store);

  /* A name may hold any character. */
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), name);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  stempel_accessible_name (row, name);

  return row;
}

/**
 * stempel_store_page_set_stores:
 * @self: a page
 * @stores: (element-type StempelStore): what to choose from
 * @current: the store that is set now, 0 for none; its row gets the focus
 */
void
stempel_store_page_set_stores (StempelStorePage *self, GListModel *stores, gint64 current)
{
  GtkWidget *row;

  g_return_if_fail (STEMPEL_IS_STORE_PAGE (self));
  g_return_if_fail (G_IS_LIST_MODEL (stores));

  while ((row = gtk_widget_get_first_child (self->list)) != NULL)
    gtk_list_box_remove (GTK_LIST_BOX (self->list), row);

  g_set_object (&self->stores, stores);

  for (guint i = 0; i < g_list_model_get_n_items (stores); i++)
    {
      g_autoptr(StempelStore) store = g_list_model_get_item (stores, i);

      row = make_row (store);
      gtk_list_box_append (GTK_LIST_BOX (self->list), row);
      if (i == 0 || stempel_store_get_id (store) == current)
        gtk_widget_set_focus_child (self->list, row);
    }
}

static gboolean
stempel_store_page_grab_focus (GtkWidget *widget)
{
  GtkWidget *list = STEMPEL_STORE_PAGE (widget)->list;
  GtkWidget *row = gtk_widget_get_focus_child (list);

  if (row == NULL)
    row = gtk_widget_get_first_child (list);

  return row != NULL && gtk_widget_grab_focus (row);
}

static void
stempel_store_page_dispose (GObject *object)
{
  StempelStorePage *self = STEMPEL_STORE_PAGE (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), STEMPEL_TYPE_STORE_PAGE);
  g_clear_object (&self->stores);

  G_OBJECT_CLASS (stempel_store_page_parent_class)->dispose (object);
}

static void
stempel_store_page_class_init (StempelStorePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = stempel_store_page_dispose;
  widget_class->grab_focus = stempel_store_page_grab_focus;

  /**
   * StempelStorePage::chosen:
   * @self: the page
   * @store: where the terminal stands
   */
  signals[SIGNAL_CHOSEN] =
    g_signal_new ("chosen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                  NULL, NULL, NULL, G_TYPE_NONE, 1, STEMPEL_TYPE_STORE);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/lu/stempel/Stempel/ui/stempel-store-page.ui");
  gtk_widget_class_bind_template_child (widget_class, StempelStorePage, list);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
}

static void
stempel_store_page_init (StempelStorePage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
