/* stempel-page-info.c: the table of the pages of the back office
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "stempel-access-page.h"
#include "stempel-audit-page.h"
#include "stempel-members-page.h"
#include "stempel-page-info.h"
#include "stempel-programs-page.h"
#include "stempel-staff-page.h"
#include "stempel-transactions-page.h"

/* In the order of the sidebar; Ctrl+1 is the first of those that a person sees. */
static const StempelPageInfo pages[] = {
  /* Translators: a page; what a business offers, such as a stamp card for coffee */
  { "programs", NC_("page", "Programs"), "emblem-favorite-symbolic",
    STEMPEL_OPERATION_PROGRAM_LIST, stempel_programs_page_get_type },
  /* Translators: a page; the customers who take part */
  { "members", NC_("page", "Members"), "system-users-symbolic",
    STEMPEL_OPERATION_CUSTOMER_SEARCH, stempel_members_page_get_type },
  /* Translators: a page; the employees and the PINs with which they book */
  { "staff", NC_("page", "Staff and PINs"), "dialog-password-symbolic",
    STEMPEL_OPERATION_AUDIT_LIST, stempel_staff_page_get_type },
  /* Translators: a page; who and what gets in: people, terminals, keys of other programs */
  { "access", NC_("page", "Access"), "system-lock-screen-symbolic",
    STEMPEL_OPERATION_TERMINAL_LIST, stempel_access_page_get_type },
  /* Translators: a page; every stamp, reward and undo that was booked */
  { "transactions", NC_("page", "Transactions"), "view-list-symbolic",
    STEMPEL_OPERATION_ENTRY_LIST, stempel_transactions_page_get_type },
  /* Translators: a page; who changed what, and what went wrong with PINs */
  { "audit", NC_("page", "Audit Log"), "security-high-symbolic",
    STEMPEL_OPERATION_AUDIT_LIST, stempel_audit_page_get_type },
};

/**
 * stempel_page_info_get_all:
 * @n_pages: (out): how many there are
 *
 * Returns: (transfer none) (array length=n_pages): all pages in their order
 */
const StempelPageInfo *
stempel_page_info_get_all (guint *n_pages)
{
  *n_pages = G_N_ELEMENTS (pages);

  return pages;
}

/**
 * stempel_page_info_find:
 * @name: (nullable): the name of a page
 *
 * Returns: (transfer none) (nullable): the page
 */
const StempelPageInfo *
stempel_page_info_find (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (pages); i++)
    {
      if (g_strcmp0 (pages[i].name, name) == 0)
        return &pages[i];
    }

  return NULL;
}

/**
 * stempel_page_info_get_title:
 * @info: a page
 *
 * Returns: (transfer none): its title in the language of the program
 */
const char *
stempel_page_info_get_title (const StempelPageInfo *info)
{
  return g_dpgettext2 (NULL, "page", info->title);
}
