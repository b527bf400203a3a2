/* stempel-profile.h: a way to a database that somebody saved
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * StempelProfileKind:
 * @STEMPEL_PROFILE_KIND_LOCAL: the private cluster of this computer
 * @STEMPEL_PROFILE_KIND_POSTGRESQL: a PostgreSQL server
 * @STEMPEL_PROFILE_KIND_SERVER: a Stempel server
 */
typedef enum
{
  STEMPEL_PROFILE_KIND_LOCAL,
  STEMPEL_PROFILE_KIND_POSTGRESQL,
  STEMPEL_PROFILE_KIND_SERVER,
} StempelProfileKind;

#define STEMPEL_TYPE_PROFILE (stempel_profile_get_type ())

G_DECLARE_FINAL_TYPE (StempelProfile, stempel_profile, STEMPEL, PROFILE, GObject)

/* Properties, writable and notified but for `id`: id, name, kind, host, port (0: the usual one),
 * database, user, sslmode (NULL: verify-full), url, merchant-id (0: none), terminal, last-used
 * (GDateTime, NULL: never). */
StempelProfile     *stempel_profile_new            (StempelProfileKind   kind);
StempelProfile     *stempel_profile_new_with_id    (const char          *id,
                                                    StempelProfileKind   kind);
const char         *stempel_profile_get_id         (StempelProfile      *self);
StempelProfileKind  stempel_profile_get_kind       (StempelProfile      *self);
const char         *stempel_profile_get_name       (StempelProfile      *self);
const char         *stempel_profile_get_host       (StempelProfile      *self);
guint               stempel_profile_get_port       (StempelProfile      *self);
const char         *stempel_profile_get_database   (StempelProfile      *self);
const char         *stempel_profile_get_user       (StempelProfile      *self);
const char         *stempel_profile_get_sslmode    (StempelProfile      *self);
const char         *stempel_profile_get_url        (StempelProfile      *self);
gint64              stempel_profile_get_merchant_id (StempelProfile     *self);
gboolean            stempel_profile_get_terminal   (StempelProfile      *self);
char               *stempel_profile_dup_place      (StempelProfile      *self);
char               *stempel_profile_check_url      (const char          *text,
                                                    GError             **error);
GDateTime          *stempel_profile_get_last_used  (StempelProfile      *self);
void                stempel_profile_touch          (StempelProfile      *self);
char               *stempel_profile_build_conninfo (StempelProfile      *self,
                                                    const char          *password);

G_END_DECLS
