/* stempel-profile-store.c: the connections that somebody saved
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <errno.h>

#include <glib/gstdio.h>

#include "stempel-client-enums.h"
#include "stempel-profile-store.h"

/**
 * StempelProfileStore:
 *
 * The saved connections, one group per profile in a key file, without passwords. The file is
 * replaced as a whole: after a crash it is the old one or the new one.
 */
struct _StempelProfileStore
{
  GObject parent_instance;

  char      *path;     /* (owned) */
  GPtrArray *profiles; /* (owned) (element-type StempelProfile) */
  GMutex     writing;  /* held by the thread that writes, so that the last save wins */
  guint64    n_saves;
  guint64    written;  /* the number of the save that the file holds; guarded by @writing */
};

static void stempel_profile_store_iface_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (StempelProfileStore, stempel_profile_store, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL,
                                                      stempel_profile_store_iface_init))

typedef struct
{
  guint64  number;
  char    *text; /* (owned) */
} Save;

static void
save_free (Save *save)
{
  g_free (save->text);
  g_free (save);
}

static GType
stempel_profile_store_get_item_type (GListModel *model)
{
  return STEMPEL_TYPE_PROFILE;
}

static guint
stempel_profile_store_get_n_items (GListModel *model)
{
  return STEMPEL_PROFILE_STORE (model)->profiles->len;
}

static gpointer
stempel_profile_store_get_item (GListModel *model, guint position)
{
  StempelProfileStore *self = STEMPEL_PROFILE_STORE (model);

  return position < self->profiles->len ? g_object_ref (self->profiles->pdata[position]) : NULL;
}

static void
stempel_profile_store_iface_init (GListModelInterface *iface)
{
  iface->get_item_type = stempel_profile_store_get_item_type;
  iface->get_n_items = stempel_profile_store_get_n_items;
  iface->get_item = stempel_profile_store_get_item;
}

static void
stempel_profile_store_finalize (GObject *object)
{
  StempelProfileStore *self = STEMPEL_PROFILE_STORE (object);

  g_free (self->path);
  g_clear_pointer (&self->profiles, g_ptr_array_unref);
  g_mutex_clear (&self->writing);

  G_OBJECT_CLASS (stempel_profile_store_parent_class)->finalize (object);
}

static void
stempel_profile_store_class_init (StempelProfileStoreClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = stempel_profile_store_finalize;
}

static void
stempel_profile_store_init (StempelProfileStore *self)
{
  self->profiles = g_ptr_array_new_with_free_func (g_object_unref);
  g_mutex_init (&self->writing);
}

/**
 * stempel_profile_store_new:
 * @path: (nullable): the file; %NULL for the one of this user
 *
 * Returns: (transfer full): a store that is not loaded yet
 */
StempelProfileStore *
stempel_profile_store_new (const char *path)
{
  StempelProfileStore *self = g_object_new (STEMPEL_TYPE_PROFILE_STORE, NULL);

  self->path = path != NULL ? g_strdup (path)
                            : g_build_filename (g_get_user_config_dir (), "stempel",
                                                "connections.ini", NULL);

  return self;
}

static const struct
{
  const char *key;
  const char *property;
} text_keys[] = {
  { "Name", "name" },
  { "Host", "host" },
  { "Database", "database" },
  { "User", "user" },
  { "SslMode", "sslmode" },
  { "Url", "url" },
};

static gboolean
kind_from_nick (const char *nick, StempelProfileKind *kind)
{
  g_autoptr(GEnumClass) enum_class = g_type_class_ref (STEMPEL_TYPE_PROFILE_KIND);
  GEnumValue *value = nick != NULL ? g_enum_get_value_by_nick (enum_class, nick) : NULL;

  if (value != NULL)
    *kind = (StempelProfileKind) value->value;

  return value != NULL;
}

static const char *
kind_to_nick (StempelProfileKind kind)
{
  g_autoptr(GEnumClass) enum_class = g_type_class_ref (STEMPEL_TYPE_PROFILE_KIND);

  return g_enum_get_value (enum_class, (int) kind)->value_nick;
}

