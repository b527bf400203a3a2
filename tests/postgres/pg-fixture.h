/* pg-fixture.h: what the tests of src/pg share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "stempel-pg-connection.h"

G_BEGIN_DECLS

char                *pg_fixture_create_database (void);
void                 pg_fixture_execute         (const char          *conninfo,
                                                 const char          *sql);
char                *pg_fixture_ask             (const char          *conninfo,
                                                 const char          *sql);
void                 pg_fixture_wait            (gpointer            *answer);
void                 pg_fixture_spin            (guint                milliseconds);
void                 pg_fixture_take_result     (GObject             *object,
                                                 GAsyncResult        *result,
                                                 gpointer             user_data);
StempelPgConnection *pg_fixture_open            (const char          *conninfo);
PGresult            *pg_fixture_query           (StempelPgConnection *connection,
                                                 StempelPgQueryFlags  flags,
                                                 const char          *sql,
                                                 const char          *value,
                                                 guint                milliseconds,
                                                 GCancellable        *cancellable,
                                                 GError             **error);

G_END_DECLS
