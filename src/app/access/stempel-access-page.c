/* stempel-access-page.c: the page of who and what gets in: people, terminals, keys
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "stempel-access-detail.h"
#include "stempel-access-list.h"
#include "stempel-access-page.h"
#include "stempel-button.h"
#include "stempel-key-detail.h"
#include "stempel-login-detail.h"
#include "stempel-terminal-detail.h"
#include "stempel-two-pane.h"

/* A kind of thing that gets in; those that somebody may not list are not there for them. */
typedef struct
{
  const char       *name;
  const char       *title;
  const char       *add_text;
  const char       *add_label;
  const char       *icon;
  const char       *empty_title;
  const char       *empty_description;
  StempelOperation  list;
  StempelOperation  save;
  GType           (*get_detail_type) (void);
} Kind;

static const Kind kinds[] = {
  /* Translators: a list; the persons who may sign in */
  { "people", NC_("access", "People"), N_("Add a Person"), N_("_Add a Person"),
    "avatar-default-symbolic", N_("No People Yet"),
    N_("Add the people who manage the programs or look at the books."),
    STEMPEL_OPERATION_LOGIN_LIST, STEMPEL_OPERATION_LOGIN_SAVE, stempel_login_detail_get_type },
  /* Translators: a list; the devices at the counters */
  { "terminals", NC_("access", "Terminals"), N_("Add a Terminal"), N_("_Add a Terminal"),
    "computer-symbolic", N_("No Terminals Yet"),
    N_("Add one for each device at a counter, and type its code in there."),
    STEMPEL_OPERATION_TERMINAL_LIST, STEMPEL_OPERATION_TERMINAL_PAIR,
    stempel_terminal_detail_get_type },
  /* Translators: a list; with a key another program, such as a till, gets in */
  { "keys", NC_("access", "Keys"), N_("Add a Key"), N_("_Add a Key"),
    "dialog-password-symbolic", N_("No Keys Yet"),
    N_("Add one for each other program that works with Stempel, such as a till."),
    STEMPEL_OPERATION_API_KEY_LIST, STEMPEL_OPERATION_API_KEY_SAVE, stempel_key_detail_get_type },
};

struct _StempelAccessPage
{
  AdwBin         parent_instance;

  GtkWidget     *panes;
  GtkWidget     *switch_box;
  GtkWidget     *new_button;
  GtkWidget     *list_stack;
  GtkWidget     *detail_stack;

  StempelClient *client;                  /* (owned) */
};

G_DEFINE_FINAL_TYPE (StempelAccessPage, stempel_access_page, ADW_TYPE_BIN)

enum { PROP_0, PROP_CLIENT, N_PROPS };

static GParamSpec *properties[N_PROPS];

static StempelAccessList *
shown_list (StempelAccessPage *self)
{
  return STEMPEL_ACCESS_LIST (gtk_stack_get_visible_child (GTK_STACK (self->list_stack)));
}

static StempelAccessDetail *
shown_detail (StempelAccessPage *self)
{
  return STEMPEL_ACCESS_DETAIL (gtk_stack_get_visible_child (GTK_STACK (self->detail_stack)));
}

static void
show_kind (StempelAccessPage *self, const Kind *kind)
{
  gboolean may_add = stempel_client_allows (self->client, kind->save);

  gtk_stack_set_visible_child_name (GTK_STACK (self->list_stack), kind->name);
  gtk_stack_set_visible_child_name (GTK_STACK (self->detail_stack), kind->name);
  stempel_button_set_text (STEMPEL_BUTTON (self->new_button), _(kind->add_text));
  gtk_widget_set_visible (self->new_button, may_add);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "page.new", may_add);
}

static void
kind_toggled_cb (StempelAccessPage *self, GtkToggleButton *button)
{
  /* Both the old one and the new one report; one is enough. */
  if (gtk_toggle_button_get_active (button))
    show_kind (self, g_object_get_data (G_OBJECT (button), "stempel-kind"));
}

static void
chosen_cb (StempelAccessPage *self, StempelRecord *record, StempelAccessList *list)
{
  StempelAccessDetail *detail = g_object_get_data (G_OBJECT (list), "stempel-detail");
  StempelRecord *shown = stempel_access_detail_get_record (detail);

  if (shown == NULL || !stempel_record_equal (shown, record))
    stempel_access_detail_show (detail, record);
}

static void
opened_cb (StempelAccessPage *self)
{
  stempel_two_pane_set_detail_shown (STEMPEL_TWO_PANE (self->panes), TRUE);
}

static void
changed_cb (StempelAccessPage *self, StempelRecord *record, StempelAccessDetail *detail)
{
  StempelAccessList *list = g_object_get_data (G_OBJECT (detail), "stempel-list");

  stempel_access_list_take (list, record);
  stempel_two_pane_set_detail_shown (STEMPEL_TWO_PANE (self->panes), TRUE);
}

static void
page_new_cb (GtkWidget *widget, const char *action, GVariant *target)
{
  stempel_access_detail_add (shown_detail (STEMPEL_ACCESS_PAGE (widget)));
}

static void
page_reload_cb (GtkWidget *widget, const char *action, GVariant *target)
{
  StempelAccessPage *self = STEMPEL_ACCESS_PAGE (widget);
  StempelAccessDetail *detail = shown_detail (self);
  StempelRecord *record = stempel_access_detail_get_record (detail);

  stempel_access_list_reload (shown_list (self));

  /* What a detail loads itself, such as sessions, is to be new too. */
  if (record != NULL)
    stempel_access_detail_show (detail, record);
}

