/* stempel-first-program.c: programs to begin with
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "stempel-first-program.h"
#include "stempel-program.h"

static const struct
{
  const char *title;
  const char *name;
  const char *reward;
  gint64      target;
  const char *colour;
} templates[] = {
  { N_("Coffee: the tenth one is free"), N_("Coffee Card"), N_("A free coffee"), 9, "#8b5e3c" },
  { N_("Bakery: a free loaf after ten purchases"), N_("Bread Card"), N_("A free loaf of bread"), 10,
    "#b5701a" },
  { N_("Lunch: the eleventh menu is free"), N_("Lunch Card"), N_("A free menu of the day"), 10,
    "#2d7a5f" },
  { N_("Hairdresser: a free haircut after eight"), N_("Haircut Card"), N_("A free haircut"), 8,
    "#7a4d9e" },
};

/**
 * stempel_first_program_get_n_templates:
 *
 * Returns: how many there are
 */
guint
stempel_first_program_get_n_templates (void)
{
  return G_N_ELEMENTS (templates);
}

/**
 * stempel_first_program_get_title:
 * @template_index: one of them
 *
 * Returns: (transfer none): what it offers
 */
const char *
stempel_first_program_get_title (guint template_index)
{
  g_return_val_if_fail (template_index < G_N_ELEMENTS (templates), NULL);

  return _(templates[template_index].title);
}

static JsonNode *
create_text (const char *language, const char *text)
{
  g_autoptr(JsonObject) object = json_object_new ();

  json_object_set_string_member (object, language, text);

  return json_node_init_object (json_node_alloc (), object);
}

static JsonNode *
create_request (StempelClient *client, guint template_index)
{
  StempelMerchant *merchant = stempel_session_get_merchant (stempel_client_get_session (client));
  const char *language = stempel_merchant_get_language (merchant);
  g_autoptr(JsonObject) rules = json_object_new ();
  g_autoptr(JsonNode) draft = NULL;

  json_object_set_member (rules, "names",
                          create_text (language, _(templates[template_index].name)));
  json_object_set_member (rules, "reward",
                          create_text (language, _(templates[template_index].reward)));
  json_object_set_int_member (rules, "stamps_target", templates[template_index].target);
  json_object_set_string_member (rules, "colour", templates[template_index].colour);
  draft = json_node_init_object (json_node_alloc (), rules);

  return stempel_request_new ("kind", "s", "stamps", "draft", "n", draft, NULL);
}

static void
published_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  g_autoptr(StempelRecord) reply = NULL;
  GError *error = NULL;

  reply = stempel_client_call_finish (STEMPEL_CLIENT (object), result, &error);

  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

static void
saved_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  g_autoptr(StempelRecord) reply = NULL;
  g_autoptr(JsonNode) request = NULL;
  g_autofree char *key = g_uuid_string_random ();
  GError *error = NULL;

  reply = stempel_client_call_finish (STEMPEL_CLIENT (object), result, &error);

  if (error != NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  request = stempel_request_new ("id", "x", stempel_record_get_id (reply), NULL);
  stempel_client_call_async (STEMPEL_CLIENT (object), STEMPEL_OPERATION_PROGRAM_PUBLISH, request,
                             key, NULL, published_cb, g_steal_pointer (&task));
}

/**
 * stempel_first_program_create_async:
 * @client: a client of a manager
 * @template_index: which one
 * @callback: called when it is published
 * @user_data: for @callback
 */
void
stempel_first_program_create_async (StempelClient       *client,
                                    guint                template_index,
                                    GAsyncReadyCallback  callback,
                                    gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  g_autoptr(JsonNode) request = NULL;
  g_autofree char *key = g_uuid_string_random ();

  g_return_if_fail (STEMPEL_IS_CLIENT (client));
  g_return_if_fail (template_index < G_N_ELEMENTS (templates));

  task = g_task_new (client, NULL, callback, user_data);
  g_task_set_source_tag (task, stempel_first_program_create_async);

  request = create_request (client, template_index);
  stempel_client_call_async (client, STEMPEL_OPERATION_PROGRAM_SAVE, request, key, NULL,
                             saved_cb, g_steal_pointer (&task));
}

/**
 * stempel_first_program_create_finish:
 * @client: the client
 * @result: what the callback got
 * @error: return location for an error
 *
 * Returns: whether the program is published
 */
gboolean
stempel_first_program_create_finish (StempelClient *client, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, client), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
