/* http-script.h: a server that answers what it was told to, or breaks the line
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _HttpScript HttpScript;

/* Instead of an answer, or at its end: the line breaks. Or nothing ever comes. */
#define HTTP_SCRIPT_CUT "\001cut"
#define HTTP_SCRIPT_SILENCE "silence"

HttpScript *http_script_new           (void);
char       *http_script_get_url       (HttpScript *self);
void        http_script_say           (HttpScript *self,
                                       const char *answer);
void        http_script_reply         (HttpScript *self,
                                       guint       status,
                                       const char *headers,
                                       const char *body);
char       *http_script_take_request  (HttpScript *self);
guint       http_script_get_n_probes  (HttpScript *self);
void        http_script_stop          (HttpScript *self);
void        http_script_go_on         (HttpScript *self);
void        http_script_free          (HttpScript *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HttpScript, http_script_free)

G_END_DECLS
