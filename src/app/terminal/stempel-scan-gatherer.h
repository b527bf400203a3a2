/* stempel-scan-gatherer.h: tells the keys of a scanner from those of a person
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define STEMPEL_TYPE_SCAN_GATHERER (stempel_scan_gatherer_get_type ())

G_DECLARE_FINAL_TYPE (StempelScanGatherer, stempel_scan_gatherer, STEMPEL, SCAN_GATHERER, GObject)

/* Signal: scanned (const char *text), when Enter ended a series of fast keys. */
StempelScanGatherer *stempel_scan_gatherer_new    (guint                min_length);
void                 stempel_scan_gatherer_attach (StempelScanGatherer *self,
                                                   GtkWidget           *widget);
gboolean             stempel_scan_gatherer_feed   (StempelScanGatherer *self,
                                                   guint                keyval,
                                                   GdkModifierType      modifiers,
                                                   guint32              time);

G_END_DECLS
