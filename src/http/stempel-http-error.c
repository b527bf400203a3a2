/* stempel-http-error.c: what went wrong on the way to a server, as StempelError
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "stempel-error.h"
#include "stempel-http-error.h"

static GError *
new_error (const char *reason, const char *fault, const char *message)
{
  g_autoptr(JsonObject) problem = json_object_new ();

  json_object_set_string_member (problem, "code",
                                 stempel_error_code_to_wire (STEMPEL_ERROR_UNAVAILABLE));
  json_object_set_string_member (problem, "reason", reason);
  if (fault != NULL)
    json_object_set_string_member (problem, "fault", fault);

  return stempel_error_new_for_problem (problem, message);
}

/**
 * stempel_http_error_new:
 * @reason: one of the STEMPEL_HTTP_REASON_ texts
 * @message: an English text for the log
 *
 * Returns: (transfer full): an %STEMPEL_ERROR_UNAVAILABLE whose fact `reason` is @reason
 */
GError *
stempel_http_error_new (const char *reason, const char *message)
{
  g_return_val_if_fail (reason != NULL, NULL);

  return new_error (reason, NULL, message);
}

/* Of several faults the one that makes the others meaningless comes first. */
static const struct
{
  GTlsCertificateFlags  flag;
  const char           *fault;
} faults[] = {
  { G_TLS_CERTIFICATE_REVOKED, STEMPEL_HTTP_FAULT_REVOKED },
  { G_TLS_CERTIFICATE_UNKNOWN_CA, STEMPEL_HTTP_FAULT_ISSUER },
  { G_TLS_CERTIFICATE_BAD_IDENTITY, STEMPEL_HTTP_FAULT_NAME },
  { G_TLS_CERTIFICATE_EXPIRED, STEMPEL_HTTP_FAULT_EXPIRED },
  { G_TLS_CERTIFICATE_NOT_ACTIVATED, STEMPEL_HTTP_FAULT_NOT_YET },
  { G_TLS_CERTIFICATE_INSECURE, STEMPEL_HTTP_FAULT_WEAK },
};

static const char *
find_fault (GTlsCertificateFlags flags)
{
  for (guint i = 0; i < G_N_ELEMENTS (faults); i++)
    {
      if (flags & faults[i].flag)
        return faults[i].fault;
    }

  return NULL;
}

/**
 * stempel_http_error_new_for_transport:
 * @error: an error of libsoup or GIO
 * @flags: what is wrong with the certificate that was shown, if one was
 *
 * Returns: (transfer full): an %STEMPEL_ERROR_UNAVAILABLE that says so
 */
GError *
stempel_http_error_new_for_transport (const GError *error, GTlsCertificateFlags flags)
{
  const char *reason = STEMPEL_HTTP_REASON_CONNECTION;

  g_return_val_if_fail (error != NULL, NULL);

  if (flags != G_TLS_CERTIFICATE_NO_FLAGS ||
      g_error_matches (error, G_TLS_ERROR, G_TLS_ERROR_BAD_CERTIFICATE))
    return new_error (STEMPEL_HTTP_REASON_CERTIFICATE, find_fault (flags), error->message);

  /* A line that ended without a goodbye is a line that was lost. */
  if (error->domain == G_TLS_ERROR && error->code != G_TLS_ERROR_EOF)
    reason = STEMPEL_HTTP_REASON_TLS;
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT))
    reason = STEMPEL_HTTP_REASON_TIMEOUT;

  return new_error (reason, NULL, error->message);
}

/**
 * stempel_http_error_has_reason:
 * @error: (nullable): an error
 * @reason: one of the STEMPEL_HTTP_REASON_ texts
 *
 * Returns: whether @error is an %STEMPEL_ERROR_UNAVAILABLE with that reason
 */
gboolean
stempel_http_error_has_reason (const GError *error, const char *reason)
{
  return g_error_matches (error, STEMPEL_ERROR, STEMPEL_ERROR_UNAVAILABLE) &&
         g_strcmp0 (stempel_error_get_fact_string (error, "reason"), reason) == 0;
}
