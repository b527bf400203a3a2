/* fake-backend.h: a backend whose replies the test gives
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "stempel-backend.h"

G_BEGIN_DECLS

#define TYPE_FAKE_BACKEND (fake_backend_get_type ())

G_DECLARE_FINAL_TYPE (FakeBackend, fake_backend, FAKE, BACKEND, GObject)

/* Calls wait, in the order they came, until the test replies to them or closes the backend. */
FakeBackend      *fake_backend_new           (void);
guint             fake_backend_get_n_calls   (FakeBackend *self);
int               fake_backend_find          (FakeBackend      *self,
                                              StempelOperation  operation);
StempelOperation  fake_backend_get_operation (FakeBackend *self,
                                              guint        call);
JsonObject       *fake_backend_get_request   (FakeBackend *self,
                                              guint        call);
const char       *fake_backend_get_key       (FakeBackend *self,
                                              guint        call);
GCancellable     *fake_backend_get_cancellable (FakeBackend *self,
                                                guint        call);
void              fake_backend_reply         (FakeBackend *self,
                                              guint        call,
                                              const char  *json);
void              fake_backend_fail          (FakeBackend *self,
                                              guint        call,
                                              GError      *error);

void              fake_backend_set_state     (FakeBackend         *self,
                                              StempelBackendState  state);

G_END_DECLS
