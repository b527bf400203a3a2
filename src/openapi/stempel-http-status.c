/* stempel-http-status.c: the HTTP status of a refusal
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "stempel-http-status.h"

static const struct
{
  StempelError code;
  guint        status;
} statuses[] = {
  { STEMPEL_ERROR_INVALID, 422 },
  { STEMPEL_ERROR_NOT_FOUND, 404 },
  { STEMPEL_ERROR_FORBIDDEN, 403 },
  { STEMPEL_ERROR_UNAUTHENTICATED, 401 },
  { STEMPEL_ERROR_STALE, 412 },
  { STEMPEL_ERROR_PIN_REQUIRED, 401 },
  { STEMPEL_ERROR_PIN_INVALID, 401 },
  { STEMPEL_ERROR_PIN_LOCKED, 423 },
  { STEMPEL_ERROR_RATE_LIMITED, 429 },
  { STEMPEL_ERROR_UNAVAILABLE, 503 },
};

static const struct
{
  guint       status;
  const char *title;
} titles[] = {
  { 400, "Bad Request" },
  { 401, "Unauthorized" },
  { 403, "Forbidden" },
  { 404, "Not Found" },
  { 405, "Method Not Allowed" },
  { 409, "Conflict" },
  { 412, "Precondition Failed" },
  { 413, "Content Too Large" },
  { 415, "Unsupported Media Type" },
  { 422, "Unprocessable Content" },
  { 423, "Locked" },
  { 429, "Too Many Requests" },
  { 431, "Request Header Fields Too Large" },
  { 500, "Internal Server Error" },
  { 503, "Service Unavailable" },
};

/**
 * stempel_http_status_for_code:
 * @code: why an operation was refused
 *
 * Returns: the status that says it; where no other fits, 409: it is a conflict
 */
guint
stempel_http_status_for_code (StempelError code)
{
  for (guint i = 0; i < G_N_ELEMENTS (statuses); i++)
    {
      if (statuses[i].code == code)
        return statuses[i].status;
    }

  return 409;
}

/**
 * stempel_http_status_get_title:
 * @status: a status that Stempel answers with
 *
 * Returns: its phrase (RFC 9110)
 */
const char *
stempel_http_status_get_title (guint status)
{
  for (guint i = 0; i < G_N_ELEMENTS (titles); i++)
    {
      if (titles[i].status == status)
        return titles[i].title;
    }

  g_return_val_if_reached ("");
}
