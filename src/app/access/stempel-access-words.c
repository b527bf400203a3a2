/* stempel-access-words.c: what rows say about people, terminals and keys
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "stempel-access-words.h"
#include "stempel-format.h"
#include "stempel-role-text.h"

/**
 * stempel_login_is_active:
 * @login: a person who may sign in
 *
 * Returns: whether they really may
 */
gboolean
stempel_login_is_active (StempelLogin *login)
{
  return g_strcmp0 (stempel_login_get_state (login), "disabled") != 0;
}

/**
 * stempel_terminal_is_revoked:
 * @terminal: a terminal
 *
 * Returns: whether it was shut out for good
 */
gboolean
stempel_terminal_is_revoked (StempelTerminal *terminal)
{
  return g_strcmp0 (stempel_terminal_get_state (terminal), "revoked") == 0;
}

/**
 * stempel_terminal_is_paired:
 * @terminal: a terminal
 *
 * Returns: whether there is a device that is this terminal
 */
gboolean
stempel_terminal_is_paired (StempelTerminal *terminal)
{
  return g_strcmp0 (stempel_terminal_get_state (terminal), "paired") == 0;
}

/**
 * stempel_terminal_code_is_good:
 * @terminal: a terminal
 *
 * Returns: whether a device can become this terminal with a code just now
 */
gboolean
stempel_terminal_code_is_good (StempelTerminal *terminal)
{
  GDateTime *until = stempel_terminal_get_code_expires_at (terminal);
  g_autoptr(GDateTime) now = g_date_time_new_now_utc ();

  return until != NULL && !stempel_terminal_is_revoked (terminal) &&
         g_date_time_compare (until, now) > 0;
}

/**
 * stempel_terminal_state_text:
 * @terminal: a terminal
 *
 * Returns: (transfer full): its state in a few words
 */
char *
stempel_terminal_state_text (StempelTerminal *terminal)
{
  g_autofree char *until = NULL;

  if (stempel_terminal_is_revoked (terminal))
    /* Translators: state of a terminal that no device can be any more */
    return g_strdup (C_("terminal", "Shut out"));
  if (stempel_terminal_is_paired (terminal))
    /* Translators: state of a terminal that a device works as */
    return g_strdup (C_("terminal", "In use"));
  if (!stempel_terminal_code_is_good (terminal))
    /* Translators: state of a terminal that no device has become, and whose code is over */
    return g_strdup (C_("terminal", "Without a device"));

  until = stempel_format_until (stempel_terminal_get_code_expires_at (terminal));
  /* Translators: state of a terminal whose code nobody has typed in yet; %s is a time such as
   * "14:20" */
  return g_strdup_printf (C_("terminal", "Waiting for its code until %s"), until);
}

/**
 * stempel_api_key_is_active:
 * @key: a key of another program
 *
 * Returns: whether it lets anybody in
 */
gboolean
stempel_api_key_is_active (StempelApiKey *key)
{
  return g_strcmp0 (stempel_api_key_get_state (key), "revoked") != 0;
}

/**
 * stempel_api_key_get_used_at:
 * @key: a key of another program
 *
 * Returns: (transfer none) (nullable): when it last let somebody in; that it was made does not
 *   count
 */
GDateTime *
stempel_api_key_get_used_at (StempelApiKey *key)
{
  GDateTime *seen = stempel_api_key_get_seen_at (key);
  GDateTime *created = stempel_api_key_get_created_at (key);

  if (seen == NULL || created == NULL)
    return seen;

  return g_date_time_difference (seen, created) > G_TIME_SPAN_SECOND ? seen : NULL;
}

/**
 * stempel_operations_count_text:
 * @n_operations: how many things a key may do
 *
 * Returns: (transfer full): such as "12 operations"
 */
char *
stempel_operations_count_text (guint n_operations)
{
  return g_strdup_printf (ngettext ("%d operation", "%d operations", n_operations),
                          (int) n_operations);
}

/**
 * stempel_access_icon:
 * @record: a terminal or a key
 *
 * Returns: (transfer none) (nullable): the icon before its name; people have their initials there
 */
const char *
stempel_access_icon (StempelRecord *record)
{
  if (STEMPEL_IS_TERMINAL (record))
    return "computer-symbolic";
  if (STEMPEL_IS_API_KEY (record))
    return "dialog-password-symbolic";

  return NULL;
}

static char *
with_role (const char *role, const char *more)
{
  if (more == NULL)
    return g_strdup (stempel_role_text (role));

  /* Translators: of a person or a key: %1$s is a role such as "Manager", %2$s an e-mail address or
   * a number of operations */
  return g_strdup_printf (_("%1$s · %2$s"), stempel_role_text (role), more);
}

