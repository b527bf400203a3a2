/* stempel-filters.h: what a list is narrowed down by, behind one button
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "stempel-choice-field.h"
#include "stempel-client.h"

G_BEGIN_DECLS

#define STEMPEL_TYPE_FILTERS (stempel_filters_get_type ())

G_DECLARE_FINAL_TYPE (StempelFilters, stempel_filters, STEMPEL, FILTERS, AdwBin)

/* A button that says how many filters are set, its popover with the fields, and a button that
 * clears them. Signal: `changed`, a moment after the last change, when the request differs from the
 * one before. */
GtkWidget *stempel_filters_new         (void);
void       stempel_filters_add         (StempelFilters     *self,
                                        StempelField       *field);
void       stempel_filters_fill        (StempelFilters     *self,
                                        StempelChoiceField *field,
                                        StempelClient      *client,
                                        StempelOperation    operation);
JsonNode  *stempel_filters_get_request (StempelFilters     *self);
guint      stempel_filters_get_n_set   (StempelFilters     *self);
void       stempel_filters_clear       (StempelFilters     *self);
void       stempel_filters_popup       (StempelFilters     *self);

G_END_DECLS