/* Returns NULL for a group that says nothing useful. */
static StempelProfile *
profile_from_group (GKeyFile *file, const char *group)
{
  g_autofree char *nick = g_key_file_get_string (file, group, "Kind", NULL);
  gint64 merchant_id = g_key_file_get_int64 (file, group, "MerchantId", NULL);
  gint64 last_used = g_key_file_get_int64 (file, group, "LastUsed", NULL);
  int port = g_key_file_get_integer (file, group, "Port", NULL);
  StempelProfileKind kind;
  StempelProfile *profile;

  if (!g_uuid_string_is_valid (group) || !kind_from_nick (nick, &kind))
    return NULL;

  profile = stempel_profile_new_with_id (group, kind);

  for (guint i = 0; i < G_N_ELEMENTS (text_keys); i++)
    {
      g_autofree char *text = g_key_file_get_string (file, group, text_keys[i].key, NULL);

      g_object_set (profile, text_keys[i].property, text, NULL);
    }

  if (port > 0 && port <= G_MAXUINT16)
    g_object_set (profile, "port", (guint) port, NULL);

  if (merchant_id > 0)
    g_object_set (profile, "merchant-id", merchant_id, NULL);

  g_object_set (profile, "terminal", g_key_file_get_boolean (file, group, "Terminal", NULL), NULL);

  if (last_used > 0)
    {
      g_autoptr(GDateTime) time = g_date_time_new_from_unix_utc (last_used);

      g_object_set (profile, "last-used", time, NULL);
    }

  return profile;
}

static void
profile_to_group (StempelProfile *profile, GKeyFile *file)
{
  const char *group = stempel_profile_get_id (profile);
  GDateTime *last_used = stempel_profile_get_last_used (profile);

  g_key_file_set_string (file, group, "Kind", kind_to_nick (stempel_profile_get_kind (profile)));

  for (guint i = 0; i < G_N_ELEMENTS (text_keys); i++)
    {
      g_autofree char *text = NULL;

      g_object_get (profile, text_keys[i].property, &text, NULL);
      if (text != NULL)
        g_key_file_set_string (file, group, text_keys[i].key, text);
    }

  if (stempel_profile_get_port (profile) != 0)
    g_key_file_set_integer (file, group, "Port", (int) stempel_profile_get_port (profile));

  if (stempel_profile_get_merchant_id (profile) != 0)
    g_key_file_set_int64 (file, group, "MerchantId", stempel_profile_get_merchant_id (profile));

  if (stempel_profile_get_terminal (profile))
    g_key_file_set_boolean (file, group, "Terminal", TRUE);

  if (last_used != NULL)
    g_key_file_set_int64 (file, group, "LastUsed", g_date_time_to_unix (last_used));
}

/* What cannot be read is kept beside the file, so that the next save does not destroy it. */
static void
put_aside (const char *path)
{
  g_autofree char *aside = g_strconcat (path, ".broken", NULL);

  if (g_rename (path, aside) != 0)
    g_warning ("Cannot keep the unreadable %s: %s", path, g_strerror (errno));
}

/**
 * stempel_profile_store_load:
 * @self: a store
 * @error: return location for a %G_FILE_ERROR or %G_KEY_FILE_ERROR
 *
 * Reads the file, a few lines; no file is no profile. Blocks for as long as that takes.
 *
 * Returns: whether the profiles were loaded
 */
gboolean
stempel_profile_store_load (StempelProfileStore *self, GError **error)
{
  g_autoptr(GKeyFile) file = g_key_file_new ();
  g_autoptr(GError) local_error = NULL;
  g_auto(GStrv) groups = NULL;
  guint n_before;

  g_return_val_if_fail (STEMPEL_IS_PROFILE_STORE (self), FALSE);

  if (!g_key_file_load_from_file (file, self->path, G_KEY_FILE_NONE, &local_error) &&
      !g_error_matches (local_error, G_FILE_ERROR, G_FILE_ERROR_NOENT))
    {
      if (local_error->domain == G_KEY_FILE_ERROR)
        put_aside (self->path);
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }

  n_before = self->profiles->len;
  g_ptr_array_set_size (self->profiles, 0);
  groups = g_key_file_get_groups (file, NULL);

  for (guint i = 0; groups[i] != NULL; i++)
    {
      StempelProfile *profile = profile_from_group (file, groups[i]);

      if (profile != NULL)
        g_ptr_array_add (self->profiles, profile);
    }

  g_list_model_items_changed (G_LIST_MODEL (self), 0, n_before, self->profiles->len);

  return TRUE;
}

static gboolean
write_file (const char *path, const char *text, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);

  if (g_mkdir_with_parents (folder, 0700) != 0)
    {
      int number = errno;

      g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (number),
                   "Cannot make %s: %s", folder, g_strerror (number));
      return FALSE;
    }

  return g_file_set_contents_full (path, text, -1,
                                   G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE,
                                   0600, error);
}

