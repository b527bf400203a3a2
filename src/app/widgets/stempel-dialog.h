/* stempel-dialog.h: a modal window that asks for something and does it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "stempel-client.h"
#include "stempel-form.h"

G_BEGIN_DECLS

#define STEMPEL_TYPE_DIALOG (stempel_dialog_get_type ())

G_DECLARE_DERIVABLE_TYPE (StempelDialog, stempel_dialog, STEMPEL, DIALOG, AdwWindow)

/**
 * StempelDialogClass:
 * @apply: the primary button was pressed (or Enter in a field); usually calls stempel_dialog_call()
 * @refused: stempel_dialog_call() was refused; returns whether it has told why itself
 *
 * May be derived with a template of its own: `<template class="X" parent="StempelDialog">` that
 * sets `title`, `primary-label` (with mnemonic) and `body` (the content, scrolled and padded by the
 * dialog).
 *
 * Properties: `body`, `primary-label`, `primary-destructive`, `primary-sensitive`, `cancel-label`,
 * `form`, `busy`. Signals: `apply` and `done` (StempelRecord *reply: the call came through; the
 * dialog closes after).
 */
struct _StempelDialogClass
{
  AdwWindowClass parent_class;

  void     (*apply)   (StempelDialog *self);
  gboolean (*refused) (StempelDialog *self,
                       const GError  *error);
};

StempelDialog *stempel_dialog_new          (const char       *title,
                                            const char       *primary_label,
                                            GtkWidget        *body);
void           stempel_dialog_set_form     (StempelDialog    *self,
                                            StempelForm      *form);
StempelForm   *stempel_dialog_get_form     (StempelDialog    *self);
void           stempel_dialog_present_for  (StempelDialog    *self,
                                            GtkWidget        *origin);
void           stempel_dialog_set_busy     (StempelDialog    *self,
                                            gboolean          busy);
void           stempel_dialog_show_error   (StempelDialog    *self,
                                            const GError     *error);
void           stempel_dialog_show_message (StempelDialog    *self,
                                            const char       *sentence);
void           stempel_dialog_clear_error  (StempelDialog    *self);
void           stempel_dialog_call         (StempelDialog    *self,
                                            StempelClient    *client,
                                            StempelOperation  operation,
                                            JsonNode         *request);
void           stempel_dialog_close_now    (StempelDialog    *self);

G_END_DECLS
