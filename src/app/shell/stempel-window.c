/* stempel-window.c: the window of the back office
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "stempel-accessible.h"
#include "stempel-announce.h"
#include "stempel-button.h"
#include "stempel-connection-banner.h"
#include "stempel-error-text.h"
#include "stempel-focus.h"
#include "stempel-fold.h"
#include "stempel-help-window.h"
#include "stempel-page-info.h"
#include "stempel-settings.h"
#include "stempel-shortcuts.h"
#include "stempel-sidebar.h"
#include "stempel-sign-in-page.h"
#include "stempel-state-page.h"
#include "stempel-window.h"

struct _StempelWindow
{
  AdwApplicationWindow     parent_instance;

  StempelFold             *fold;
  StempelSidebar          *sidebar;
  GtkWidget               *sidebar_button;
  AdwWindowTitle          *title;
  StempelConnectionBanner *banner;
  GtkStack                *stack;
  StempelStatePage        *failure_page;
  GtkWidget               *retry_button;
  StempelSignInPage       *sign_in_page;

  StempelClient           *client; /* (owned) (nullable) */
};

G_DEFINE_FINAL_TYPE (StempelWindow, stempel_window, ADW_TYPE_APPLICATION_WINDOW)

static const char *
current_page_name (StempelWindow *self)
{
  const char *name = gtk_stack_get_visible_child_name (self->stack);

  return stempel_page_info_find (name) != NULL ? name : NULL;
}

/* A page is made when it is first shown: the first list shall not wait for the others. */
static GtkWidget *
ensure_page (StempelWindow *self, const StempelPageInfo *info)
{
  GtkWidget *page = gtk_stack_get_child_by_name (self->stack, info->name);

  if (page == NULL)
    {
      page = g_object_new (info->get_type (), "client", self->client, NULL);
      stempel_accessible_name (page, stempel_page_info_get_title (info));
      gtk_stack_add_named (self->stack, page, info->name);
    }

  return page;
}

static void
show_page (StempelWindow *self, const StempelPageInfo *info)
{
  GtkWidget *page = ensure_page (self, info);
  gboolean changes = gtk_stack_get_visible_child (self->stack) != page;

  gtk_stack_set_visible_child (self->stack, page);
  adw_window_title_set_title (self->title, stempel_page_info_get_title (info));
  stempel_sidebar_select (self->sidebar, info->name);
  stempel_fold_set_sidebar_shown (self->fold, FALSE);
  g_settings_set_string (stempel_settings_get_default (), "page", info->name);

  /* A focus set before there is a window on the screen would never be told to screen readers. */
  if (changes && gtk_widget_get_mapped (GTK_WIDGET (self)))
    stempel_focus_within (page);
}

static void
page_activated_cb (StempelWindow *self, const char *name)
{
  show_page (self, stempel_page_info_find (name));
}

static void
show_page_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  StempelWindow *self = STEMPEL_WINDOW (widget);
  const char *name = g_variant_get_string (parameter, NULL);

  if (stempel_sidebar_has (self->sidebar, name))
    show_page (self, stempel_page_info_find (name));
}

static void
show_nth_page_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  StempelWindow *self = STEMPEL_WINDOW (widget);
  const StempelPageInfo *info =
    stempel_sidebar_get_nth (self->sidebar, g_variant_get_int32 (parameter) - 1);

  if (info != NULL)
    show_page (self, info);
}

static void
show_member_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  StempelWindow *self = STEMPEL_WINDOW (widget);

  if (!stempel_sidebar_has (self->sidebar, "members"))
    return;

  show_page (self, stempel_page_info_find ("members"));
  gtk_widget_activate_action_variant (gtk_stack_get_visible_child (self->stack), "page.show-member",
                                      parameter);
}

/* win.search, win.new and win.reload are page.search, page.new and page.reload of the page that is
 * shown. */
static void
forward_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  StempelWindow *self = STEMPEL_WINDOW (widget);
  g_autofree char *page_action = g_strconcat ("page", strchr (action_name, '.'), NULL);

  if (current_page_name (self) != NULL)
    gtk_widget_activate_action_variant (gtk_stack_get_visible_child (self->stack), page_action,
                                        NULL);
}

static void
help_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  StempelWindow *self = STEMPEL_WINDOW (widget);

  stempel_help_window_present (GTK_WINDOW (self), current_page_name (self));
}

static void
toggle_sidebar_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  StempelWindow *self = STEMPEL_WINDOW (widget);

  stempel_fold_set_sidebar_shown (self->fold, !stempel_fold_get_sidebar_shown (self->fold));
}

static void
remember_size (StempelWindow *self)
{
  GSettings *settings = stempel_settings_get_default ();
  int width, height;

  g_settings_set_boolean (settings, "window-maximized",
                          gtk_window_is_maximized (GTK_WINDOW (self)));

  if (gtk_window_is_maximized (GTK_WINDOW (self)) || gtk_window_is_fullscreen (GTK_WINDOW (self)))
    return;

  gtk_window_get_default_size (GTK_WINDOW (self), &width, &height);
  g_settings_set_int (settings, "window-width", MAX (width, 360));
  g_settings_set_int (settings, "window-height", MAX (height, 294));
}

