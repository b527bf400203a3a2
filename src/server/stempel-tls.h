/* stempel-tls.h: the certificate that the server shows
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>
#include <gnutls/abstract.h>

G_BEGIN_DECLS

/* What GnuTLS is to agree to: TLS 1.2 or newer, and keys that are forgotten with the session. */
#define STEMPEL_TLS_PRIORITIES "NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2:-RSA:%SERVER_PRECEDENCE"

typedef struct _StempelTls StempelTls;

StempelTls *stempel_tls_new         (const char                   *certificate,
                                     const char                   *key,
                                     GError                      **error);
void        stempel_tls_free        (StempelTls                   *self);
void        stempel_tls_use         (StempelTls                   *self);
gint64      stempel_tls_get_expires (void);
int         stempel_tls_retrieve    (gnutls_session_t              session,
                                     const gnutls_datum_t         *authorities,
                                     int                           n_authorities,
                                     const gnutls_pk_algorithm_t  *algorithms,
                                     int                           n_algorithms,
                                     gnutls_pcert_st             **chain,
                                     unsigned int                 *length,
                                     gnutls_privkey_t             *key);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (StempelTls, stempel_tls_free)

G_END_DECLS
