/* stempel-export-lists.h: which lists can be exported, and with which columns
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "stempel-operations.h"

G_BEGIN_DECLS

/**
 * StempelExportList:
 * @name: what the list is called
 * @operation: what lists it
 * @columns: the members of its records that are columns, in this order
 */
typedef struct
{
  const char         *name;
  StempelOperation    operation;
  const char * const *columns;
} StempelExportList;

const StempelExportList *stempel_export_list_find (const char *name);
const StempelExportList *stempel_export_list_get  (guint       number);

G_END_DECLS
