/* stempel-catalogue.h: translations into a language that need not be that of the process
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _StempelCatalogue StempelCatalogue;

StempelCatalogue *stempel_catalogue_new  (GBytes           *bytes);
void              stempel_catalogue_free (StempelCatalogue *self);
const char       *stempel_catalogue_get  (StempelCatalogue *self,
                                          const char       *context,
                                          const char       *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (StempelCatalogue, stempel_catalogue_free)

G_END_DECLS
