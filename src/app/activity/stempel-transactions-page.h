/* stempel-transactions-page.h: the page with every ledger entry, newest first
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "stempel-client.h"

G_BEGIN_DECLS

#define STEMPEL_TYPE_TRANSACTIONS_PAGE (stempel_transactions_page_get_type ())

G_DECLARE_FINAL_TYPE (StempelTransactionsPage, stempel_transactions_page, STEMPEL,
                      TRANSACTIONS_PAGE, AdwBin)

GtkWidget *stempel_transactions_page_new (StempelClient *client);

G_END_DECLS
