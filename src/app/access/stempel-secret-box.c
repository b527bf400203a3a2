/* stempel-secret-box.c: a secret to be read once, and copied
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "stempel-accessible.h"
#include "stempel-announce.h"
#include "stempel-button.h"
#include "stempel-secret-box.h"
#include "stempel-wipe.h"

struct _StempelSecretBox
{
  AdwBin     parent_instance;

  GtkWidget *label;
  GtkWidget *copy_button;

  char      *secret;                      /* (owned) (nullable) */
};

G_DEFINE_FINAL_TYPE (StempelSecretBox, stempel_secret_box, ADW_TYPE_BIN)

enum { PROP_0, PROP_BIG, N_PROPS };

static GParamSpec *properties[N_PROPS];

static void
copy_clicked_cb (StempelSecretBox *self)
{
  if (self->secret == NULL)
    return;

  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), self->secret);
  stempel_button_set_text (STEMPEL_BUTTON (self->copy_button), _("Copied"));
  stempel_announce (GTK_WIDGET (self), _("Copied"));
}

static void
wipe (const char *text)
{
  explicit_bzero ((char *) text, strlen (text));
}

/* A label keeps what it shows three times, and gives all back as it was. */
static void
forget (StempelSecretBox *self)
{
  GtkLabel *label = GTK_LABEL (self->label);

  g_clear_pointer (&self->secret, stempel_wipe_text);
  if (label == NULL)
    return;

  wipe (pango_layout_get_text (gtk_label_get_layout (label)));
  wipe (gtk_label_get_text (label));
  wipe (gtk_label_get_label (label));
  gtk_label_set_text (label, "");
}

static void
set_big (StempelSecretBox *self, gboolean big)
{
  gtk_widget_remove_css_class (self->label, big ? "title-3" : "stempel-big-secret");
  gtk_widget_add_css_class (self->label, big ? "stempel-big-secret" : "title-3");
}

static void
stempel_secret_box_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_BIG:
      set_big (STEMPEL_SECRET_BOX (object), g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

/* A label that cannot be selected does not take the focus by itself; here it is read first. */
static gboolean
stempel_secret_box_grab_focus (GtkWidget *widget)
{
  StempelSecretBox *self = STEMPEL_SECRET_BOX (widget);
  GtkRoot *root = gtk_widget_get_root (widget);

  if (root == NULL || self->secret == NULL)
    return FALSE;

  gtk_root_set_focus (root, self->label);

  return TRUE;
}

static gboolean
stempel_secret_box_focus (GtkWidget *widget, GtkDirectionType direction)
{
  if (direction == GTK_DIR_TAB_FORWARD && gtk_widget_get_focus_child (widget) == NULL &&
      stempel_secret_box_grab_focus (widget))
    return TRUE;

  return GTK_WIDGET_CLASS (stempel_secret_box_parent_class)->focus (widget, direction);
}

static void
stempel_secret_box_dispose (GObject *object)
{
  StempelSecretBox *self = STEMPEL_SECRET_BOX (object);

  forget (self);
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), STEMPEL_TYPE_SECRET_BOX);
  self->label = NULL;

  G_OBJECT_CLASS (stempel_secret_box_parent_class)->dispose (object);
}

static void
stempel_secret_box_class_init (StempelSecretBoxClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = stempel_secret_box_dispose;
  object_class->set_property = stempel_secret_box_set_property;
  widget_class->focus = stempel_secret_box_focus;
  widget_class->grab_focus = stempel_secret_box_grab_focus;

  properties[PROP_BIG] = g_param_spec_boolean ("big", NULL, NULL, FALSE,
                                               G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  g_type_ensure (STEMPEL_TYPE_BUTTON);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/lu/stempel/Stempel/ui/stempel-secret-box.ui");
  gtk_widget_class_bind_template_child (widget_class, StempelSecretBox, label);
  gtk_widget_class_bind_template_child (widget_class, StempelSecretBox, copy_button);
  gtk_widget_class_bind_template_callback (widget_class, copy_clicked_cb);
}

static void
stempel_secret_box_init (StempelSecretBox *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * stempel_secret_box_set_secret:
 * @self: a box
 * @secret: (nullable): what is shown and copied; %NULL wipes what was there
 * @name: (nullable): what kind of secret it is, translated; screen readers say it first
 */
void
stempel_secret_box_set_secret (StempelSecretBox *self, const char *secret, const char *name)
{
  g_return_if_fail (STEMPEL_IS_SECRET_BOX (self));

  forget (self);
  stempel_button_set_text (STEMPEL_BUTTON (self->copy_button), _("_Copy"));
  gtk_widget_set_visible (GTK_WIDGET (self), secret != NULL);

  if (secret == NULL)
    return;

  self->secret = g_strdup (secret);
  gtk_label_set_text (GTK_LABEL (self->label), secret);
  stempel_accessible_describe (self->label, name);
}
