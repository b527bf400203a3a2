/* stempel-metric-text.c: figures as Prometheus reads them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The text format, version 0.0.4.
 */

#include "config.h"

#include <math.h>

#include "stempel-metric-text.h"

/**
 * stempel_metric_text_begin:
 * @text: where it is written
 * @name: the name of a figure
 * @type: `counter`, `gauge` or `histogram`
 * @help: an English line
 *
 * What follows for @name is of that type.
 */
void
stempel_metric_text_begin (GString *text, const char *name, const char *type, const char *help)
{
  g_string_append_printf (text, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, type);
}

/**
 * stempel_metric_text_add:
 * @text: where it is written
 * @name: the name of a figure, of a histogram with its suffix
 * @value: the figure
 * @...: names and values of labels in turns, ended by %NULL; no value needs to be escaped
 */
void
stempel_metric_text_add (GString *text, const char *name, double value, ...)
{
  char number[G_ASCII_DTOSTR_BUF_SIZE];
  const char *label;
  const char *before = "{";
  va_list labels;

  g_string_append (text, name);
  va_start (labels, value);
  while ((label = va_arg (labels, const char *)) != NULL)
    {
      g_string_append_printf (text, "%s%s=\"%s\"", before, label, va_arg (labels, const char *));
      before = ",";
    }
  va_end (labels);

  if (*before == ',')
    g_string_append_c (text, '}');
  if (value == floor (value) && fabs (value) < 1e15)
    g_string_append_printf (text, " %.0f\n", value);
  else
    g_string_append_printf (text, " %s\n", g_ascii_dtostr (number, sizeof number, value));
}
