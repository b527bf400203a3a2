/* stempel-role-text.c: the names of roles
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "stempel-role-text.h"

/**
 * stempel_role_text:
 * @role: (nullable): a role as it is sent
 *
 * Returns: (transfer none) (nullable): what it is called; as it is when it is a newer one
 */
const char *
stempel_role_text (const char *role)
{
  if (g_strcmp0 (role, "admin") == 0)
    return C_("role", "Administrator");
  if (g_strcmp0 (role, "manager") == 0)
    return C_("role", "Manager");
  if (g_strcmp0 (role, "staff") == 0)
    return C_("role", "Staff");
  if (g_strcmp0 (role, "auditor") == 0)
    return C_("role", "Auditor");

  return role;
}
