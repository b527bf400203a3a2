/* stempel-looks.c: light or dark, and the size of the text
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <adwaita.h>

#include "stempel-looks.h"
#include "stempel-settings.h"

/* In thousandths of a dot per inch, as GTK counts; when the system says nothing. */
#define USUAL_DPI (96 * 1024)

static int system_dpi;

static void
apply_color_scheme (GSettings *settings)
{
  static const AdwColorScheme schemes[] = {
    ADW_COLOR_SCHEME_DEFAULT,
    ADW_COLOR_SCHEME_FORCE_LIGHT,
    ADW_COLOR_SCHEME_FORCE_DARK,
  };
  int chosen = g_settings_get_enum (settings, "color-scheme");

  adw_style_manager_set_color_scheme (adw_style_manager_get_default (),
                                      schemes[CLAMP (chosen, 0, 2)]);
}

static void
apply_text_size (GSettings *settings)
{
  int percent = g_settings_get_int (settings, "text-size");

  g_object_set (gtk_settings_get_default (), "gtk-xft-dpi", system_dpi * percent / 100, NULL);
}

static void
changed_cb (GSettings *settings, const char *key)
{
  if (g_str_equal (key, "color-scheme"))
    apply_color_scheme (settings);
  else if (g_str_equal (key, "text-size"))
    apply_text_size (settings);
}

/**
 * stempel_looks_init:
 *
 * Follows the settings from now on. To be called when there is a display.
 */
void
stempel_looks_init (void)
{
  GSettings *settings = stempel_settings_get_default ();

  g_object_get (gtk_settings_get_default (), "gtk-xft-dpi", &system_dpi, NULL);
  if (system_dpi <= 0)
    system_dpi = USUAL_DPI;

  /* A text that can be copied does not look as if it was about to be when Tab comes to it. */
  g_object_set (gtk_settings_get_default (), "gtk-label-select-on-focus", FALSE, NULL);

  apply_color_scheme (settings);
  if (g_settings_get_int (settings, "text-size") != 100)
    apply_text_size (settings);

  g_signal_connect (settings, "changed", G_CALLBACK (changed_cb), NULL);
}