static gboolean
stempel_window_close_request (GtkWindow *window)
{
  remember_size (STEMPEL_WINDOW (window));

  return GTK_WINDOW_CLASS (stempel_window_parent_class)->close_request (window);
}

static void
stempel_window_dispose (GObject *object)
{
  StempelWindow *self = STEMPEL_WINDOW (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), STEMPEL_TYPE_WINDOW);
  g_clear_object (&self->client);

  G_OBJECT_CLASS (stempel_window_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/lu/stempel/Stempel/ui/stempel-window.ui");
  gtk_widget_class_bind_template_child (widget_class, StempelWindow, fold);
  gtk_widget_class_bind_template_child (widget_class, StempelWindow, sidebar);
  gtk_widget_class_bind_template_child (widget_class, StempelWindow, sidebar_button);
  gtk_widget_class_bind_template_child (widget_class, StempelWindow, title);
  gtk_widget_class_bind_template_child (widget_class, StempelWindow, banner);
  gtk_widget_class_bind_template_child (widget_class, StempelWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, StempelWindow, failure_page);
  gtk_widget_class_bind_template_child (widget_class, StempelWindow, retry_button);
  gtk_widget_class_bind_template_child (widget_class, StempelWindow, sign_in_page);
  gtk_widget_class_bind_template_callback (widget_class, page_activated_cb);
}

static const StempelShortcut shortcuts[] = {
  { NC_("shortcut window", "Pages"), NULL },
  { NC_("shortcut window", "Go to the first to sixth page"), "<Control>1 … <Control>6" },
  { NC_("shortcut window", "Search"), "<Control>f" },
  { NC_("shortcut window", "New"), "<Control>n" },
  { NC_("shortcut window", "Load again"), "F5" },
  { NC_("shortcut window", "Back to the list"), "Escape / <Alt>Left" },
  { NC_("shortcut window", "Show the pages in a narrow window"), "F9" },
  { NC_("shortcut window", "General"), NULL },
  { NC_("shortcut window", "Open the terminal"), "<Control>t" },
  { NC_("shortcut window", "Main menu"), "F10" },
  { NC_("shortcut window", "Preferences"), "<Control>comma" },
  { NC_("shortcut window", "Help"), "F1" },
  { NC_("shortcut window", "Keyboard shortcuts"), "<Control>question" },
  { NC_("shortcut window", "Close the window"), "<Control>w" },
  { NC_("shortcut window", "Quit"), "<Control>q" },
};

static void
shortcuts_action (GtkWidget *widget, const char *action, GVariant *target)
{
  stempel_shortcuts_present (GTK_WINDOW (widget), shortcuts, G_N_ELEMENTS (shortcuts));
}

static void
install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.show-page", "s", show_page_action);
  gtk_widget_class_install_action (widget_class, "win.show-nth-page", "i", show_nth_page_action);
  gtk_widget_class_install_action (widget_class, "win.show-member", "x", show_member_action);
  gtk_widget_class_install_action (widget_class, "win.search", NULL, forward_action);
  gtk_widget_class_install_action (widget_class, "win.new", NULL, forward_action);
  gtk_widget_class_install_action (widget_class, "win.reload", NULL, forward_action);
  gtk_widget_class_install_action (widget_class, "win.help", NULL, help_action);
  gtk_widget_class_install_action (widget_class, "win.show-help-overlay", NULL, shortcuts_action);
  gtk_widget_class_install_action (widget_class, "win.toggle-sidebar", NULL, toggle_sidebar_action);

  for (int i = 1; i <= 9; i++)
    gtk_widget_class_add_binding_action (widget_class, GDK_KEY_0 + i, GDK_CONTROL_MASK,
                                         "win.show-nth-page", "i", i);

  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_f, GDK_CONTROL_MASK, "win.search",
                                       NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_n, GDK_CONTROL_MASK, "win.new", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F5, 0, "win.reload", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_r, GDK_CONTROL_MASK, "win.reload",
                                       NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F1, 0, "win.help", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F9, 0, "win.toggle-sidebar", NULL);
}

static void
stempel_window_class_init (StempelWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = stempel_window_dispose;
  GTK_WINDOW_CLASS (klass)->close_request = stempel_window_close_request;

  g_type_ensure (STEMPEL_TYPE_BUTTON);
  g_type_ensure (STEMPEL_TYPE_CONNECTION_BANNER);
  g_type_ensure (STEMPEL_TYPE_FOLD);
  g_type_ensure (STEMPEL_TYPE_SIDEBAR);
  g_type_ensure (STEMPEL_TYPE_SIGN_IN_PAGE);
  g_type_ensure (STEMPEL_TYPE_STATE_PAGE);
  bind_template (widget_class);
  install_actions (widget_class);
}

