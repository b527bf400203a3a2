/* test-operations.c: the one table of operations
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include <glib.h>

#include "stempel-operations.h"

typedef const StempelOperationInfo *Info;

#define for_each_operation(info) \
  for (guint i = 0; i < STEMPEL_N_OPERATIONS; i++) \
    for (Info info = stempel_operation_get_info ((StempelOperation) i); info != NULL; info = NULL)

static void
test_every_row_is_filled (void)
{
  for_each_operation (info)
    {
      g_assert_nonnull (info->name);
      g_assert_nonnull (info->method);
      g_assert_nonnull (info->path);
      g_assert_cmpuint (info->roles, !=, STEMPEL_ROLE_NONE);
      g_assert_nonnull (info->help);
    }
}

static void
test_names_are_resource_and_verb (void)
{
  for_each_operation (info)
    g_assert_true (g_regex_match_simple ("^[a-z]+(_[a-z]+)+$", info->name, 0, 0));
}

static void
test_names_are_unique (void)
{
  g_autoptr(GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for_each_operation (info)
    g_assert_true (g_hash_table_add (seen, (gpointer) info->name));
}

/* "{id}" and "{account_id}" are the same to a router. */
static char *
get_route (Info info)
{
  g_autoptr(GRegex) parameter = g_regex_new ("\\{[^}]*\\}", 0, 0, NULL);
  g_autofree char *path = g_regex_replace_literal (parameter, info->path, -1, 0, "{}", 0, NULL);

  return g_strconcat (info->method, " ", path, NULL);
}

