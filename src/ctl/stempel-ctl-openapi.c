/* stempel-ctl-openapi.c: the verb that describes the operations over HTTP
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "stempel-ctl.h"
#include "stempel-openapi.h"

/**
 * stempel_ctl_run_openapi:
 * @options: the options
 * @arguments: none
 *
 * Returns: the exit status
 */
StempelCtlExit
stempel_ctl_run_openapi (StempelCtlOptions *options, char **arguments)
{
  g_autoptr(JsonNode) request = json_from_string ("{}", NULL);
  g_autoptr(JsonNode) reply = NULL;
  g_autoptr(StempelRecord) described = NULL;
  g_autoptr(JsonNode) document = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(StempelBackend) backend = stempel_ctl_open_backend (options, &error);

  if (backend != NULL)
    reply = stempel_ctl_call (backend, STEMPEL_OPERATION_INTERFACE_GET, request, NULL, &error);
  if (reply != NULL)
    described = stempel_record_new_from_json (STEMPEL_TYPE_INTERFACE, reply, &error);
  if (described == NULL)
    return stempel_ctl_report_error (error);

  document = stempel_openapi_new (STEMPEL_INTERFACE (described));
  stempel_ctl_print_json (document);

  return STEMPEL_CTL_EXIT_DONE;
}
