/* stempel-secrets.c: passwords and tokens, kept by the secret service of the desktop
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <libsecret/secret.h>

#include "stempel-secrets.h"

/* A locked keyring whose prompt nobody sees never answers. */
#define TIME_LIMIT_SECONDS 5

static const SecretSchema schema = {
  "lu.stempel.Stempel.Connection",
  SECRET_SCHEMA_NONE,
  {
    { "profile", SECRET_SCHEMA_ATTRIBUTE_STRING },
    { NULL, 0 },
  },
};

/* One question to the service. The task is answered once: by the service, by the clock, or by the
 * caller's cancellable; whatever comes later is dropped. */
typedef struct
{
  GTask        *task;        /* (owned) */
  GCancellable *cancellable; /* (owned) what the service is stopped with */
  GCancellable *outer;       /* (owned) (nullable) the caller's */
  gulong        outer_id;
  guint         timeout_id;
  gboolean      answered;
} Question;

static void
question_clear (Question *question)
{
  g_clear_object (&question->task);
  g_clear_object (&question->cancellable);
  g_clear_object (&question->outer);
}

static void
question_unref (Question *question)
{
  g_rc_box_release_full (question, (GDestroyNotify) question_clear);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Question, question_unref)

static gboolean
question_take_answer (Question *question)
{
  if (question->answered)
    return FALSE;

  question->answered = TRUE;
  g_clear_handle_id (&question->timeout_id, g_source_remove);

  if (question->outer_id != 0)
    g_cancellable_disconnect (question->outer, question->outer_id);
  question->outer_id = 0;

  return TRUE;
}

static gboolean
time_is_over_cb (gpointer user_data)
{
  g_autoptr(Question) question = g_rc_box_acquire (user_data);

  question->timeout_id = 0;

  if (question_take_answer (question))
    {
      g_message ("The secret service does not answer");
      g_cancellable_cancel (question->cancellable);
      g_task_return_new_error (question->task, G_IO_ERROR, G_IO_ERROR_TIMED_OUT, "No answer");
    }

  return G_SOURCE_REMOVE;
}

static void
outer_cancelled_cb (GCancellable *outer, gpointer user_data)
{
  g_cancellable_cancel (user_data);
}

static Question *
question_new (StempelProfile      *profile,
              GCancellable        *cancellable,
              GAsyncReadyCallback  callback,
              gpointer             user_data,
              gpointer             source_tag)
{
  Question *question = g_rc_box_new0 (Question);

  question->task = g_task_new (profile, cancellable, callback, user_data);
  g_task_set_source_tag (question->task, source_tag);
  /* Cancelled means "not remembered" like everything else. */
  g_task_set_check_cancellable (question->task, FALSE);

  question->cancellable = g_cancellable_new ();
  question->timeout_id = g_timeout_add_seconds_full (G_PRIORITY_DEFAULT, TIME_LIMIT_SECONDS,
                                                     time_is_over_cb, g_rc_box_acquire (question),
                                                     (GDestroyNotify) question_unref);

  if (cancellable != NULL)
    {
      question->outer = g_object_ref (cancellable);
      question->outer_id = g_cancellable_connect (cancellable, G_CALLBACK (outer_cancelled_cb),
                                                  g_object_ref (question->cancellable),
                                                  g_object_unref);
    }

  return question;
}

static void
log_failure (const GError *error)
{
  if (error != NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_message ("The secret service failed: %s", error->message);
}

static void
lookup_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(Question) question = user_data;
  g_autoptr(GError) error = NULL;
  char *password = secret_password_lookup_finish (result, &error);

  log_failure (error);

  if (question_take_answer (question))
    g_task_return_pointer (question->task, password, (GDestroyNotify) secret_password_free);
  else
    secret_password_free (password);
}

/**
 * stempel_secrets_lookup_async:
 * @profile: a profile
 * @cancellable: (nullable): stops it
 * @callback: called after a few seconds at the latest
 * @user_data: for @callback
 *
 * Asks for the password of a profile.
 */
