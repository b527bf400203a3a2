/* stempel-access-detail.h: everything about one person, terminal or key
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "stempel-client.h"
#include "stempel-facts.h"
#include "stempel-list-row.h"

G_BEGIN_DECLS

#define STEMPEL_TYPE_ACCESS_DETAIL (stempel_access_detail_get_type ())

G_DECLARE_DERIVABLE_TYPE (StempelAccessDetail, stempel_access_detail, STEMPEL, ACCESS_DETAIL,
                          AdwBin)

/**
 * StempelAccessDetailClass:
 * @show: shows what there is to say of a record
 * @add: asks for a new one
 *
 * The frame of a detail: a name with its badge, a notice, facts, what a kind puts below them, and
 * buttons. A kind has no template of its own.
 *
 * Signal: `changed` (StempelRecord, as saved).
 */
struct _StempelAccessDetailClass
{
  AdwBinClass parent_class;

  void (*show) (StempelAccessDetail *self,
                StempelRecord       *record);
  void (*add)  (StempelAccessDetail *self);
};

void           stempel_access_detail_set_client (StempelAccessDetail *self,
                                                 StempelClient       *client);
StempelClient *stempel_access_detail_get_client (StempelAccessDetail *self);
void           stempel_access_detail_show       (StempelAccessDetail *self,
                                                 StempelRecord       *record);
StempelRecord *stempel_access_detail_get_record (StempelAccessDetail *self);
void           stempel_access_detail_add        (StempelAccessDetail *self);

void           stempel_access_detail_set_none   (StempelAccessDetail *self,
                                                 const char          *icon,
                                                 const char          *title,
                                                 const char          *description);
void           stempel_access_detail_set_edit   (StempelAccessDetail *self,
                                                 const char          *action_name);
void           stempel_access_detail_set_notice (StempelAccessDetail *self,
                                                 const char          *sentence);
StempelFacts  *stempel_access_detail_get_facts  (StempelAccessDetail *self);
void           stempel_access_detail_add_widget (StempelAccessDetail *self,
                                                 GtkWidget           *widget);
void           stempel_access_detail_add_button (StempelAccessDetail *self,
                                                 const char          *text,
                                                 const char          *action_name,
                                                 gboolean             destructive);
void           stempel_access_detail_allow      (StempelAccessDetail *self,
                                                 const char          *action_name,
                                                 gboolean             allowed);
void           stempel_access_detail_take       (StempelAccessDetail *self,
                                                 StempelRecord       *record);
void           stempel_access_detail_tell       (StempelAccessDetail *self,
                                                 const char          *sentence);

G_END_DECLS
