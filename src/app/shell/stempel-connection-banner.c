/* stempel-connection-banner.c: says what happens while the line to the database is down
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "stempel-announce.h"
#include "stempel-connection-banner.h"

struct _StempelConnectionBanner
{
  AdwBin          parent_instance;

  GtkRevealer    *revealer;
  GtkLabel       *label;

  StempelBackend *backend; /* (owned) (nullable) */
  GSignalGroup   *signals;
  gboolean        down;
  guint           tick_source;
};

enum
{
  PROP_BACKEND = 1,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (StempelConnectionBanner, stempel_connection_banner, ADW_TYPE_BIN)

static void
update_text (StempelConnectionBanner *self)
{
  gint64 retry_at = stempel_backend_get_retry_at (self->backend);
  gint64 left = (retry_at - g_get_monotonic_time () + G_USEC_PER_SEC - 1) / G_USEC_PER_SEC;
  g_autofree char *text = NULL;

  if (retry_at == 0 || left <= 0)
    text = g_strdup (_("The connection was lost. Connecting again…"));
  else
    /* Translators: %d is a number of seconds */
    text = g_strdup_printf (
        ngettext ("The connection was lost. Next try in %d second.",
                  "The connection was lost. Next try in %d seconds.", left),
                            (int) left);

  gtk_label_set_text (self->label, text);
}

static gboolean
tick_cb (gpointer user_data)
{
  update_text (user_data);

  return G_SOURCE_CONTINUE;
}

static void
set_down (StempelConnectionBanner *self, gboolean down)
{
  if (down == self->down)
    return;

  self->down = down;
  gtk_revealer_set_reveal_child (self->revealer, down);
  g_clear_handle_id (&self->tick_source, g_source_remove);

  if (down)
    {
      update_text (self);
      self->tick_source = g_timeout_add_seconds (1, tick_cb, self);
      stempel_announce (GTK_WIDGET (self), gtk_label_get_text (self->label));
    }
}

static void
state_changed_cb (StempelConnectionBanner *self)
{
  switch (stempel_backend_get_state (self->backend))
    {
    case STEMPEL_BACKEND_STATE_RECONNECTING:
      set_down (self, TRUE);
      update_text (self);
      break;

    case STEMPEL_BACKEND_STATE_ONLINE:
      if (self->down)
        stempel_toast (GTK_WIDGET (self), _("The connection is there again."));
      set_down (self, FALSE);
      break;

    /* The server came back and refuses; nobody tries any more until something is asked for. */
    case STEMPEL_BACKEND_STATE_IDLE:
    case STEMPEL_BACKEND_STATE_CONNECTING:
    case STEMPEL_BACKEND_STATE_CLOSED:
    default:
      set_down (self, FALSE);
      break;
    }
}

static void
stempel_connection_banner_get_property (GObject *object, guint prop_id, GValue *value,
                                        GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_BACKEND:
      g_value_set_object (value, STEMPEL_CONNECTION_BANNER (object)->backend);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
stempel_connection_banner_set_property (GObject *object, guint prop_id, const GValue *value,
                                        GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_BACKEND:
      stempel_connection_banner_set_backend (STEMPEL_CONNECTION_BANNER (object),
                                             g_value_get_object (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
stempel_connection_banner_dispose (GObject *object)
{
  StempelConnectionBanner *self = STEMPEL_CONNECTION_BANNER (object);

  g_clear_handle_id (&self->tick_source, g_source_remove);
  g_clear_object (&self->signals);
  g_clear_object (&self->backend);
  /* AdwBin would unparent it once more. */
  adw_bin_set_child (ADW_BIN (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), STEMPEL_TYPE_CONNECTION_BANNER);

  G_OBJECT_CLASS (stempel_connection_banner_parent_class)->dispose (object);
}

static void
stempel_connection_banner_class_init (StempelConnectionBannerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = stempel_connection_banner_dispose;
  object_class->get_property = stempel_connection_banner_get_property;
  object_class->set_property = stempel_connection_banner_set_property;

  properties[PROP_BACKEND] =
    g_param_spec_object ("backend", NULL, NULL, STEMPEL_TYPE_BACKEND,
                         G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_set_template_from_resource (widget_class,
      "/lu/stempel/Stempel/ui/stempel-connection-banner.ui");
  gtk_widget_class_bind_template_child (widget_class, StempelConnectionBanner, revealer);
  gtk_widget_class_bind_template_child (widget_class, StempelConnectionBanner, label);
}

static void
stempel_connection_banner_init (StempelConnectionBanner *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  /* Not of the interface: it has no signal `notify` of its own. */
  self->signals = g_signal_group_new (G_TYPE_OBJECT);
  g_signal_group_connect_swapped (self->signals, "notify::state", G_CALLBACK (state_changed_cb),
                                  self);
  g_signal_group_connect_swapped (self->signals, "notify::retry-at", G_CALLBACK (state_changed_cb),
                                  self);
}

/**
 * stempel_connection_banner_new:
 *
 * Returns: (transfer floating): a banner
 */
GtkWidget *
stempel_connection_banner_new (void)
{
  return g_object_new (STEMPEL_TYPE_CONNECTION_BANNER, NULL);
}

/**
 * stempel_connection_banner_set_backend:
 * @self: a banner
 * @backend: (nullable): what it watches
 */
void
stempel_connection_banner_set_backend (StempelConnectionBanner *self, StempelBackend *backend)
{
  g_return_if_fail (STEMPEL_IS_CONNECTION_BANNER (self));

  if (!g_set_object (&self->backend, backend))
    return;

  g_signal_group_set_target (self->signals, backend);
  if (backend != NULL)
    state_changed_cb (self);

  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_BACKEND]);
}