void
stempel_secrets_lookup_async (StempelProfile      *profile,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  Question *question;

  g_return_if_fail (STEMPEL_IS_PROFILE (profile));

  question = question_new (profile, cancellable, callback, user_data, stempel_secrets_lookup_async);
  secret_password_lookup (&schema, question->cancellable, lookup_cb, question,
                          "profile", stempel_profile_get_id (profile), NULL);
}

/**
 * stempel_secrets_lookup_finish:
 * @profile: a profile
 * @result: what the callback got
 *
 * Returns: (transfer full) (nullable): the password, or %NULL when it is not remembered or cannot
 * be had
 */
char *
stempel_secrets_lookup_finish (StempelProfile *profile, GAsyncResult *result)
{
  char *secret, *password;

  g_return_val_if_fail (g_task_is_valid (result, profile), NULL);

  secret = g_task_propagate_pointer (G_TASK (result), NULL);
  password = g_strdup (secret);
  secret_password_free (secret);

  return password;
}

static void
store_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(Question) question = user_data;
  g_autoptr(GError) error = NULL;
  gboolean stored = secret_password_store_finish (result, &error);

  log_failure (error);

  if (question_take_answer (question))
    g_task_return_boolean (question->task, stored);
}

/**
 * stempel_secrets_store_async:
 * @profile: a profile
 * @password: its password
 * @cancellable: (nullable): stops it
 * @callback: called after a few seconds at the latest
 * @user_data: for @callback
 *
 * Asks the service to remember a password.
 */
void
stempel_secrets_store_async (StempelProfile      *profile,
                             const char          *password,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  g_autofree char *label = NULL;
  Question *question;

  g_return_if_fail (STEMPEL_IS_PROFILE (profile));
  g_return_if_fail (password != NULL);

  label = g_strdup_printf ("Stempel: %s", stempel_profile_get_name (profile) != NULL
                                            ? stempel_profile_get_name (profile)
                                            : stempel_profile_get_host (profile));

  question = question_new (profile, cancellable, callback, user_data, stempel_secrets_store_async);
  secret_password_store (&schema, SECRET_COLLECTION_DEFAULT, label, password,
                         question->cancellable, store_cb, question,
                         "profile", stempel_profile_get_id (profile), NULL);
}

/**
 * stempel_secrets_store_finish:
 * @profile: a profile
 * @result: what the callback got
 *
 * Returns: whether the password is remembered
 */
gboolean
stempel_secrets_store_finish (StempelProfile *profile, GAsyncResult *result)
{
  g_return_val_if_fail (g_task_is_valid (result, profile), FALSE);

  return g_task_propagate_boolean (G_TASK (result), NULL);
}

static void
forget_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(Question) question = user_data;
  g_autoptr(GError) error = NULL;

  secret_password_clear_finish (result, &error);
  log_failure (error);

  if (question_take_answer (question))
    g_task_return_boolean (question->task, TRUE);
}

/**
 * stempel_secrets_forget_async:
 * @profile: a profile
 * @cancellable: (nullable): stops it
 * @callback: (nullable): called after a few seconds at the latest
 * @user_data: for @callback
 *
 * Asks the service to forget the password of a profile.
 */
void
stempel_secrets_forget_async (StempelProfile      *profile,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  Question *question;

  g_return_if_fail (STEMPEL_IS_PROFILE (profile));

  question = question_new (profile, cancellable, callback, user_data, stempel_secrets_forget_async);
  secret_password_clear (&schema, question->cancellable, forget_cb, question,
                         "profile", stempel_profile_get_id (profile), NULL);
}

/**
 * stempel_secrets_forget_finish:
 * @profile: a profile
 * @result: what the callback got
 */
void
stempel_secrets_forget_finish (StempelProfile *profile, GAsyncResult *result)
{
  g_return_if_fail (g_task_is_valid (result, profile));

  g_task_propagate_boolean (G_TASK (result), NULL);
}
