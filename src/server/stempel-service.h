/* stempel-service.h: what a service manager hands over and wants to know
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * StempelServiceDoor:
 * @STEMPEL_SERVICE_DOOR_OPERATIONS: for clients
 * @STEMPEL_SERVICE_DOOR_TLS: for clients that speak TLS
 * @STEMPEL_SERVICE_DOOR_STATUS: for those who look after the server
 *
 * Who comes in through a socket.
 */
typedef enum
{
  STEMPEL_SERVICE_DOOR_OPERATIONS,
  STEMPEL_SERVICE_DOOR_TLS,
  STEMPEL_SERVICE_DOOR_STATUS,
} StempelServiceDoor;

GPtrArray *stempel_service_take_sockets     (StempelServiceDoor   door,
                                             GError             **error);
void       stempel_service_notify           (const char          *state);
void       stempel_service_notify_reloading (void);
guint      stempel_service_watch            (void);

G_END_DECLS
