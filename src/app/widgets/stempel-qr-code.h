/* stempel-qr-code.h: a QR code on the screen
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define STEMPEL_TYPE_QR_CODE (stempel_qr_code_get_type ())

G_DECLARE_FINAL_TYPE (StempelQrCode, stempel_qr_code, STEMPEL, QR_CODE, GtkWidget)

GtkWidget  *stempel_qr_code_new      (void);
const char *stempel_qr_code_get_text (StempelQrCode *self);
void        stempel_qr_code_set_text (StempelQrCode *self,
                                      const char    *text);
guint       stempel_qr_code_get_size (StempelQrCode *self);
gboolean    stempel_qr_code_is_dark  (StempelQrCode *self,
                                      guint          column,
                                      guint          row);

G_END_DECLS
