/* stempel-language.c: the language of the screens
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>
#include <gtk/gtk.h>
#include <locale.h>
#include <string.h>

#include "stempel-language.h"
#include "stempel-settings.h"

static char *system_language; /* (nullable): LANGUAGE as it was when the program started */

/**
 * stempel_language_get_available:
 *
 * Returns: (transfer none) (array zero-terminated=1): the languages that the screens can have
 */
const char * const *
stempel_language_get_available (void)
{
  static const char * const languages[] = { "en", "fr", "de", "lb", NULL };

  return languages;
}

/* The C library translates nothing while the locale of messages is "C", whatever LANGUAGE says. */
static void
leave_c_locale (void)
{
  static const char * const locales[] =
    { "C.UTF-8", "en_US.UTF-8", "de_DE.UTF-8", "fr_FR.UTF-8", NULL };
  const char *current = setlocale (LC_MESSAGES, NULL);

  if (current != NULL && !g_str_equal (current, "C") && !g_str_equal (current, "POSIX"))
    return;

  for (guint i = 0; locales[i] != NULL; i++)
    {
      if (setlocale (LC_MESSAGES, locales[i]) != NULL)
        return;
    }
}

/**
 * stempel_language_apply:
 * @language: a language such as "de", or "" for that of the system
 *
 * Texts that are made from now on are in @language; windows that are open keep theirs.
 */
void
stempel_language_apply (const char *language)
{
  g_autofree char *languages = NULL;

  g_return_if_fail (language != NULL);

  /* Luxembourgers read German and French; GTK itself has no catalogue for Luxembourgish. */
  if (g_str_equal (language, "lb"))
    languages = g_strdup ("lb:de:fr");
  else if (language[0] != '\0')
    languages = g_strdup (language);
  else
    languages = g_strdup (system_language);

  if (language[0] != '\0')
    leave_c_locale ();

  if (languages != NULL)
    g_setenv ("LANGUAGE", languages, TRUE);
  else
    g_unsetenv ("LANGUAGE");

  /* Makes the C library forget what it has looked up in the former language. */
  textdomain (GETTEXT_PACKAGE);
}

/**
 * stempel_language_init:
 *
 * Sets the locale and the language that was chosen. To be called before any text is used.
 */
void
stempel_language_init (void)
{
  const char *folder = g_getenv ("STEMPEL_LOCALE_DIR");
  g_autofree char *language = g_settings_get_string (stempel_settings_get_default (), "language");

  setlocale (LC_ALL, "");
  gtk_disable_setlocale ();
  bindtextdomain (GETTEXT_PACKAGE, folder != NULL ? folder : STEMPEL_LOCALE_DIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);

  system_language = g_strdup (g_getenv ("LANGUAGE"));
  if (language[0] != '\0')
    stempel_language_apply (language);
}
