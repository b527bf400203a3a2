/* stempel-sidebar.c: the pages to choose from, and who is signed in
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "stempel-accessible.h"
#include "stempel-button.h"
#include "stempel-role-text.h"
#include "stempel-sidebar.h"

struct _StempelSidebar
{
  AdwBin          parent_instance;

  AdwHeaderBar   *header_bar;
  AdwWindowTitle *title;
  GtkListBox     *list_box;
  GtkWidget      *person_box;
  AdwAvatar      *avatar;
  GtkLabel       *person_label;
  GtkLabel       *role_label;
  GtkLabel       *place_label;
  GtkWidget      *terminal_button;
  GtkWidget      *menu_button;
  GMenuModel     *main_menu;

  const char     *page;           /* (nullable): the name of the one that is shown */
};

enum
{
  PROP_FOLDED = 1,
  N_PROPS,
};

enum
{
  SIGNAL_PAGE_ACTIVATED,
  N_SIGNALS,
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (StempelSidebar, stempel_sidebar, ADW_TYPE_BIN)

static const StempelPageInfo *
row_info (GtkListBoxRow *row)
{
  return g_object_get_data (G_OBJECT (row), "stempel-page");
}

static void
row_activated_cb (StempelSidebar *self, GtkListBoxRow *row)
{
  g_signal_emit (self, signals[SIGNAL_PAGE_ACTIVATED], 0, row_info (row)->name);
}

static GtkListBoxRow *
find_row (StempelSidebar *self, const char *page)
{
  GtkListBoxRow *row;

  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->list_box, i)) != NULL; i++)
    {
      if (g_strcmp0 (row_info (row)->name, page) == 0)
        return row;
    }

  return NULL;
}

/* GTK selects where the focus goes; here a row is selected because its page is shown. */
static void
row_selected_cb (StempelSidebar *self, GtkListBoxRow *row)
{
  if (self->page != NULL && (row == NULL || !g_str_equal (row_info (row)->name, self->page)))
    gtk_list_box_select_row (self->list_box, find_row (self, self->page));
}

static void
add_page (StempelSidebar *self, const StempelPageInfo *info, guint position)
{
  const char *title = stempel_page_info_get_title (info);
  g_autofree char *shortcut = g_strdup_printf ("<Control>%u", position + 1);
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *label = gtk_label_new (title);

  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_box_append (GTK_BOX (box), gtk_image_new_from_icon_name (info->icon));
  gtk_box_append (GTK_BOX (box), label);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  g_object_set_data (G_OBJECT (row), "stempel-page", (gpointer) info);
  stempel_accessible_name (row, title);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_KEY_SHORTCUTS,
                                  shortcut, -1);
  gtk_list_box_append (self->list_box, row);
}

static void
show_place (StempelSidebar *self, StempelSession *session, const char *place)
{
  const char *name = stempel_session_get_name (session);
  g_autofree char *at = NULL;
  g_autofree char *whole = NULL;

  if (place == NULL)
    /* Translators: %s is the name of a person */
    whole = g_strdup_printf (_("Signed in as %s"), name);
  else
    /* Translators: %1$s is the name of a person, %2$s that of a server */
    whole = g_strdup_printf (_("Signed in as %1$s at %2$s"), name, place);

  /* Translators: below the name of who is signed in; %s is the name of a server */
  at = place != NULL ? g_strdup_printf (_("at %s"), place) : NULL;
  gtk_label_set_text (self->place_label, at);
  gtk_widget_set_visible (GTK_WIDGET (self->place_label), place != NULL);
  gtk_widget_set_tooltip_text (self->person_box, whole);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->person_box),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, whole, -1);
}

static void
show_session (StempelSidebar *self, StempelSession *session, const char *place)
{
  StempelMerchant *merchant = session != NULL ? stempel_session_get_merchant (session) : NULL;

  adw_window_title_set_title (self->title, merchant != NULL ? stempel_merchant_get_name (merchant)
                                                            : "Stempel");
  gtk_widget_set_visible (self->person_box, session != NULL);

  if (session == NULL)
    return;

  adw_avatar_set_text (self->avatar, stempel_session_get_name (session));
  gtk_label_set_text (self->person_label, stempel_session_get_name (session));
  gtk_label_set_text (self->role_label, stempel_role_text (stempel_session_get_role (session)));
  show_place (self, session, place);
}

