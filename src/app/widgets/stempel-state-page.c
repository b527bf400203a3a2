/* stempel-state-page.c: a status page that is made when it is first shown
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "stempel-state-page.h"

/**
 * StempelStatePage:
 *
 * Stands for an #AdwStatusPage in a stack that rarely shows it: empty, nothing found, error. One
 * consists of two dozen widgets, and a window has several.
 */
struct _StempelStatePage
{
  AdwBin     parent_instance;

  char      *icon_name;   /* (nullable) */
  char      *title;       /* (nullable) */
  char      *description; /* (nullable): markup */
  GtkWidget *content;     /* (owned) (nullable) */
  gboolean   compact;
};

G_DEFINE_FINAL_TYPE (StempelStatePage, stempel_state_page, ADW_TYPE_BIN)

enum
{
  PROP_0,
  PROP_ICON_NAME,
  PROP_TITLE,
  PROP_DESCRIPTION,
  PROP_CONTENT,
  PROP_COMPACT,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void
ensure_page (StempelStatePage *self)
{
  GtkWidget *page;

  if (adw_bin_get_child (ADW_BIN (self)) != NULL)
    return;

  page = adw_status_page_new ();
  if (self->compact)
    gtk_widget_add_css_class (page, "compact");
  g_object_bind_property (self, "icon-name", page, "icon-name", G_BINDING_SYNC_CREATE);
  g_object_bind_property (self, "title", page, "title", G_BINDING_SYNC_CREATE);
  g_object_bind_property (self, "description", page, "description", G_BINDING_SYNC_CREATE);
  g_object_bind_property (self, "content", page, "child", G_BINDING_SYNC_CREATE);
  adw_bin_set_child (ADW_BIN (self), page);
}

static void
stempel_state_page_map (GtkWidget *widget)
{
  ensure_page (STEMPEL_STATE_PAGE (widget));

  GTK_WIDGET_CLASS (stempel_state_page_parent_class)->map (widget);
}

static void
set_text (StempelStatePage *self, char **text, const GValue *value, GParamSpec *pspec)
{
  if (g_strcmp0 (*text, g_value_get_string (value)) == 0)
    return;

  g_free (*text);
  *text = g_value_dup_string (value);
  g_object_notify_by_pspec (G_OBJECT (self), pspec);
}

static void
stempel_state_page_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  StempelStatePage *self = STEMPEL_STATE_PAGE (object);

  switch (id)
    {
    case PROP_ICON_NAME:
      set_text (self, &self->icon_name, value, pspec);
      break;
    case PROP_TITLE:
      set_text (self, &self->title, value, pspec);
      break;
    case PROP_DESCRIPTION:
      set_text (self, &self->description, value, pspec);
      break;
    case PROP_CONTENT:
      g_clear_object (&self->content);
      self->content = g_value_get_object (value);
      if (self->content != NULL)
        g_object_ref_sink (self->content);
      g_object_notify_by_pspec (object, pspec);
      break;
    case PROP_COMPACT:
      self->compact = g_value_get_boolean (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
stempel_state_page_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  StempelStatePage *self = STEMPEL_STATE_PAGE (object);

  switch (id)
    {
    case PROP_ICON_NAME:
      g_value_set_string (value, self->icon_name);
      break;
    case PROP_TITLE:
      g_value_set_string (value, self->title);
      break;
    case PROP_DESCRIPTION:
      g_value_set_string (value, self->description);
      break;
    case PROP_CONTENT:
      g_value_set_object (value, self->content);
      break;
    case PROP_COMPACT:
      g_value_set_boolean (value, self->compact);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
stempel_state_page_dispose (GObject *object)
{
  adw_bin_set_child (ADW_BIN (object), NULL);
  g_clear_object (&STEMPEL_STATE_PAGE (object)->content);

  G_OBJECT_CLASS (stempel_state_page_parent_class)->dispose (object);
}

static void
stempel_state_page_finalize (GObject *object)
{
  StempelStatePage *self = STEMPEL_STATE_PAGE (object);

  g_free (self->icon_name);
  g_free (self->title);
  g_free (self->description);

  G_OBJECT_CLASS (stempel_state_page_parent_class)->finalize (object);
}

static void
stempel_state_page_class_init (StempelStatePageClass *klass)
{
  const GParamFlags flags =
    G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = stempel_state_page_dispose;
  object_class->finalize = stempel_state_page_finalize;
  object_class->get_property = stempel_state_page_get_property;
  object_class->set_property = stempel_state_page_set_property;
  GTK_WIDGET_CLASS (klass)->map = stempel_state_page_map;

  properties[PROP_ICON_NAME] = g_param_spec_string ("icon-name", NULL, NULL, NULL, flags);
  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, flags);
  properties[PROP_DESCRIPTION] = g_param_spec_string ("description", NULL, NULL, NULL, flags);
  properties[PROP_CONTENT] = g_param_spec_object ("content", NULL, NULL, GTK_TYPE_WIDGET, flags);
  properties[PROP_COMPACT] = g_param_spec_boolean ("compact", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
stempel_state_page_init (StempelStatePage *self)
{
}

/**
 * stempel_state_page_get_title:
 * @self: a page
 *
 * Returns: (transfer none) (nullable): the title
 */
const char *
stempel_state_page_get_title (StempelStatePage *self)
{
  g_return_val_if_fail (STEMPEL_IS_STATE_PAGE (self), NULL);

  return self->title;
}

/**
 * stempel_state_page_set_description:
 * @self: a page
 * @description: (nullable): a sentence, as markup
 */
void
stempel_state_page_set_description (StempelStatePage *self, const char *description)
{
  g_return_if_fail (STEMPEL_IS_STATE_PAGE (self));

  g_object_set (self, "description", description, NULL);
}