/**
 * stempel_access_subtitle:
 * @record: a person, a terminal or a key
 *
 * Returns: (transfer full) (nullable): what stands below its name
 */
char *
stempel_access_subtitle (StempelRecord *record)
{
  g_autofree char *count = NULL;

  if (STEMPEL_IS_LOGIN (record))
    return with_role (stempel_login_get_role (STEMPEL_LOGIN (record)),
                      stempel_login_get_email (STEMPEL_LOGIN (record)));

  if (STEMPEL_IS_TERMINAL (record))
    return g_strdup (stempel_terminal_get_store_name (STEMPEL_TERMINAL (record)));

  count = stempel_operations_count_text (
    g_strv_length ((char **) stempel_api_key_get_operations (STEMPEL_API_KEY (record))));

  return with_role (stempel_api_key_get_role (STEMPEL_API_KEY (record)), count);
}

static char *
login_badge (StempelLogin *login)
{
  if (!stempel_login_is_active (login))
    /* Translators: state of a person who may not sign in any more */
    return g_strdup (C_("login", "Disabled"));
  if (stempel_login_get_password_set_at (login) == NULL)
    /* Translators: of a person who cannot sign in through a server yet */
    return g_strdup (C_("login", "No password"));
  if (stempel_login_get_totp_confirmed_at (login) != NULL)
    /* Translators: of a person who gives a one-time code beside the password */
    return g_strdup (C_("login", "Second factor"));

  return NULL;
}

static StempelTone
login_tone (StempelLogin *login)
{
  if (!stempel_login_is_active (login))
    return STEMPEL_TONE_NEUTRAL;
  if (stempel_login_get_password_set_at (login) != NULL)
    return STEMPEL_TONE_GOOD;

  /* Who has a role of the database gets in without one. */
  return stempel_login_get_database_role (login) != NULL ? STEMPEL_TONE_NEUTRAL
                                                         : STEMPEL_TONE_WARNING;
}

static char *
terminal_badge (StempelTerminal *terminal)
{
  if (stempel_terminal_code_is_good (terminal) && !stempel_terminal_is_paired (terminal))
    /* Translators: state of a terminal whose code nobody has typed in yet */
    return g_strdup (C_("terminal", "Waiting"));

  return stempel_terminal_state_text (terminal);
}

static StempelTone
terminal_tone (StempelTerminal *terminal)
{
  if (stempel_terminal_is_revoked (terminal))
    return STEMPEL_TONE_NEUTRAL;
  if (stempel_terminal_is_paired (terminal))
    return STEMPEL_TONE_GOOD;

  return stempel_terminal_code_is_good (terminal) ? STEMPEL_TONE_ACCENT : STEMPEL_TONE_WARNING;
}

/**
 * stempel_access_badge:
 * @record: a person, a terminal or a key
 *
 * Returns: (transfer full) (nullable): the word about its state that matters most
 */
char *
stempel_access_badge (StempelRecord *record)
{
  if (STEMPEL_IS_LOGIN (record))
    return login_badge (STEMPEL_LOGIN (record));
  if (STEMPEL_IS_TERMINAL (record))
    return terminal_badge (STEMPEL_TERMINAL (record));
  if (!stempel_api_key_is_active (STEMPEL_API_KEY (record)))
    /* Translators: state of a key that lets nobody in any more */
    return g_strdup (C_("key", "Shut out"));

  return NULL;
}

/**
 * stempel_access_tone:
 * @record: a person, a terminal or a key
 *
 * Returns: how its badge is coloured
 */
StempelTone
stempel_access_tone (StempelRecord *record)
{
  if (STEMPEL_IS_LOGIN (record))
    return login_tone (STEMPEL_LOGIN (record));
  if (STEMPEL_IS_TERMINAL (record))
    return terminal_tone (STEMPEL_TERMINAL (record));

  return STEMPEL_TONE_NEUTRAL;
}

/**
 * stempel_access_trailing:
 * @record: a person, a terminal or a key
 *
 * Returns: (transfer full) (nullable): how long ago it was last heard of
 */
char *
stempel_access_trailing (StempelRecord *record)
{
  if (STEMPEL_IS_TERMINAL (record))
    return stempel_format_ago (stempel_terminal_get_seen_at (STEMPEL_TERMINAL (record)));
  if (STEMPEL_IS_API_KEY (record))
    return stempel_format_ago (stempel_api_key_get_used_at (STEMPEL_API_KEY (record)));

  return NULL;
}
