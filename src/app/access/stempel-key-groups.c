/* stempel-key-groups.c: what a key may do, in groups that people choose from
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "stempel-key-groups.h"

#define MOST_OPERATIONS 10

typedef struct
{
  const char       *title;
  gboolean          reads;      /* it changes nothing */
  gboolean          till;       /* a till needs it */
  guint             n_operations;
  StempelOperation  operations[MOST_OPERATIONS];
} Group;

/* Every operation that a key can have stands in one of these.
 * Translators: these are things that another program may do with a key. */
static const Group groups[] = {
  { N_("See for which business it works"), TRUE, TRUE, 1,
    { STEMPEL_OPERATION_SESSION_WHOAMI } },
  { N_("Look up programs and rewards"), TRUE, TRUE, 3,
    { STEMPEL_OPERATION_PROGRAM_LIST, STEMPEL_OPERATION_PROGRAM_GET,
      STEMPEL_OPERATION_REWARD_LIST } },
  { N_("Look up stores and employees"), TRUE, TRUE, 2,
    { STEMPEL_OPERATION_STORE_LIST, STEMPEL_OPERATION_EMPLOYEE_LIST } },
  { N_("Find members"), TRUE, TRUE, 3,
    { STEMPEL_OPERATION_CUSTOMER_SEARCH, STEMPEL_OPERATION_CUSTOMER_GET,
      STEMPEL_OPERATION_CUSTOMER_DUPLICATES } },
  { N_("Look up cards and balances"), TRUE, TRUE, 4,
    { STEMPEL_OPERATION_CARD_LOOKUP, STEMPEL_OPERATION_CARD_GET, STEMPEL_OPERATION_ACCOUNT_GET,
      STEMPEL_OPERATION_ACCOUNT_EXPLAIN } },
  { N_("Read transactions"), TRUE, TRUE, 2,
    { STEMPEL_OPERATION_ENTRY_LIST, STEMPEL_OPERATION_ENTRY_GET } },
  { N_("Read the audit log and check the books"), TRUE, FALSE, 2,
    { STEMPEL_OPERATION_AUDIT_LIST, STEMPEL_OPERATION_SELF_CHECK } },
  { N_("Book stamps and hand out rewards"), FALSE, TRUE, 3,
    { STEMPEL_OPERATION_STAMP_EARN, STEMPEL_OPERATION_STAMP_REDEEM,
      STEMPEL_OPERATION_EMPLOYEE_VERIFY } },
  { N_("Book purchases and use points"), FALSE, TRUE, 6,
    { STEMPEL_OPERATION_POINTS_PREVIEW, STEMPEL_OPERATION_POINTS_EARN,
      STEMPEL_OPERATION_POINTS_REDEEM, STEMPEL_OPERATION_REDEMPTION_RESERVE,
      STEMPEL_OPERATION_REDEMPTION_COMMIT, STEMPEL_OPERATION_REDEMPTION_CANCEL } },
  { N_("Take bookings back and refund"), FALSE, TRUE, 2,
    { STEMPEL_OPERATION_ENTRY_VOID, STEMPEL_OPERATION_ENTRY_REFUND } },
  { N_("Enrol members and change their details"), FALSE, FALSE, 3,
    { STEMPEL_OPERATION_CUSTOMER_ENROLL, STEMPEL_OPERATION_CUSTOMER_SAVE,
      STEMPEL_OPERATION_ACCOUNT_OPEN } },
  { N_("Block and replace cards, make new ones"), FALSE, FALSE, 4,
    { STEMPEL_OPERATION_CARD_BLOCK, STEMPEL_OPERATION_CARD_UNBLOCK, STEMPEL_OPERATION_CARD_REPLACE,
      STEMPEL_OPERATION_CARD_PRINT_BATCH } },
  { N_("Merge, export and erase members"), FALSE, FALSE, 5,
    { STEMPEL_OPERATION_CUSTOMER_MERGE, STEMPEL_OPERATION_CUSTOMER_UNMERGE,
      STEMPEL_OPERATION_CUSTOMER_KEEP_APART, STEMPEL_OPERATION_CUSTOMER_EXPORT,
      STEMPEL_OPERATION_CUSTOMER_ERASE } },
  { N_("Correct balances and give tiers"), FALSE, FALSE, 2,
    { STEMPEL_OPERATION_ACCOUNT_ADJUST, STEMPEL_OPERATION_ACCOUNT_SET_TIER } },
  { N_("Change programs and rewards"), FALSE, FALSE, 8,
    { STEMPEL_OPERATION_PROGRAM_SAVE, STEMPEL_OPERATION_PROGRAM_PUBLISH,
      STEMPEL_OPERATION_PROGRAM_PAUSE, STEMPEL_OPERATION_PROGRAM_RESUME,
      STEMPEL_OPERATION_PROGRAM_CLOSE, STEMPEL_OPERATION_PROGRAM_SIMULATE,
      STEMPEL_OPERATION_REWARD_SAVE, STEMPEL_OPERATION_REWARD_RETIRE } },
  { N_("Change stores, employees and PINs"), FALSE, FALSE, 5,
    { STEMPEL_OPERATION_STORE_SAVE, STEMPEL_OPERATION_EMPLOYEE_SAVE,
      STEMPEL_OPERATION_EMPLOYEE_SET_PIN, STEMPEL_OPERATION_EMPLOYEE_UNLOCK,
      STEMPEL_OPERATION_EMPLOYEE_RETIRE } },
  { N_("Look at imports and jobs"), TRUE, FALSE, 3,
    { STEMPEL_OPERATION_IMPORT_LIST, STEMPEL_OPERATION_IMPORT_ERRORS,
      STEMPEL_OPERATION_JOB_LIST } },
  { N_("Import members, run jobs, close months"), FALSE, FALSE, 6,
    { STEMPEL_OPERATION_IMPORT_OPEN, STEMPEL_OPERATION_IMPORT_CHECK, STEMPEL_OPERATION_IMPORT_RUN,
      STEMPEL_OPERATION_IMPORT_UNDO, STEMPEL_OPERATION_JOB_RUN, STEMPEL_OPERATION_MONTH_CLOSE } },
};

