/* stempel-ctl-database.c: verbs for a database as a whole
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "stempel-backend-enums.h"
#include "stempel-ctl.h"
#include "stempel-operations.h"
#include "stempel-pg-migrator.h"

/**
 * stempel_ctl_run_migrate:
 * @options: the options
 * @arguments: none
 *
 * Returns: the exit status
 */
StempelCtlExit
stempel_ctl_run_migrate (StempelCtlOptions *options, char **arguments)
{
  g_autofree char *conninfo = NULL;
  g_autoptr(GError) error = NULL;
  StempelPgMigration migration;

  conninfo = stempel_ctl_open (options, NULL, &error);
  if (conninfo == NULL ||
      !stempel_pg_migrate (conninfo, STEMPEL_PG_SQL_RESOURCES, &migration, &error))
    return stempel_ctl_report_error (error);

  g_print ("version %u, %u applied now, operations %s\n", migration.version, migration.applied,
           migration.reloaded ? "loaded" : "unchanged");

  return STEMPEL_CTL_EXIT_DONE;
}

static void
add_roles (JsonBuilder *builder, StempelRole roles)
{
  static const char * const names[] = { "admin", "manager", "staff", "auditor", "anyone" };

  json_builder_begin_array (builder);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      if (roles & (1u << i))
        json_builder_add_string_value (builder, names[i]);
    }
  json_builder_end_array (builder);
}

/* Members and their values have no dashes on the wire. */
static char *
rate_class_to_wire (StempelRateClass rate_class)
{
  g_autoptr(GEnumClass) rate_classes = g_type_class_ref (STEMPEL_TYPE_RATE_CLASS);
  const GEnumValue *value = g_enum_get_value (rate_classes, (int) rate_class);

  return g_strdelimit (g_strdup (value->value_nick), "-", '_');
}

static void
add_operation (JsonBuilder *builder, const StempelOperationInfo *info)
{
  g_autofree char *rate_class = rate_class_to_wire (info->rate_class);

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "name");
  json_builder_add_string_value (builder, info->name);
  json_builder_set_member_name (builder, "method");
  json_builder_add_string_value (builder, info->method);
  json_builder_set_member_name (builder, "path");
  json_builder_add_string_value (builder, info->path);
  json_builder_set_member_name (builder, "roles");
  add_roles (builder, info->roles);
  json_builder_set_member_name (builder, "rate_class");
  json_builder_add_string_value (builder, rate_class);
  json_builder_set_member_name (builder, "writes");
  json_builder_add_boolean_value (builder, info->writes);
  json_builder_set_member_name (builder, "help");
  json_builder_add_string_value (builder, info->help);
  json_builder_end_object (builder);
}

/**
 * stempel_ctl_run_operations:
 * @options: the options
 * @arguments: none
 *
 * Returns: the exit status
 */
StempelCtlExit
stempel_ctl_run_operations (StempelCtlOptions *options, char **arguments)
{
  g_autoptr(JsonBuilder) builder = json_builder_new ();
  g_autoptr(JsonNode) node = NULL;

  json_builder_begin_array (builder);
  for (guint i = 0; i < STEMPEL_N_OPERATIONS; i++)
    add_operation (builder, stempel_operation_get_info ((StempelOperation) i));
  json_builder_end_array (builder);

  node = json_builder_get_root (builder);
  stempel_ctl_print_json (node);

  return STEMPEL_CTL_EXIT_DONE;
}