static void
test_routes_are_unique (void)
{
  g_autoptr(GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for_each_operation (info)
    g_assert_true (g_hash_table_add (seen, get_route (info)));
}

static void
test_paths_are_well_formed (void)
{
  for_each_operation (info)
    g_assert_true (g_regex_match_simple ("^/v1(/([a-z-]+|\\{[a-z_]+\\}))+$", info->path, 0, 0));
}

static void
test_methods_are_known (void)
{
  static const char * const methods[] = { "GET", "POST", "PUT", "DELETE", NULL };

  for_each_operation (info)
    g_assert_true (g_strv_contains (methods, info->method));
}

/* A proxy or a browser may repeat a GET as it likes. */
static void
test_no_write_is_a_get (void)
{
  for_each_operation (info)
    {
      if (info->writes)
        g_assert_cmpstr (info->method, !=, "GET");
    }
}

static void
test_rate_classes_fit_what_is_done (void)
{
  for_each_operation (info)
    {
      gboolean for_writes = info->rate_class == STEMPEL_RATE_CLASS_WRITE ||
                            info->rate_class == STEMPEL_RATE_CLASS_BOOKING;

      g_assert_cmpint (info->writes, ==, for_writes);
    }
}

static void
test_help_is_one_line (void)
{
  for_each_operation (info)
    {
      g_assert_cmpuint (strlen (info->help), <=, 90);
      g_assert_null (strchr (info->help, '\n'));
      g_assert_false (g_str_has_suffix (info->help, "."));
      g_assert_true (g_ascii_isupper (info->help[0]));
    }
}

static void
test_find_returns_each_by_its_name (void)
{
  for_each_operation (info)
    {
      StempelOperation operation;

      g_assert_true (stempel_operation_find (info->name, &operation));
      g_assert_cmpint (operation, ==, i);
    }
}

static void
test_find_leaves_the_result_for_an_unknown_name (void)
{
  StempelOperation operation = STEMPEL_OPERATION_SELF_CHECK;

  g_assert_false (stempel_operation_find ("stamp_steal", &operation));
  g_assert_false (stempel_operation_find ("", &operation));
  g_assert_false (stempel_operation_find (NULL, &operation));
  g_assert_cmpint (operation, ==, STEMPEL_OPERATION_SELF_CHECK);
}

static void
test_auditors_write_nothing (void)
{
  for_each_operation (info)
    {
      if (info->writes)
        g_assert_false (stempel_operation_allows ((StempelOperation) i, STEMPEL_ROLE_AUDITOR));
    }
}

static void
test_staff_may_book_and_not_manage (void)
{
  g_assert_true (stempel_operation_allows (STEMPEL_OPERATION_STAMP_EARN, STEMPEL_ROLE_STAFF));
  g_assert_true (stempel_operation_allows (STEMPEL_OPERATION_STAMP_REDEEM, STEMPEL_ROLE_STAFF));
  g_assert_true (stempel_operation_allows (STEMPEL_OPERATION_CUSTOMER_ENROLL, STEMPEL_ROLE_STAFF));
  g_assert_false (stempel_operation_allows (STEMPEL_OPERATION_PROGRAM_PUBLISH, STEMPEL_ROLE_STAFF));
  g_assert_false (stempel_operation_allows (STEMPEL_OPERATION_EMPLOYEE_SET_PIN,
                                            STEMPEL_ROLE_STAFF));
  g_assert_false (stempel_operation_allows (STEMPEL_OPERATION_AUDIT_LIST, STEMPEL_ROLE_STAFF));
}

static void
test_points_are_booked_at_the_counter_and_corrected_in_the_office (void)
{
  static const StempelOperation counter[] = {
    STEMPEL_OPERATION_POINTS_PREVIEW, STEMPEL_OPERATION_POINTS_EARN,
    STEMPEL_OPERATION_POINTS_REDEEM, STEMPEL_OPERATION_REDEMPTION_RESERVE,
    STEMPEL_OPERATION_REDEMPTION_COMMIT, STEMPEL_OPERATION_REDEMPTION_CANCEL,
    STEMPEL_OPERATION_ENTRY_REFUND, STEMPEL_OPERATION_REWARD_LIST,
  };
  static const StempelOperation office[] = {
    STEMPEL_OPERATION_REWARD_SAVE, STEMPEL_OPERATION_REWARD_RETIRE,
    STEMPEL_OPERATION_ACCOUNT_ADJUST, STEMPEL_OPERATION_MONTH_CLOSE, STEMPEL_OPERATION_JOB_LIST,
    STEMPEL_OPERATION_JOB_RUN, STEMPEL_OPERATION_ACCOUNT_SET_TIER,
  };

  for (guint i = 0; i < G_N_ELEMENTS (counter); i++)
    g_assert_true (stempel_operation_allows (counter[i], STEMPEL_ROLE_STAFF));

  for (guint i = 0; i < G_N_ELEMENTS (office); i++)
    g_assert_false (stempel_operation_allows (office[i], STEMPEL_ROLE_STAFF));

  g_assert_true (stempel_operation_allows (STEMPEL_OPERATION_JOB_LIST, STEMPEL_ROLE_AUDITOR));
  g_assert_true (stempel_operation_allows (STEMPEL_OPERATION_REWARD_LIST, STEMPEL_ROLE_AUDITOR));
}

/* Who only asks what a purchase would earn makes no key for it. */
static void
test_a_preview_writes_nothing (void)
{
  g_assert_false (stempel_operation_get_info (STEMPEL_OPERATION_POINTS_PREVIEW)->writes);
  g_assert_true (stempel_operation_get_info (STEMPEL_OPERATION_POINTS_EARN)->writes);
}

static void
test_managers_may_do_everything_of_a_merchant (void)
{
  for_each_operation (info)
    g_assert_true (stempel_operation_allows ((StempelOperation) i, STEMPEL_ROLE_MANAGER));
}

static void
test_nobody_needs_a_login_to_open_a_session (void)
{
  g_assert_true (stempel_operation_allows (STEMPEL_OPERATION_SESSION_OPEN, STEMPEL_ROLE_NONE));
  g_assert_false (stempel_operation_allows (STEMPEL_OPERATION_SESSION_WHOAMI, STEMPEL_ROLE_NONE));
}

static void
test_roles_come_from_the_wire (void)
{
  StempelRole role = STEMPEL_ROLE_NONE;

  g_assert_true (stempel_role_from_wire ("auditor", &role));
  g_assert_cmpint (role, ==, STEMPEL_ROLE_AUDITOR);
  g_assert_true (stempel_role_from_wire ("manager", &role));
  g_assert_cmpint (role, ==, STEMPEL_ROLE_MANAGER);
  g_assert_true (stempel_role_from_wire ("staff", &role));
  g_assert_cmpint (role, ==, STEMPEL_ROLE_STAFF);
  g_assert_true (stempel_role_from_wire ("admin", &role));
  g_assert_cmpint (role, ==, STEMPEL_ROLE_ADMIN);
}

static void
test_an_unknown_role_is_none (void)
{
  StempelRole role = STEMPEL_ROLE_STAFF;

  g_assert_false (stempel_role_from_wire ("Manager", &role));
  g_assert_false (stempel_role_from_wire ("owner", &role));
  g_assert_false (stempel_role_from_wire (NULL, &role));
  g_assert_cmpint (role, ==, STEMPEL_ROLE_STAFF);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/operations/every-row-is-filled", test_every_row_is_filled);
  g_test_add_func ("/operations/names-are-resource-and-verb", test_names_are_resource_and_verb);
  g_test_add_func ("/operations/names-are-unique", test_names_are_unique);
  g_test_add_func ("/operations/routes-are-unique", test_routes_are_unique);
  g_test_add_func ("/operations/paths-are-well-formed", test_paths_are_well_formed);
  g_test_add_func ("/operations/methods-are-known", test_methods_are_known);
  g_test_add_func ("/operations/no-write-is-a-get", test_no_write_is_a_get);
  g_test_add_func ("/operations/rate-classes-fit", test_rate_classes_fit_what_is_done);
  g_test_add_func ("/operations/help-is-one-line", test_help_is_one_line);
  g_test_add_func ("/operations/find/each-by-its-name", test_find_returns_each_by_its_name);
  g_test_add_func ("/operations/find/unknown", test_find_leaves_the_result_for_an_unknown_name);
  g_test_add_func ("/operations/roles/auditors-write-nothing", test_auditors_write_nothing);
  g_test_add_func ("/operations/roles/staff", test_staff_may_book_and_not_manage);
  g_test_add_func ("/operations/roles/points",
                   test_points_are_booked_at_the_counter_and_corrected_in_the_office);
  g_test_add_func ("/operations/a-preview-writes-nothing", test_a_preview_writes_nothing);
  g_test_add_func ("/operations/roles/managers", test_managers_may_do_everything_of_a_merchant);
  g_test_add_func ("/operations/roles/no-login", test_nobody_needs_a_login_to_open_a_session);
  g_test_add_func ("/operations/roles/from-the-wire", test_roles_come_from_the_wire);
  g_test_add_func ("/operations/roles/unknown", test_an_unknown_role_is_none);

  return g_test_run ();
}
