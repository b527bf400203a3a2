/* stempel-access-detail.c: everything about one person, terminal or key
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "stempel-access-detail.h"
#include "stempel-access-words.h"
#include "stempel-announce.h"
#include "stempel-button.h"
#include "stempel-wrap-layout.h"

typedef struct
{
  GtkWidget     *stack;
  GtkWidget     *none_page;
  GtkWidget     *avatar;
  GtkWidget     *name_label;
  GtkWidget     *subtitle_label;
  GtkWidget     *badge;
  GtkWidget     *edit_button;
  GtkWidget     *notice_label;
  GtkWidget     *facts;
  GtkWidget     *more;
  GtkWidget     *buttons;

  StempelClient *client;                  /* (owned) (nullable) */
  StempelRecord *record;                  /* (owned) (nullable) */
} StempelAccessDetailPrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (StempelAccessDetail, stempel_access_detail, ADW_TYPE_BIN)

enum { CHANGED, N_SIGNALS };

static guint signals[N_SIGNALS];

static void
show_head (StempelAccessDetail *self)
{
  StempelAccessDetailPrivate *priv = stempel_access_detail_get_instance_private (self);
  const char *icon = stempel_access_icon (priv->record);
  g_autofree char *name = NULL;
  g_autofree char *subtitle = stempel_access_subtitle (priv->record);
  g_autofree char *badge = stempel_access_badge (priv->record);

  g_object_get (priv->record, "name", &name, NULL);
  adw_avatar_set_text (ADW_AVATAR (priv->avatar), name);
  /* An avatar with an icon shows it where there are no initials. */
  adw_avatar_set_icon_name (ADW_AVATAR (priv->avatar), icon);
  adw_avatar_set_show_initials (ADW_AVATAR (priv->avatar), icon == NULL);
  gtk_label_set_label (GTK_LABEL (priv->name_label), name);
  gtk_label_set_label (GTK_LABEL (priv->subtitle_label), subtitle != NULL ? subtitle : "");
  gtk_widget_set_visible (priv->subtitle_label, subtitle != NULL);
  stempel_badge_set (priv->badge, badge, stempel_access_tone (priv->record));
}

static void
show_buttons (StempelAccessDetail *self)
{
  StempelAccessDetailPrivate *priv = stempel_access_detail_get_instance_private (self);
  gboolean any = FALSE;

  for (GtkWidget *button = gtk_widget_get_first_child (priv->buttons); button != NULL;
       button = gtk_widget_get_next_sibling (button))
    any = any || gtk_widget_get_visible (button);

  gtk_widget_set_visible (priv->buttons, any);
}

