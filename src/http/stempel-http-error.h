/* stempel-http-error.h: what went wrong on the way to a server, as StempelError
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The fact `reason` of an %STEMPEL_ERROR_UNAVAILABLE that was made here. The first four are also
 * what a server says of its own way to the database. */
#define STEMPEL_HTTP_REASON_CONNECTION "connection" /* no line, or it was lost */
#define STEMPEL_HTTP_REASON_TIMEOUT "timeout" /* no answer in time */
#define STEMPEL_HTTP_REASON_BUSY "busy" /* nothing was done, try again */
#define STEMPEL_HTTP_REASON_CLOSED "closed" /* the backend was closed */
#define STEMPEL_HTTP_REASON_FOREIGN "foreign" /* what answers is no Stempel */
#define STEMPEL_HTTP_REASON_TOO_LARGE "too_large" /* the answer has no end */
#define STEMPEL_HTTP_REASON_TLS "tls" /* no encrypted line was agreed on */
#define STEMPEL_HTTP_REASON_CERTIFICATE "certificate" /* fact `fault` says what is wrong */

/* The fact `fault` of a certificate. */
#define STEMPEL_HTTP_FAULT_REVOKED "revoked"
#define STEMPEL_HTTP_FAULT_ISSUER "unknown_issuer"
#define STEMPEL_HTTP_FAULT_NAME "wrong_name"
#define STEMPEL_HTTP_FAULT_EXPIRED "expired"
#define STEMPEL_HTTP_FAULT_NOT_YET "not_yet_valid"
#define STEMPEL_HTTP_FAULT_WEAK "weak"

GError   *stempel_http_error_new               (const char           *reason,
                                                const char           *message);
GError   *stempel_http_error_new_for_transport (const GError         *error,
                                                GTlsCertificateFlags  flags);
gboolean  stempel_http_error_has_reason        (const GError         *error,
                                                const char           *reason);

G_END_DECLS