static void
save_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  StempelProfileStore *self = STEMPEL_PROFILE_STORE (source);
  Save *save = task_data;
  g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->writing);
  GError *error = NULL;

  /* Threads come in any order; what a later save wrote holds this one's changes too. */
  if (save->number > self->written)
    {
      if (!write_file (self->path, save->text, &error))
        {
          g_task_return_error (task, error);
          return;
        }

      self->written = save->number;
    }

  g_task_return_boolean (task, TRUE);
}

/**
 * stempel_profile_store_save_async:
 * @self: a store
 * @callback: (nullable): called when the file is written
 * @user_data: for @callback
 *
 * Writes the profiles as they are now.
 */
void
stempel_profile_store_save_async (StempelProfileStore *self,
                                  GAsyncReadyCallback  callback,
                                  gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  g_autoptr(GKeyFile) file = NULL;
  Save *save;

  g_return_if_fail (STEMPEL_IS_PROFILE_STORE (self));

  file = g_key_file_new ();
  for (guint i = 0; i < self->profiles->len; i++)
    profile_to_group (self->profiles->pdata[i], file);

  save = g_new0 (Save, 1);
  save->number = ++self->n_saves;
  save->text = g_key_file_to_data (file, NULL, NULL);

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, stempel_profile_store_save_async);
  g_task_set_task_data (task, save, (GDestroyNotify) save_free);
  g_task_run_in_thread (task, save_in_thread);
}

/**
 * stempel_profile_store_save_finish:
 * @self: a store
 * @result: what the callback got
 * @error: return location for a %G_FILE_ERROR
 *
 * Returns: whether the file holds the profiles
 */
gboolean
stempel_profile_store_save_finish (StempelProfileStore *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * stempel_profile_store_add:
 * @self: a store
 * @profile: (transfer none): a profile that is not in it yet
 *
 * Adds it at the end. stempel_profile_store_save_async() writes it.
 */
void
stempel_profile_store_add (StempelProfileStore *self, StempelProfile *profile)
{
  g_return_if_fail (STEMPEL_IS_PROFILE_STORE (self));
  g_return_if_fail (STEMPEL_IS_PROFILE (profile));
  g_return_if_fail (stempel_profile_store_find (self, stempel_profile_get_id (profile)) == NULL);

  g_ptr_array_add (self->profiles, g_object_ref (profile));
  g_list_model_items_changed (G_LIST_MODEL (self), self->profiles->len - 1, 0, 1);
}

/**
 * stempel_profile_store_remove:
 * @self: a store
 * @profile: a profile
 *
 * Takes it out, if it is in.
 */
void
stempel_profile_store_remove (StempelProfileStore *self, StempelProfile *profile)
{
  guint position;

  g_return_if_fail (STEMPEL_IS_PROFILE_STORE (self));

  if (!g_ptr_array_find (self->profiles, profile, &position))
    return;

  g_ptr_array_remove_index (self->profiles, position);
  g_list_model_items_changed (G_LIST_MODEL (self), position, 1, 0);
}

/**
 * stempel_profile_store_find:
 * @self: a store
 * @id: (nullable): a UUID
 *
 * Returns: (transfer none) (nullable): the profile with that id
 */
StempelProfile *
stempel_profile_store_find (StempelProfileStore *self, const char *id)
{
  g_return_val_if_fail (STEMPEL_IS_PROFILE_STORE (self), NULL);

  for (guint i = 0; i < self->profiles->len; i++)
    {
      if (g_strcmp0 (stempel_profile_get_id (self->profiles->pdata[i]), id) == 0)
        return self->profiles->pdata[i];
    }

  return NULL;
}

/**
 * stempel_profile_store_get_latest:
 * @self: a store
 *
 * Returns: (transfer none) (nullable): the profile that was used last, %NULL when none ever was
 */
StempelProfile *
stempel_profile_store_get_latest (StempelProfileStore *self)
{
  StempelProfile *latest = NULL;

  g_return_val_if_fail (STEMPEL_IS_PROFILE_STORE (self), NULL);

  for (guint i = 0; i < self->profiles->len; i++)
    {
      GDateTime *time = stempel_profile_get_last_used (self->profiles->pdata[i]);

      if (time != NULL &&
          (latest == NULL ||
           g_date_time_compare (time, stempel_profile_get_last_used (latest)) > 0))
        latest = self->profiles->pdata[i];
    }

  return latest;
}