static void
stempel_access_detail_dispose (GObject *object)
{
  StempelAccessDetail *self = STEMPEL_ACCESS_DETAIL (object);
  StempelAccessDetailPrivate *priv = stempel_access_detail_get_instance_private (self);

  /* Not gtk_widget_dispose_template(): GTK 4.8 looks for the template at the class of the instance,
   * and the kinds of details have none. */
  adw_bin_set_child (ADW_BIN (self), NULL);
  g_clear_object (&priv->record);
  g_clear_object (&priv->client);

  G_OBJECT_CLASS (stempel_access_detail_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/lu/stempel/Stempel/ui/stempel-access-detail.ui");
  gtk_widget_class_bind_template_child_private (widget_class, StempelAccessDetail, stack);
  gtk_widget_class_bind_template_child_private (widget_class, StempelAccessDetail, none_page);
  gtk_widget_class_bind_template_child_private (widget_class, StempelAccessDetail, avatar);
  gtk_widget_class_bind_template_child_private (widget_class, StempelAccessDetail, name_label);
  gtk_widget_class_bind_template_child_private (widget_class, StempelAccessDetail, subtitle_label);
  gtk_widget_class_bind_template_child_private (widget_class, StempelAccessDetail, badge);
  gtk_widget_class_bind_template_child_private (widget_class, StempelAccessDetail, edit_button);
  gtk_widget_class_bind_template_child_private (widget_class, StempelAccessDetail, notice_label);
  gtk_widget_class_bind_template_child_private (widget_class, StempelAccessDetail, facts);
  gtk_widget_class_bind_template_child_private (widget_class, StempelAccessDetail, more);
  gtk_widget_class_bind_template_child_private (widget_class, StempelAccessDetail, buttons);
}

static void
stempel_access_detail_class_init (StempelAccessDetailClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = stempel_access_detail_dispose;

  signals[CHANGED] = g_signal_new ("changed", STEMPEL_TYPE_ACCESS_DETAIL, G_SIGNAL_RUN_LAST, 0,
                                   NULL, NULL, NULL, G_TYPE_NONE, 1, STEMPEL_TYPE_RECORD);

  g_type_ensure (STEMPEL_TYPE_BUTTON);
  g_type_ensure (STEMPEL_TYPE_FACTS);
  g_type_ensure (STEMPEL_TYPE_WRAP_LAYOUT);
  bind_template (GTK_WIDGET_CLASS (klass));
}

static void
stempel_access_detail_init (StempelAccessDetail *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * stempel_access_detail_set_client:
 * @self: a detail
 * @client: a client
 */
void
stempel_access_detail_set_client (StempelAccessDetail *self, StempelClient *client)
{
  StempelAccessDetailPrivate *priv = stempel_access_detail_get_instance_private (self);

  g_return_if_fail (STEMPEL_IS_ACCESS_DETAIL (self));
  g_return_if_fail (STEMPEL_IS_CLIENT (client));

  g_set_object (&priv->client, client);
}

/**
 * stempel_access_detail_get_client:
 * @self: a detail
 *
 * Returns: (transfer none) (nullable): the client; %NULL when the page has gone
 */
StempelClient *
stempel_access_detail_get_client (StempelAccessDetail *self)
{
  StempelAccessDetailPrivate *priv = stempel_access_detail_get_instance_private (self);

  g_return_val_if_fail (STEMPEL_IS_ACCESS_DETAIL (self), NULL);

  return priv->client;
}

/**
 * stempel_access_detail_show:
 * @self: a detail that has a client
 * @record: what to show, as the database knows it now
 */
void
stempel_access_detail_show (StempelAccessDetail *self, StempelRecord *record)
{
  StempelAccessDetailPrivate *priv = stempel_access_detail_get_instance_private (self);

  g_return_if_fail (STEMPEL_IS_ACCESS_DETAIL (self));
  g_return_if_fail (STEMPEL_IS_RECORD (record));

  g_set_object (&priv->record, record);
  show_head (self);
  stempel_facts_clear (STEMPEL_FACTS (priv->facts));
  stempel_access_detail_set_notice (self, NULL);
  STEMPEL_ACCESS_DETAIL_GET_CLASS (self)->show (self, record);
  show_buttons (self);
  gtk_stack_set_visible_child_name (GTK_STACK (priv->stack), "content");
}

/**
 * stempel_access_detail_get_record:
 * @self: a detail
 *
 * Returns: (transfer none) (nullable): what is on the screen
 */
StempelRecord *
stempel_access_detail_get_record (StempelAccessDetail *self)
{
  StempelAccessDetailPrivate *priv = stempel_access_detail_get_instance_private (self);

  g_return_val_if_fail (STEMPEL_IS_ACCESS_DETAIL (self), NULL);

  return priv->record;
}

/**
 * stempel_access_detail_add:
 * @self: a detail that has a client
 *
 * Asks for a new one of its kind.
 */
void
stempel_access_detail_add (StempelAccessDetail *self)
{
  g_return_if_fail (STEMPEL_IS_ACCESS_DETAIL (self));

  STEMPEL_ACCESS_DETAIL_GET_CLASS (self)->add (self);
}

/**
 * stempel_access_detail_set_none:
 * @self: a detail
 * @icon: the name of an icon
 * @title: what is said while nothing is chosen, translated
 * @description: and what there is to be seen here, translated
 */
void
stempel_access_detail_set_none (StempelAccessDetail *self, const char *icon, const char *title,
                                const char *description)
{
  StempelAccessDetailPrivate *priv = stempel_access_detail_get_instance_private (self);

  g_return_if_fail (STEMPEL_IS_ACCESS_DETAIL (self));

  g_object_set (priv->none_page, "icon-name", icon, "title", title, "description", description,
                NULL);
}

/**
 * stempel_access_detail_set_edit:
 * @self: a detail
 * @action_name: what the button beside the name does
 */
void
stempel_access_detail_set_edit (StempelAccessDetail *self, const char *action_name)
{
  StempelAccessDetailPrivate *priv = stempel_access_detail_get_instance_private (self);

  g_return_if_fail (STEMPEL_IS_ACCESS_DETAIL (self));

  gtk_actionable_set_action_name (GTK_ACTIONABLE (priv->edit_button), action_name);
}

/**
 * stempel_access_detail_set_notice:
 * @self: a detail
 * @sentence: (nullable): what should be known beside the facts, translated
 */
void
stempel_access_detail_set_notice (StempelAccessDetail *self, const char *sentence)
{
  StempelAccessDetailPrivate *priv = stempel_access_detail_get_instance_private (self);

  g_return_if_fail (STEMPEL_IS_ACCESS_DETAIL (self));

  gtk_label_set_label (GTK_LABEL (priv->notice_label), sentence != NULL ? sentence : "");
  gtk_widget_set_visible (priv->notice_label, sentence != NULL);
}

/**
 * stempel_access_detail_get_facts:
 * @self: a detail
 *
 * Returns: (transfer none): the facts, which are empty when a record is to be shown
 */
StempelFacts *
stempel_access_detail_get_facts (StempelAccessDetail *self)
{
  StempelAccessDetailPrivate *priv = stempel_access_detail_get_instance_private (self);

  g_return_val_if_fail (STEMPEL_IS_ACCESS_DETAIL (self), NULL);

  return STEMPEL_FACTS (priv->facts);
}

/**
 * stempel_access_detail_add_widget:
 * @self: a detail
 * @widget: what stands below the buttons
 */
void
stempel_access_detail_add_widget (StempelAccessDetail *self, GtkWidget *widget)
{
  StempelAccessDetailPrivate *priv = stempel_access_detail_get_instance_private (self);

  g_return_if_fail (STEMPEL_IS_ACCESS_DETAIL (self));

  gtk_box_append (GTK_BOX (priv->more), widget);
}

/**
 * stempel_access_detail_add_button:
 * @self: a detail
 * @text: what it does, with mnemonic
 * @action_name: the action that does it
 * @destructive: whether something ends with it
 */
void
stempel_access_detail_add_button (StempelAccessDetail *self, const char *text,
                                  const char *action_name, gboolean destructive)
{
  StempelAccessDetailPrivate *priv = stempel_access_detail_get_instance_private (self);
  GtkWidget *button;

  g_return_if_fail (STEMPEL_IS_ACCESS_DETAIL (self));

  button = stempel_button_new (text);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action_name);
  if (destructive)
    {
      gtk_widget_add_css_class (button, "flat");
      gtk_widget_add_css_class (button, "error");
    }
  gtk_box_append (GTK_BOX (priv->buttons), button);
}

static void
allow_button (GtkWidget *button, const char *action_name, gboolean allowed)
{
  if (g_strcmp0 (gtk_actionable_get_action_name (GTK_ACTIONABLE (button)), action_name) == 0)
    gtk_widget_set_visible (button, allowed);
}

/**
 * stempel_access_detail_allow:
 * @self: a detail
 * @action_name: an action with a button
 * @allowed: whether it can be done just now; what cannot is not shown
 */
void
stempel_access_detail_allow (StempelAccessDetail *self, const char *action_name, gboolean allowed)
{
  StempelAccessDetailPrivate *priv = stempel_access_detail_get_instance_private (self);

  g_return_if_fail (STEMPEL_IS_ACCESS_DETAIL (self));

  gtk_widget_action_set_enabled (GTK_WIDGET (self), action_name, allowed);
  allow_button (priv->edit_button, action_name, allowed);
  for (GtkWidget *button = gtk_widget_get_first_child (priv->buttons); button != NULL;
       button = gtk_widget_get_next_sibling (button))
    allow_button (button, action_name, allowed);
}

/**
 * stempel_access_detail_take:
 * @self: a detail
 * @record: what was saved
 *
 * Shows @record and emits `changed`.
 */
void
stempel_access_detail_take (StempelAccessDetail *self, StempelRecord *record)
{
  g_return_if_fail (STEMPEL_IS_ACCESS_DETAIL (self));
  g_return_if_fail (STEMPEL_IS_RECORD (record));

  stempel_access_detail_show (self, record);
  g_signal_emit (self, signals[CHANGED], 0, record);
}

/**
 * stempel_access_detail_tell:
 * @self: a detail
 * @sentence: what was done, translated
 */
void
stempel_access_detail_tell (StempelAccessDetail *self, const char *sentence)
{
  StempelAccessDetailPrivate *priv = stempel_access_detail_get_instance_private (self);

  g_return_if_fail (STEMPEL_IS_ACCESS_DETAIL (self));

  /* The page may have gone meanwhile. */
  if (priv->client != NULL)
    stempel_toast (priv->stack, sentence);
}
