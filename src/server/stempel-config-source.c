/* stempel-config-source.c: where settings come from
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What comes later counts: the file, those in conf.d beside it by their names, the environment, and
 * the command line. All that is wrong is told at once, each with where it stands.
 */

#include "config.h"

#include <gio/gio.h>

#include "stempel-config-source.h"

#define CONFIG_FILE "/etc/stempel/stempeld.conf"
#define DROP_INS "conf.d"
/* GLib's own words would quote the line. */
#define NOT_A_FILE "it has a line that is neither a [group], a key with its value, nor a # comment"

struct _StempelConfigSource
{
  char       *file;   /* (owned) (nullable) */
  gboolean    check;
  gboolean    version;
  GPtrArray  *given;  /* (owned): of each key the values of the command line, or %NULL */
};

static char *
get_variable (const StempelConfigKey *key)
{
  g_autofree char *name = g_ascii_strup (key->name, -1);

  return g_strconcat ("STEMPEL_", g_strdelimit (name, "-", '_'), NULL);
}

static void
add_options (StempelConfigSource *self, GOptionContext *context)
{
  const GOptionEntry own[] = {
    { "config", 0, 0, G_OPTION_ARG_FILENAME, &self->file,
      "The file with the settings; default: " CONFIG_FILE, "FILE" },
    { "check-config", 0, 0, G_OPTION_ARG_NONE, &self->check,
      "Only says whether the settings are right", NULL },
    { "version", 0, 0, G_OPTION_ARG_NONE, &self->version, "Only says which version it is", NULL },
    { NULL }
  };

  g_option_context_add_main_entries (context, own, NULL);
  for (guint i = 0; i < self->given->len; i++)
    {
      const StempelConfigKey *key = stempel_config_get_key (i);
      const GOptionEntry entry[] = {
        { key->name, 0, 0, G_OPTION_ARG_STRING_ARRAY, &g_ptr_array_index (self->given, i),
          key->help, key->argument },
        { NULL }
      };

      g_option_context_add_main_entries (context, entry, NULL);
    }
}

/**
 * stempel_config_source_new:
 * @argc: (inout): how many arguments there are
 * @argv: (inout): the arguments of the program
 * @error: return location for a %G_OPTION_ERROR
 *
 * Returns: (transfer full): what the command line says, or %NULL if it is wrong
 */
StempelConfigSource *
stempel_config_source_new (int *argc, char ***argv, GError **error)
{
  g_autoptr(StempelConfigSource) self = g_new0 (StempelConfigSource, 1);
  g_autoptr(GOptionContext) context = g_option_context_new (NULL);

  self->given = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
  g_ptr_array_set_size (self->given, (int) stempel_config_get_n_keys ());
  g_option_context_set_summary (context, "Opens the operations of Stempel over HTTP.");
  add_options (self, context);
  if (!g_option_context_parse (context, argc, argv, error))
    return NULL;

  if (*argc > 1)
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                   "it needs --database and no other arguments");
      return NULL;
    }

  return g_steal_pointer (&self);
}

/**
 * stempel_config_source_free:
 * @self: (transfer full): a source
 */
void
stempel_config_source_free (StempelConfigSource *self)
{
  g_free (self->file);
  g_ptr_array_unref (self->given);
  g_free (self);
}

/**
 * stempel_config_source_is_only_to_check:
 * @self: a source
 *
 * Returns: whether the settings are to be looked at, and nothing else done
 */
gboolean
stempel_config_source_is_only_to_check (StempelConfigSource *self)
{
  return self->check;
}

/**
 * stempel_config_source_is_only_for_version:
 * @self: a source
 *
 * Returns: whether the version is to be said, and nothing else done
 */
gboolean
stempel_config_source_is_only_for_version (StempelConfigSource *self)
{
  return self->version;
}

static void G_GNUC_PRINTF (3, 4)
add_problem (GPtrArray *problems, const char *where, const char *format, ...)
{
  g_autofree char *what = NULL;
  va_list arguments;

  va_start (arguments, format);
  what = g_strdup_vprintf (format, arguments);
  va_end (arguments);

  g_ptr_array_add (problems, g_strdup_printf ("%s: %s", where, what));
}

static void
set (StempelConfig *settings, guint key, const char *where, char **values, GPtrArray *problems)
{
  g_autofree char *problem = stempel_config_set (settings, key, (const char *const *) values);

  if (problem != NULL)
    add_problem (problems, where, "%s", problem);
}

static gboolean
find_key (const char *group, const char *name, guint *found)
{
  for (guint i = 0; i < stempel_config_get_n_keys (); i++)
    {
      const StempelConfigKey *key = stempel_config_get_key (i);

      if (g_str_equal (key->group, group) && g_str_equal (key->name, name))
        {
          *found = i;
          return TRUE;
        }
    }

  return FALSE;
}

