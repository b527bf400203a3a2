/* stempel-settings.c: what is remembered for the user of this computer
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "stempel-settings.h"

/**
 * stempel_settings_get_default:
 *
 * Returns: (transfer none): the settings of the program
 */
GSettings *
stempel_settings_get_default (void)
{
  static GSettings *settings;

  if (settings == NULL)
    settings = g_settings_new (STEMPEL_APPLICATION_ID);

  return settings;
}
