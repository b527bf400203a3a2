/* main.c: the desktop program
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "stempel-application.h"

int
main (int argc, char *argv[])
{
  g_autoptr(StempelApplication) application = stempel_application_new ();

  return g_application_run (G_APPLICATION (application), argc, argv);
}