static void
stempel_window_init (StempelWindow *self)
{
  GSettings *settings = stempel_settings_get_default ();

  gtk_widget_init_template (GTK_WIDGET (self));

  gtk_window_set_default_size (GTK_WINDOW (self),
                               g_settings_get_int (settings, "window-width"),
                               g_settings_get_int (settings, "window-height"));
  if (g_settings_get_boolean (settings, "window-maximized"))
    gtk_window_maximize (GTK_WINDOW (self));
}

/**
 * stempel_window_new:
 * @application: the program
 *
 * Returns: (transfer none): a window that waits for a connection
 */
StempelWindow *
stempel_window_new (GtkApplication *application)
{
  return g_object_new (STEMPEL_TYPE_WINDOW, "application", application, NULL);
}

/**
 * stempel_window_show_connecting:
 * @self: a window
 */
void
stempel_window_show_connecting (StempelWindow *self)
{
  g_return_if_fail (STEMPEL_IS_WINDOW (self));

  gtk_stack_set_visible_child_name (self->stack, "connecting");
}

/**
 * stempel_window_show_failure:
 * @self: a window
 * @error: why there is no connection
 */
void
stempel_window_show_failure (StempelWindow *self, const GError *error)
{
  g_autofree char *text = NULL;
  g_autofree char *escaped = NULL;

  g_return_if_fail (STEMPEL_IS_WINDOW (self));
  g_return_if_fail (error != NULL);

  text = stempel_error_text (error);
  escaped = g_markup_escape_text (text, -1);
  stempel_state_page_set_description (self->failure_page, escaped);
  gtk_stack_set_visible_child_name (self->stack, "failure");
  gtk_widget_grab_focus (self->retry_button);
  stempel_announce (GTK_WIDGET (self), text);
}

static void
remove_pages (StempelWindow *self)
{
  const StempelPageInfo *infos;
  guint n_pages;

  infos = stempel_page_info_get_all (&n_pages);

  for (guint i = 0; i < n_pages; i++)
    {
      GtkWidget *page = gtk_stack_get_child_by_name (self->stack, infos[i].name);

      if (page != NULL)
        gtk_stack_remove (self->stack, page);
    }
}

/**
 * stempel_window_show_sign_in:
 * @self: a window
 * @connector: who signs in
 *
 * Nothing of who was signed in before stays to be seen.
 */
void
stempel_window_show_sign_in (StempelWindow *self, StempelConnector *connector)
{
  g_return_if_fail (STEMPEL_IS_WINDOW (self));

  gtk_stack_set_visible_child_name (self->stack, "sign-in");
  remove_pages (self);
  g_clear_object (&self->client);
  stempel_sidebar_set_client (self->sidebar, NULL, NULL);
  stempel_connection_banner_set_backend (self->banner, NULL);
  adw_window_title_set_title (self->title, "Stempel");
  stempel_fold_set_sidebar_shown (self->fold, FALSE);
  stempel_sign_in_page_ask (self->sign_in_page, connector);
  gtk_widget_grab_focus (GTK_WIDGET (self->sign_in_page));
}

/**
 * stempel_window_set_client:
 * @self: a window
 * @client: an opened client
 * @place: (nullable): the name of the computer that it leads to, %NULL for this one
 *
 * Shows the pages that who is signed in may see, and of these the one that was seen last.
 */
void
stempel_window_set_client (StempelWindow *self, StempelClient *client, const char *place)
{
  const StempelPageInfo *info;
  g_autofree char *last = g_settings_get_string (stempel_settings_get_default (), "page");

  g_return_if_fail (STEMPEL_IS_WINDOW (self));
  g_return_if_fail (STEMPEL_IS_CLIENT (client));

  gtk_stack_set_visible_child_name (self->stack, "connecting");
  remove_pages (self);
  g_set_object (&self->client, client);
  stempel_sidebar_set_client (self->sidebar, client, place);
  stempel_connection_banner_set_backend (self->banner, stempel_client_get_backend (client));

  info = stempel_sidebar_has (self->sidebar, last) ? stempel_page_info_find (last)
                                                   : stempel_sidebar_get_nth (self->sidebar, 0);
  if (info != NULL)
    show_page (self, info);
  else
    gtk_stack_set_visible_child_name (self->stack, "nothing");
}

/**
 * stempel_window_focus_page:
 * @self: a window that was presented
 *
 * Puts the focus into the page that is shown.
 */
void
stempel_window_focus_page (StempelWindow *self)
{
  g_return_if_fail (STEMPEL_IS_WINDOW (self));

  stempel_focus_within (gtk_stack_get_visible_child (self->stack));
}

/**
 * stempel_window_get_client:
 * @self: a window
 *
 * Returns: (transfer none) (nullable): the client
 */
StempelClient *
stempel_window_get_client (StempelWindow *self)
{
  g_return_val_if_fail (STEMPEL_IS_WINDOW (self), NULL);

  return self->client;
}