static GtkWidget *
add_toggle (StempelAccessPage *self, const Kind *kind)
{
  GtkWidget *first = gtk_widget_get_first_child (self->switch_box);
  GtkWidget *toggle =
    gtk_toggle_button_new_with_label (g_dpgettext2 (NULL, "access", kind->title));

  if (first != NULL)
    gtk_toggle_button_set_group (GTK_TOGGLE_BUTTON (toggle), GTK_TOGGLE_BUTTON (first));
  gtk_widget_set_hexpand (toggle, TRUE);
  g_object_set_data (G_OBJECT (toggle), "stempel-kind", (gpointer) kind);
  gtk_box_append (GTK_BOX (self->switch_box), toggle);
  g_signal_connect_object (toggle, "toggled", G_CALLBACK (kind_toggled_cb), self,
                           G_CONNECT_SWAPPED);

  return toggle;
}

static void
add_panes (StempelAccessPage *self, const Kind *kind)
{
  gboolean may_add = stempel_client_allows (self->client, kind->save);
  GtkWidget *list = stempel_access_list_new (self->client, kind->list,
                                             g_dpgettext2 (NULL, "access", kind->title));
  GtkWidget *detail = g_object_new (kind->get_detail_type (), NULL);

  stempel_access_list_set_empty (STEMPEL_ACCESS_LIST (list), kind->icon, _(kind->empty_title),
                                 _(kind->empty_description),
                                 may_add ? _(kind->add_label) : NULL);
  stempel_access_detail_set_client (STEMPEL_ACCESS_DETAIL (detail), self->client);
  g_object_set_data (G_OBJECT (list), "stempel-detail", detail);
  g_object_set_data (G_OBJECT (detail), "stempel-list", list);
  g_signal_connect_object (list, "chosen", G_CALLBACK (chosen_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (list, "opened", G_CALLBACK (opened_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (detail, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  gtk_stack_add_named (GTK_STACK (self->list_stack), list, kind->name);
  gtk_stack_add_named (GTK_STACK (self->detail_stack), detail, kind->name);
}

static void
stempel_access_page_constructed (GObject *object)
{
  StempelAccessPage *self = STEMPEL_ACCESS_PAGE (object);
  GtkWidget *first;

  G_OBJECT_CLASS (stempel_access_page_parent_class)->constructed (object);

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      if (!stempel_client_allows (self->client, kinds[i].list))
        continue;

      add_panes (self, &kinds[i]);
      add_toggle (self, &kinds[i]);
    }

  first = gtk_widget_get_first_child (self->switch_box);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "page.new", FALSE);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "page.reload", first != NULL);
  if (first != NULL)
    gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (first), TRUE);
}

static void
stempel_access_page_set_property (GObject *object, guint id, const GValue *value,
                                  GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_CLIENT:
      STEMPEL_ACCESS_PAGE (object)->client = g_value_dup_object (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
stempel_access_page_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_CLIENT:
      g_value_set_object (value, STEMPEL_ACCESS_PAGE (object)->client);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
stempel_access_page_dispose (GObject *object)
{
  StempelAccessPage *self = STEMPEL_ACCESS_PAGE (object);

  /* First, because the template lets go of the child behind the back of the bin. */
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), STEMPEL_TYPE_ACCESS_PAGE);
  g_clear_object (&self->client);

  G_OBJECT_CLASS (stempel_access_page_parent_class)->dispose (object);
}

static void
stempel_access_page_class_init (StempelAccessPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->constructed = stempel_access_page_constructed;
  object_class->dispose = stempel_access_page_dispose;
  object_class->get_property = stempel_access_page_get_property;
  object_class->set_property = stempel_access_page_set_property;

  properties[PROP_CLIENT] = g_param_spec_object ("client", NULL, NULL, STEMPEL_TYPE_CLIENT,
                                                 G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY |
                                                 G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_install_action (widget_class, "page.new", NULL, page_new_cb);
  gtk_widget_class_install_action (widget_class, "page.reload", NULL, page_reload_cb);

  g_type_ensure (STEMPEL_TYPE_BUTTON);
  g_type_ensure (STEMPEL_TYPE_TWO_PANE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/lu/stempel/Stempel/ui/stempel-access-page.ui");
  gtk_widget_class_bind_template_child (widget_class, StempelAccessPage, panes);
  gtk_widget_class_bind_template_child (widget_class, StempelAccessPage, switch_box);
  gtk_widget_class_bind_template_child (widget_class, StempelAccessPage, new_button);
  gtk_widget_class_bind_template_child (widget_class, StempelAccessPage, list_stack);
  gtk_widget_class_bind_template_child (widget_class, StempelAccessPage, detail_stack);
}

static void
stempel_access_page_init (StempelAccessPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * stempel_access_page_new:
 * @client: a client
 *
 * Returns: (transfer floating): the page
 */
GtkWidget *
stempel_access_page_new (StempelClient *client)
{
  g_return_val_if_fail (STEMPEL_IS_CLIENT (client), NULL);

  return g_object_new (STEMPEL_TYPE_ACCESS_PAGE, "client", client, NULL);
}