/**
 * stempel_key_groups_get_n:
 *
 * Returns: how many groups there are
 */
guint
stempel_key_groups_get_n (void)
{
  return G_N_ELEMENTS (groups);
}

/**
 * stempel_key_group_get_title:
 * @group: its number, from 0
 *
 * Returns: (transfer none): what those who have it may do, translated
 */
const char *
stempel_key_group_get_title (guint group)
{
  g_return_val_if_fail (group < G_N_ELEMENTS (groups), NULL);

  return _(groups[group].title);
}

/**
 * stempel_key_group_is_in:
 * @group: its number, from 0
 * @preset: a choice of groups
 *
 * Returns: whether @preset has it, where the role may
 */
gboolean
stempel_key_group_is_in (guint group, StempelKeyPreset preset)
{
  g_return_val_if_fail (group < G_N_ELEMENTS (groups), FALSE);

  switch (preset)
    {
    case STEMPEL_KEY_PRESET_TILL:
      return groups[group].till;
    case STEMPEL_KEY_PRESET_READ:
      return groups[group].reads;
    case STEMPEL_KEY_PRESET_ALL:
      return TRUE;
    case STEMPEL_KEY_PRESET_OWN:
    default:
      return FALSE;
    }
}

/**
 * stempel_key_group_list_operations:
 * @group: its number, from 0
 * @role: a role as it is sent
 *
 * Returns: (transfer container) (element-type utf8): the names of those operations of the group
 *   that @role may call
 */
GPtrArray *
stempel_key_group_list_operations (guint group, const char *role)
{
  GPtrArray *names = g_ptr_array_new ();
  StempelRole known;

  g_return_val_if_fail (group < G_N_ELEMENTS (groups), names);

  if (!stempel_role_from_wire (role, &known))
    return names;

  for (guint i = 0; i < groups[group].n_operations; i++)
    {
      StempelOperation operation = groups[group].operations[i];

      if (stempel_operation_allows (operation, known))
        g_ptr_array_add (names, (char *) stempel_operation_get_info (operation)->name);
    }

  return names;
}

/**
 * stempel_key_groups_know:
 * @operation: the name of an operation
 *
 * Returns: whether one of the groups has it; a newer database may have more
 */
gboolean
stempel_key_groups_know (const char *operation)
{
  for (guint group = 0; group < G_N_ELEMENTS (groups); group++)
    for (guint i = 0; i < groups[group].n_operations; i++)
      if (g_strcmp0 (stempel_operation_get_info (groups[group].operations[i])->name,
                     operation) == 0)
        return TRUE;

  return FALSE;
}

static char *
describe_group (guint group, const char * const *operations, const char *role)
{
  g_autoptr(GPtrArray) names = stempel_key_group_list_operations (group, role);
  guint chosen = 0;

  for (guint i = 0; i < names->len; i++)
    chosen += g_strv_contains (operations, names->pdata[i]);

  if (chosen == 0)
    return NULL;
  if (chosen == names->len)
    return g_strdup (stempel_key_group_get_title (group));

  /* Translators: %1$s is something that a key may do, such as "Find members"; %2$d of the %3$d
   * operations that belong to it. */
  return g_strdup_printf (_("%1$s (%2$d of %3$d)"), stempel_key_group_get_title (group),
                          (int) chosen, (int) names->len);
}

/**
 * stempel_key_groups_describe:
 * @operations: (array zero-terminated=1): the names of what a key may call
 * @role: its role
 *
 * Returns: (transfer full): the groups that it has, one in a line
 */
char *
stempel_key_groups_describe (const char * const *operations, const char *role)
{
  g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);

  for (guint group = 0; group < G_N_ELEMENTS (groups); group++)
    {
      char *line = describe_group (group, operations, role);

      if (line != NULL)
        g_ptr_array_add (lines, line);
    }

  for (guint i = 0; operations[i] != NULL; i++)
    if (!stempel_key_groups_know (operations[i]))
      g_ptr_array_add (lines, g_strdup (operations[i]));

  g_ptr_array_add (lines, NULL);

  return g_strjoinv ("\n", (char **) lines->pdata);
}
