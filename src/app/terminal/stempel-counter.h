/* stempel-counter.h: the place a terminal stands at, and who is signed in there
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "stempel-client.h"
#include "stempel-pin-grant.h"
#include "stempel-press.h"
#include "stempel-store.h"

G_BEGIN_DECLS

#define STEMPEL_TYPE_COUNTER (stempel_counter_get_type ())

G_DECLARE_FINAL_TYPE (StempelCounter, stempel_counter, STEMPEL, COUNTER, GObject)

/* Properties: `client` (construct only), `store`, `signed-in` (name, NULL for nobody),
 * `signed-in-until`. Signal: `locked`, when somebody was signed in and is not any longer. */
StempelCounter *stempel_counter_new                 (StempelClient   *client);

StempelClient  *stempel_counter_get_client          (StempelCounter  *self);
StempelStore   *stempel_counter_get_store           (StempelCounter  *self);
gint64          stempel_counter_get_store_id        (StempelCounter  *self);
void            stempel_counter_set_store           (StempelCounter  *self,
                                                     StempelStore    *store);
gint64          stempel_counter_get_remembered_store (StempelCounter *self);

const char     *stempel_counter_get_signed_in       (StempelCounter  *self);
GDateTime      *stempel_counter_get_signed_in_until (StempelCounter  *self);
gint64          stempel_counter_get_last_employee   (StempelCounter  *self);
void            stempel_counter_set_last_employee   (StempelCounter  *self,
                                                     gint64           employee_id);
void            stempel_counter_sign_in             (StempelCounter  *self,
                                                     StempelPinGrant *grant);
void            stempel_counter_sign_in_without_pin (StempelCounter  *self,
                                                     gint64           employee_id,
                                                     const char      *name);
gboolean        stempel_counter_authorise           (StempelCounter  *self,
                                                     StempelPress    *press);
void            stempel_counter_lock                (StempelCounter  *self);
void            stempel_counter_forget              (StempelCounter  *self);
void            stempel_counter_touch               (StempelCounter  *self);
void            stempel_counter_set_lock_seconds    (StempelCounter  *self,
                                                     guint            seconds);

G_END_DECLS
