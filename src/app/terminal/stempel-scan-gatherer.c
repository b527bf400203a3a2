/* stempel-scan-gatherer.c: tells the keys of a scanner from those of a person
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "stempel-scan-gatherer.h"

/* A wedge scanner types a character every 1 to 20 ms, the fastest typists need 60. */
#define MAX_GAP_MS 40

/* Some scanners pause before the key that ends the code. */
#define MAX_END_GAP_MS 100

/* No code is longer: what comes on and on is a key held down. */
#define MAX_LENGTH 128

struct _StempelScanGatherer
{
  GObject    parent_instance;

  guint      min_length;
  GString   *gathered;   /* (owned) */
  guint32    last_time;
  GtkWidget *widget;     /* (nullable): weak */
};

enum { SIGNAL_SCANNED, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (StempelScanGatherer, stempel_scan_gatherer, G_TYPE_OBJECT)

/* The characters went to whatever had the focus; what stands there now is not what anybody
 * typed. */
static void
take_back (StempelScanGatherer *self, const char *text)
{
  GtkRoot *root = self->widget != NULL ? gtk_widget_get_root (self->widget) : NULL;
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  int length = (int) g_utf8_strlen (text, -1);
  int end;
  g_autofree char *before = NULL;

  if (focus == NULL || !GTK_IS_EDITABLE (focus))
    return;

  end = gtk_editable_get_position (GTK_EDITABLE (focus));
  if (end < length)
    return;

  before = gtk_editable_get_chars (GTK_EDITABLE (focus), end - length, end);
  if (g_strcmp0 (before, text) == 0)
    gtk_editable_delete_text (GTK_EDITABLE (focus), end - length, end);
}

static gboolean
end_series (StempelScanGatherer *self, guint32 gap)
{
  g_autofree char *text = g_strdup (self->gathered->str);
  gboolean is_scan = g_utf8_strlen (text, -1) >= self->min_length && gap <= MAX_END_GAP_MS;

  g_string_truncate (self->gathered, 0);

  if (!is_scan)
    return FALSE;

  take_back (self, text);
  g_signal_emit (self, signals[SIGNAL_SCANNED], 0, text);

  return TRUE;
}

/**
 * stempel_scan_gatherer_feed:
 * @self: a gatherer
 * @keyval: the key that was pressed
 * @modifiers: what was held down with it
 * @time: when, in milliseconds of the display's clock
 *
 * Returns: whether the key ended a scan, and so means nothing else
 */
gboolean
stempel_scan_gatherer_feed (StempelScanGatherer *self,
                            guint                keyval,
                            GdkModifierType      modifiers,
                            guint32              time)
{
  guint32 gap;
  gunichar character;

  g_return_val_if_fail (STEMPEL_IS_SCAN_GATHERER (self), FALSE);

  gap = time - self->last_time;

  if (keyval == GDK_KEY_Return || keyval == GDK_KEY_KP_Enter || keyval == GDK_KEY_ISO_Enter)
    return end_series (self, gap);

  /* Scanners press Shift for capital letters. */
  if (keyval == GDK_KEY_Shift_L || keyval == GDK_KEY_Shift_R)
    return FALSE;

  character = gdk_keyval_to_unicode (keyval);
  self->last_time = time;

  if (gap > MAX_GAP_MS || self->gathered->len >= MAX_LENGTH)
    g_string_truncate (self->gathered, 0);

  if (!g_unichar_isgraph (character) || (modifiers & (GDK_CONTROL_MASK | GDK_ALT_MASK)) != 0)
    g_string_truncate (self->gathered, 0);
  else
    g_string_append_unichar (self->gathered, character);

  return FALSE;
}

static gboolean
key_pressed_cb (StempelScanGatherer   *self,
                guint                  keyval,
                guint                  keycode,
                GdkModifierType        modifiers,
                GtkEventControllerKey *controller)
{
  guint32 time = gtk_event_controller_get_current_event_time (GTK_EVENT_CONTROLLER (controller));

  return stempel_scan_gatherer_feed (self, keyval, modifiers, time);
}

/**
 * stempel_scan_gatherer_attach:
 * @self: a gatherer
 * @widget: where to listen, usually a window
 *
 * Listens to all keys on their way to the widgets inside @widget, wherever the focus is. Keys go on
 * to the widget with the focus; when they turn out to be a scan they are taken out of it again.
 */
void
stempel_scan_gatherer_attach (StempelScanGatherer *self, GtkWidget *widget)
{
  GtkEventController *controller;

  g_return_if_fail (STEMPEL_IS_SCAN_GATHERER (self));
  g_return_if_fail (GTK_IS_WIDGET (widget));
  g_return_if_fail (self->widget == NULL);

  g_set_weak_pointer (&self->widget, widget);

  controller = gtk_event_controller_key_new ();
  gtk_event_controller_set_propagation_phase (controller, GTK_PHASE_CAPTURE);
  g_signal_connect_object (controller, "key-pressed", G_CALLBACK (key_pressed_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_widget_add_controller (widget, controller);
}

static void
stempel_scan_gatherer_finalize (GObject *object)
{
  StempelScanGatherer *self = STEMPEL_SCAN_GATHERER (object);

  g_clear_weak_pointer (&self->widget);
  g_string_free (self->gathered, TRUE);

  G_OBJECT_CLASS (stempel_scan_gatherer_parent_class)->finalize (object);
}

static void
stempel_scan_gatherer_class_init (StempelScanGathererClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = stempel_scan_gatherer_finalize;

  /**
   * StempelScanGatherer::scanned:
   * @self: the gatherer
   * @text: what was scanned
   */
  signals[SIGNAL_SCANNED] =
    g_signal_new ("scanned", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                  NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
stempel_scan_gatherer_init (StempelScanGatherer *self)
{
  self->gathered = g_string_new (NULL);
}

/**
 * stempel_scan_gatherer_new:
 * @min_length: fewer characters than this are never taken for a scan
 *
 * Returns: (transfer full): a new gatherer
 */
StempelScanGatherer *
stempel_scan_gatherer_new (guint min_length)
{
  StempelScanGatherer *self = g_object_new (STEMPEL_TYPE_SCAN_GATHERER, NULL);

  self->min_length = min_length;

  return self;
}
