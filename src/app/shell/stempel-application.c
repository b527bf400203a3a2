/* stempel-application.c: the desktop program as a whole
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "stempel-application.h"

struct _StempelApplication
{
  AdwApplication parent_instance;
};

G_DEFINE_FINAL_TYPE (StempelApplication, stempel_application, ADW_TYPE_APPLICATION)

static void
stempel_application_class_init (StempelApplicationClass *klass)
{
}

static void
stempel_application_init (StempelApplication *self)
{
}

/**
 * stempel_application_new:
 *
 * Returns: (transfer full): the program, to be run
 */
StempelApplication *
stempel_application_new (void)
{
  return g_object_new (STEMPEL_TYPE_APPLICATION,
                       "application-id", STEMPEL_APPLICATION_ID,
                       NULL);
}