static void
stempel_sidebar_set_property (GObject *object, guint prop_id, const GValue *value,
                              GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_FOLDED:
      adw_header_bar_set_show_end_title_buttons (STEMPEL_SIDEBAR (object)->header_bar,
                                                 g_value_get_boolean (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
stempel_sidebar_dispose (GObject *object)
{
  STEMPEL_SIDEBAR (object)->page = NULL;
  gtk_widget_dispose_template (GTK_WIDGET (object), STEMPEL_TYPE_SIDEBAR);

  G_OBJECT_CLASS (stempel_sidebar_parent_class)->dispose (object);
}

static void
stempel_sidebar_class_init (StempelSidebarClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = stempel_sidebar_dispose;
  object_class->set_property = stempel_sidebar_set_property;

  properties[PROP_FOLDED] =
    g_param_spec_boolean ("folded", NULL, NULL, FALSE, G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[SIGNAL_PAGE_ACTIVATED] =
    g_signal_new ("page-activated", STEMPEL_TYPE_SIDEBAR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, G_TYPE_STRING);

  g_type_ensure (STEMPEL_TYPE_BUTTON);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/lu/stempel/Stempel/ui/stempel-sidebar.ui");
  gtk_widget_class_bind_template_child (widget_class, StempelSidebar, header_bar);
  gtk_widget_class_bind_template_child (widget_class, StempelSidebar, title);
  gtk_widget_class_bind_template_child (widget_class, StempelSidebar, list_box);
  gtk_widget_class_bind_template_child (widget_class, StempelSidebar, person_box);
  gtk_widget_class_bind_template_child (widget_class, StempelSidebar, avatar);
  gtk_widget_class_bind_template_child (widget_class, StempelSidebar, person_label);
  gtk_widget_class_bind_template_child (widget_class, StempelSidebar, role_label);
  gtk_widget_class_bind_template_child (widget_class, StempelSidebar, place_label);
  gtk_widget_class_bind_template_child (widget_class, StempelSidebar, terminal_button);
  gtk_widget_class_bind_template_child (widget_class, StempelSidebar, menu_button);
  gtk_widget_class_bind_template_child (widget_class, StempelSidebar, main_menu);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_selected_cb);
}

/* A menu is a popover full of widgets: the first list shall not wait for them. */
static void
create_menu_cb (GtkMenuButton *button, gpointer user_data)
{
  StempelSidebar *self = STEMPEL_SIDEBAR (user_data);

  gtk_menu_button_set_create_popup_func (button, NULL, NULL, NULL);
  gtk_menu_button_set_menu_model (button, self->main_menu);
}

static void
stempel_sidebar_init (StempelSidebar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_menu_button_set_create_popup_func (GTK_MENU_BUTTON (self->menu_button), create_menu_cb, self,
                                         NULL);
  stempel_accessible_name (self->menu_button, _("Main menu"));
}

/**
 * stempel_sidebar_set_client:
 * @self: a sidebar
 * @client: (nullable): whose pages are offered; %NULL offers none
 * @place: (nullable): the name of the computer that it leads to, %NULL for this one
 */
void
stempel_sidebar_set_client (StempelSidebar *self, StempelClient *client, const char *place)
{
  GtkWidget *row;
  const StempelPageInfo *infos;
  guint n_pages, position = 0;

  g_return_if_fail (STEMPEL_IS_SIDEBAR (self));

  self->page = NULL;
  while ((row = gtk_widget_get_first_child (GTK_WIDGET (self->list_box))) != NULL)
    gtk_list_box_remove (self->list_box, row);

  show_session (self, client != NULL ? stempel_client_get_session (client) : NULL, place);
  gtk_widget_set_visible (self->terminal_button,
                          client != NULL &&
                          stempel_client_allows (client, STEMPEL_OPERATION_STAMP_EARN));

  infos = stempel_page_info_get_all (&n_pages);
  for (guint i = 0; client != NULL && i < n_pages; i++)
    {
      if (stempel_client_allows (client, infos[i].operation))
        add_page (self, &infos[i], position++);
    }
}

/**
 * stempel_sidebar_select:
 * @self: a sidebar
 * @page: (nullable): the page that is shown
 */
void
stempel_sidebar_select (StempelSidebar *self, const char *page)
{
  GtkListBoxRow *row;

  g_return_if_fail (STEMPEL_IS_SIDEBAR (self));

  row = find_row (self, page);
  self->page = row != NULL ? row_info (row)->name : NULL;
  gtk_list_box_select_row (self->list_box, row);
}

/**
 * stempel_sidebar_get_nth:
 * @self: a sidebar
 * @position: counted from 0
 *
 * Returns: (transfer none) (nullable): the page at that place
 */
const StempelPageInfo *
stempel_sidebar_get_nth (StempelSidebar *self, guint position)
{
  GtkListBoxRow *row;

  g_return_val_if_fail (STEMPEL_IS_SIDEBAR (self), NULL);

  row = gtk_list_box_get_row_at_index (self->list_box, position);

  return row != NULL ? row_info (row) : NULL;
}

/**
 * stempel_sidebar_has:
 * @self: a sidebar
 * @page: (nullable): the name of a page
 *
 * Returns: whether that page is offered
 */
gboolean
stempel_sidebar_has (StempelSidebar *self, const char *page)
{
  g_return_val_if_fail (STEMPEL_IS_SIDEBAR (self), FALSE);

  return find_row (self, page) != NULL;
}
