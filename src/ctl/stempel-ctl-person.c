/* stempel-ctl-person.c: the verb that hands a person what is known about them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "stempel-ctl.h"
#include "stempel-customer-document.h"
#include "stempel-session.h"

static JsonNode *
call_export (StempelBackend *backend, gint64 id, GError **error)
{
  g_autoptr(JsonNode) request = json_from_string ("{}", NULL);

  json_object_set_int_member (json_node_get_object (request), "id", id);

  return stempel_ctl_call (backend, STEMPEL_OPERATION_CUSTOMER_EXPORT, request, NULL, error);
}

static StempelSession *
call_whoami (StempelBackend *backend, GError **error)
{
  g_autoptr(JsonNode) request = json_from_string ("{}", NULL);
  g_autoptr(JsonNode) reply = stempel_ctl_call (backend, STEMPEL_OPERATION_SESSION_WHOAMI,
                                                request, NULL, error);

  return reply != NULL
    ? (StempelSession *) stempel_record_new_from_json (STEMPEL_TYPE_SESSION, reply, error)
    : NULL;
}

/* English needs none, and a language that nobody has translated into gets English. */
static StempelCatalogue *
load_catalogue (const char *language)
{
  const char *folder = g_getenv ("STEMPEL_LOCALE_DIR");
  g_autofree char *path = NULL;
  g_autofree char *contents = NULL;
  g_autoptr(GBytes) bytes = NULL;
  gsize size;

  path = g_build_filename (folder != NULL ? folder : STEMPEL_LOCALE_DIR, language, "LC_MESSAGES",
                           GETTEXT_PACKAGE ".mo", NULL);
  if (!g_file_get_contents (path, &contents, &size, NULL))
    return NULL;

  bytes = g_bytes_new_take (g_steal_pointer (&contents), size);

  return stempel_catalogue_new (bytes);
}

static StempelCtlExit
print_document (StempelBackend *backend, JsonObject *export, const char *wanted)
{
  g_autoptr(StempelSession) session = NULL;
  g_autoptr(StempelCatalogue) catalogue = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *page = NULL;
  StempelMerchant *merchant;
  const char *language;

  session = call_whoami (backend, &error);
  if (session == NULL)
    return stempel_ctl_report_error (error);

  merchant = stempel_session_get_merchant (session);
  language = wanted != NULL ? wanted : stempel_customer_document_choose_language (export, merchant);
  catalogue = load_catalogue (language);
  page = stempel_customer_document_new (export, merchant, catalogue != NULL ? language : "en",
                                        catalogue);
  g_print ("%s", page);

  return STEMPEL_CTL_EXIT_DONE;
}

/**
 * stempel_ctl_run_customer_export:
 * @options: the options
 * @arguments: the number of a member; `json` or `html`; and the language of the page
 *
 * Prints all that is known about a person, for a program or for them to read.
 *
 * Returns: the exit status
 */
StempelCtlExit
stempel_ctl_run_customer_export (StempelCtlOptions *options, char **arguments)
{
  const char *format = arguments[1] != NULL ? arguments[1] : "json";
  const char *language = arguments[1] != NULL ? arguments[2] : NULL;
  g_autoptr(JsonNode) export = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(StempelBackend) backend = NULL;
  gint64 id;

  if (!g_ascii_string_to_signed (arguments[0], 10, 1, G_MAXINT64, &id, NULL))
    return stempel_ctl_usage ("“%s” is not the number of a member", arguments[0]);
  if (!g_str_equal (format, "html") && (!g_str_equal (format, "json") || language != NULL))
    return stempel_ctl_usage ("usage: stempelctl customer-export ID [json|html [LANGUAGE]]");
  if (language != NULL && (*language == '\0' || strspn (language, "abcdefghijklmnopqrstuvwxyz_")
                                                != strlen (language)))
    return stempel_ctl_usage ("“%s” is not a language", language);

  backend = stempel_ctl_open_backend (options, &error);
  if (backend != NULL)
    export = call_export (backend, id, &error);
  if (export == NULL)
    return stempel_ctl_report_error (error);

  if (g_str_equal (format, "html"))
    return print_document (backend, json_node_get_object (export), language);

  stempel_ctl_print_json (export);

  return STEMPEL_CTL_EXIT_DONE;
}
