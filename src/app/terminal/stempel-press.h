/* stempel-press.h: one press of a button that books, with its key
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "stempel-account.h"
#include "stempel-client.h"

G_BEGIN_DECLS

/**
 * StempelPressKind:
 * @STEMPEL_PRESS_EARN: stamps are booked
 * @STEMPEL_PRESS_REDEEM: a reward is handed out
 * @STEMPEL_PRESS_VOID: an entry is taken back
 * @STEMPEL_PRESS_ENROL: a member is enrolled
 */
typedef enum
{
  STEMPEL_PRESS_EARN,
  STEMPEL_PRESS_REDEEM,
  STEMPEL_PRESS_VOID,
  STEMPEL_PRESS_ENROL,
} StempelPressKind;

#define STEMPEL_TYPE_PRESS (stempel_press_get_type ())

G_DECLARE_FINAL_TYPE (StempelPress, stempel_press, STEMPEL, PRESS, GObject)

StempelPress     *stempel_press_new_earn        (StempelAccount       *account,
                                                 gint64                stamps);
StempelPress     *stempel_press_new_first_earn  (gint64                customer_id,
                                                 gint64                program_id,
                                                 const char           *pin_policy,
                                                 gint64                stamps);
StempelPress     *stempel_press_new_redeem      (StempelAccount       *account,
                                                 gint64                entitlement_id);
StempelPress     *stempel_press_new_void        (StempelAccount       *account,
                                                 gint64                entry_id);
StempelPress     *stempel_press_new_enrol       (JsonNode             *particulars,
                                                 const char           *pin_policy);

void              stempel_press_set_place       (StempelPress         *self,
                                                 gint64                store_id,
                                                 gint64                card_id);
void              stempel_press_set_employee    (StempelPress         *self,
                                                 gint64                employee_id,
                                                 const char           *pin_token);

void              stempel_press_inherit         (StempelPress         *self,
                                                 StempelPress         *previous);

StempelPressKind  stempel_press_get_kind        (StempelPress         *self);
gint64            stempel_press_get_stamps      (StempelPress         *self);
gint64            stempel_press_get_employee_id (StempelPress         *self);
const char       *stempel_press_get_pin_scope   (StempelPress         *self);
gboolean          stempel_press_get_busy        (StempelPress         *self);
gboolean          stempel_press_is_authorised   (StempelPress         *self);
gboolean          stempel_press_is_uncertain    (StempelPress         *self);

void              stempel_press_send_async      (StempelPress         *self,
                                                 StempelClient        *client,
                                                 GAsyncReadyCallback   callback,
                                                 gpointer              user_data);
StempelRecord    *stempel_press_send_finish     (StempelPress         *self,
                                                 GAsyncResult         *result,
                                                 GError              **error);

G_END_DECLS
