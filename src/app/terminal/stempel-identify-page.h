/* stempel-identify-page.h: whose card is it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "stempel-client.h"

G_BEGIN_DECLS

#define STEMPEL_TYPE_IDENTIFY_PAGE (stempel_identify_page_get_type ())

G_DECLARE_FINAL_TYPE (StempelIdentifyPage, stempel_identify_page, STEMPEL, IDENTIFY_PAGE, AdwBin)

/* Signals: entered (const char *text), for what looks like a card; chosen (gint64 customer_id). */
void     stempel_identify_page_set_client (StempelIdentifyPage *self,
                                           StempelClient       *client);
void     stempel_identify_page_reset      (StempelIdentifyPage *self);
void     stempel_identify_page_search     (StempelIdentifyPage *self,
                                           const char          *text);
gboolean stempel_identify_page_clear      (StempelIdentifyPage *self);

G_END_DECLS
