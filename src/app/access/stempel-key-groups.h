/* stempel-key-groups.h: what a key may do, in groups that people choose from
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "stempel-operations.h"

G_BEGIN_DECLS

/**
 * StempelKeyPreset:
 * @STEMPEL_KEY_PRESET_TILL: a till that books and looks members up
 * @STEMPEL_KEY_PRESET_READ: nothing is changed
 * @STEMPEL_KEY_PRESET_ALL: all that the role may
 * @STEMPEL_KEY_PRESET_OWN: something else
 */
typedef enum
{
  STEMPEL_KEY_PRESET_TILL,
  STEMPEL_KEY_PRESET_READ,
  STEMPEL_KEY_PRESET_ALL,
  STEMPEL_KEY_PRESET_OWN,
} StempelKeyPreset;

guint       stempel_key_groups_get_n          (void);
const char *stempel_key_group_get_title       (guint             group);
gboolean    stempel_key_group_is_in           (guint             group,
                                               StempelKeyPreset  preset);
GPtrArray  *stempel_key_group_list_operations (guint             group,
                                               const char       *role);
gboolean    stempel_key_groups_know           (const char       *operation);
char       *stempel_key_groups_describe       (const char * const *operations,
                                               const char         *role);

G_END_DECLS