static gboolean
is_group (const char *group)
{
  for (guint i = 0; i < stempel_config_get_n_keys (); i++)
    {
      if (g_str_equal (stempel_config_get_key (i)->group, group))
        return TRUE;
    }

  return FALSE;
}

static void
read_key (StempelConfig *settings, GKeyFile *file, const char *path, const char *group,
          const char *name, GPtrArray *problems)
{
  g_autofree char *where = g_strdup_printf ("%s: [%s] %s", path, group, name);
  g_auto(GStrv) values = NULL;
  g_autoptr(GError) error = NULL;
  guint key;

  if (!find_key (group, name, &key))
    {
      add_problem (problems, where, "there is no such key");
      return;
    }

  if (stempel_config_get_key (key)->list)
    {
      values = g_key_file_get_string_list (file, group, name, NULL, &error);
    }
  else
    {
      values = g_new0 (char *, 2);
      values[0] = g_key_file_get_string (file, group, name, &error);
    }

  /* Its own words would quote the value. */
  if (error != NULL)
    add_problem (problems, where, "this is no text that such a file can hold");
  else
    set (settings, key, where, values, problems);
}

static void
read_group (StempelConfig *settings, GKeyFile *file, const char *path, const char *group,
            GPtrArray *problems)
{
  g_auto(GStrv) names = NULL;

  if (!is_group (group))
    {
      add_problem (problems, path, "[%s]: there is no such group", group);
      return;
    }

  names = g_key_file_get_keys (file, group, NULL, NULL);
  for (guint i = 0; names != NULL && names[i] != NULL; i++)
    read_key (settings, file, path, group, names[i], problems);
}

static void
read_file (StempelConfig *settings, const char *path, gboolean needed, GPtrArray *problems)
{
  g_autoptr(GKeyFile) file = g_key_file_new ();
  g_auto(GStrv) groups = NULL;
  g_autoptr(GError) error = NULL;

  if (!g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, &error))
    {
      if (needed || !g_error_matches (error, G_FILE_ERROR, G_FILE_ERROR_NOENT))
        add_problem (problems, path, "%s",
                     error->domain == G_FILE_ERROR ? error->message : NOT_A_FILE);
      return;
    }

  groups = g_key_file_get_groups (file, NULL);
  for (guint i = 0; groups[i] != NULL; i++)
    read_group (settings, file, path, groups[i], problems);
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return g_strcmp0 (*(const char *const *) a, *(const char *const *) b);
}

static void
read_drop_ins (StempelConfig *settings, const char *beside, GPtrArray *problems)
{
  g_autofree char *above = g_path_get_dirname (beside);
  g_autofree char *folder = g_build_filename (above, DROP_INS, NULL);
  g_autoptr(GDir) dir = g_dir_open (folder, 0, NULL);
  g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      if (g_str_has_suffix (name, ".conf"))
        g_ptr_array_add (names, g_strdup (name));
    }

  g_ptr_array_sort (names, compare_names);
  for (guint i = 0; i < names->len; i++)
    {
      g_autofree char *path = g_build_filename (folder, g_ptr_array_index (names, i), NULL);

      read_file (settings, path, TRUE, problems);
    }
}

static void
read_environment (StempelConfig *settings, GPtrArray *problems)
{
  for (guint i = 0; i < stempel_config_get_n_keys (); i++)
    {
      const StempelConfigKey *key = stempel_config_get_key (i);
      g_autofree char *variable = get_variable (key);
      const char *value = g_getenv (variable);
      g_auto(GStrv) values = NULL;

      if (value == NULL)
        continue;

      values = g_strsplit (value, ";", key->list ? -1 : 1);
      set (settings, i, variable, values, problems);
    }
}

static void
read_command_line (StempelConfigSource *self, StempelConfig *settings, GPtrArray *problems)
{
  for (guint i = 0; i < self->given->len; i++)
    {
      g_autofree char *option = g_strconcat ("--", stempel_config_get_key (i)->name, NULL);

      if (g_ptr_array_index (self->given, i) != NULL)
        set (settings, i, option, g_ptr_array_index (self->given, i), problems);
    }
}

/**
 * stempel_config_source_read:
 * @self: a source
 * @problems: (element-type utf8): where everything that is wrong is added, each as one line
 *
 * Reads everything anew, each time.
 *
 * Returns: (transfer full) (nullable): the settings, or %NULL if anything is wrong
 */
StempelConfig *
stempel_config_source_read (StempelConfigSource *self, GPtrArray *problems)
{
  g_autoptr(StempelConfig) settings = stempel_config_new ();
  const char *file = self->file != NULL ? self->file : CONFIG_FILE;

  read_file (settings, file, self->file != NULL, problems);
  read_drop_ins (settings, file, problems);
  read_environment (settings, problems);
  read_command_line (self, settings, problems);
  stempel_config_check (settings, problems);

  return problems->len == 0 ? g_steal_pointer (&settings) : NULL;
}
