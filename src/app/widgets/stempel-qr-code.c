/* stempel-qr-code.c: a QR code on the screen
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <qrencode.h>
#include <string.h>

#include "stempel-qr-code.h"
#include "stempel-wipe.h"

/* The light border that scanners need, in modules (ISO/IEC 18004). */
#define QUIET_ZONE 4
#define SIDE_MIN 120
#define SIDE_NATURAL 220

/**
 * StempelQrCode:
 *
 * Draws a text as QR code: dark on light in every style, because many scanners read nothing else.
 * What it says may be a secret and is wiped afterwards. Property: `text`.
 */
struct _StempelQrCode
{
  GtkWidget  parent_instance;

  char      *text;                        /* (owned) (nullable) */
  QRcode    *code;                        /* (owned) (nullable) */
};

G_DEFINE_FINAL_TYPE (StempelQrCode, stempel_qr_code, GTK_TYPE_WIDGET)

enum { PROP_0, PROP_TEXT, N_PROPS };

static GParamSpec *properties[N_PROPS];

static GtkSizeRequestMode
stempel_qr_code_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_CONSTANT_SIZE;
}

static void
stempel_qr_code_measure (GtkWidget      *widget,
                         GtkOrientation  orientation,
                         int             for_size,
                         int            *minimum,
                         int            *natural,
                         int            *minimum_baseline,
                         int            *natural_baseline)
{
  *minimum = SIDE_MIN;
  *natural = SIDE_NATURAL;
}

static void
stempel_qr_code_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  static const GdkRGBA white = { 1, 1, 1, 1 };
  static const GdkRGBA black = { 0, 0, 0, 1 };
  StempelQrCode *self = STEMPEL_QR_CODE (widget);
  float width = gtk_widget_get_width (widget);
  float height = gtk_widget_get_height (widget);
  int modules, module, x0, y0;

  if (self->code == NULL)
    return;

  /* Whole pixels per module: blurred edges cost reading distance. */
  modules = self->code->width + 2 * QUIET_ZONE;
  module = MAX (1, (int) MIN (width, height) / modules);
  x0 = ((int) width - module * modules) / 2;
  y0 = ((int) height - module * modules) / 2;

  gtk_snapshot_append_color (snapshot, &white,
                             &GRAPHENE_RECT_INIT (x0, y0, module * modules, module * modules));

  for (int row = 0; row < self->code->width; row++)
    for (int column = 0; column < self->code->width; column++)
      if (stempel_qr_code_is_dark (self, column, row))
        gtk_snapshot_append_color (snapshot, &black,
                                   &GRAPHENE_RECT_INIT (x0 + (column + QUIET_ZONE) * module,
                                                        y0 + (row + QUIET_ZONE) * module,
                                                        module, module));
}

static void
stempel_qr_code_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_TEXT:
      g_value_set_string (value, stempel_qr_code_get_text (STEMPEL_QR_CODE (object)));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
stempel_qr_code_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_TEXT:
      stempel_qr_code_set_text (STEMPEL_QR_CODE (object), g_value_get_string (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
forget (StempelQrCode *self)
{
  if (self->code != NULL)
    explicit_bzero (self->code->data, (gsize) self->code->width * (gsize) self->code->width);
  g_clear_pointer (&self->code, QRcode_free);
  g_clear_pointer (&self->text, stempel_wipe_text);
}

static void
stempel_qr_code_finalize (GObject *object)
{
  forget (STEMPEL_QR_CODE (object));

  G_OBJECT_CLASS (stempel_qr_code_parent_class)->finalize (object);
}

static void
stempel_qr_code_class_init (StempelQrCodeClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->finalize = stempel_qr_code_finalize;
  object_class->get_property = stempel_qr_code_get_property;
  object_class->set_property = stempel_qr_code_set_property;
  widget_class->get_request_mode = stempel_qr_code_get_request_mode;
  widget_class->measure = stempel_qr_code_measure;
  widget_class->snapshot = stempel_qr_code_snapshot;

  properties[PROP_TEXT] = g_param_spec_string ("text", NULL, NULL, NULL,
                                               G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY |
                                               G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
stempel_qr_code_init (StempelQrCode *self)
{
}

/**
 * stempel_qr_code_new:
 *
 * Returns: (transfer floating): a code without text, which draws nothing
 */
GtkWidget *
stempel_qr_code_new (void)
{
  return g_object_new (STEMPEL_TYPE_QR_CODE, NULL);
}

/**
 * stempel_qr_code_get_text:
 * @self: a QR code
 *
 * Returns: (transfer none) (nullable): what it says
 */
const char *
stempel_qr_code_get_text (StempelQrCode *self)
{
  g_return_val_if_fail (STEMPEL_IS_QR_CODE (self), NULL);

  return self->text;
}

/**
 * stempel_qr_code_set_text:
 * @self: a QR code
 * @text: (nullable): what it says
 */
void
stempel_qr_code_set_text (StempelQrCode *self, const char *text)
{
  g_return_if_fail (STEMPEL_IS_QR_CODE (self));

  if (g_strcmp0 (self->text, text) == 0)
    return;

  forget (self);
  self->text = g_strdup (text);

  /* Level M survives a scratch; 8-bit mode with case kept, because tokens are not only digits. */
  if (text != NULL && *text != '\0')
    self->code = QRcode_encodeString (text, 0, QR_ECLEVEL_M, QR_MODE_8, 1);

  gtk_widget_queue_draw (GTK_WIDGET (self));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TEXT]);
}

/**
 * stempel_qr_code_get_size:
 * @self: a QR code
 *
 * Returns: modules per side without the quiet zone, 0 when there is no text
 */
guint
stempel_qr_code_get_size (StempelQrCode *self)
{
  g_return_val_if_fail (STEMPEL_IS_QR_CODE (self), 0);

  return self->code != NULL ? (guint) self->code->width : 0;
}

/**
 * stempel_qr_code_is_dark:
 * @self: a QR code
 * @column: from the left, less than stempel_qr_code_get_size()
 * @row: from the top, likewise
 *
 * Returns: whether that module is dark
 */
gboolean
stempel_qr_code_is_dark (StempelQrCode *self, guint column, guint row)
{
  g_return_val_if_fail (STEMPEL_IS_QR_CODE (self), FALSE);
  g_return_val_if_fail (MAX (column, row) < stempel_qr_code_get_size (self), FALSE);

  return (self->code->data[row * (guint) self->code->width + column] & 1) != 0;
}
