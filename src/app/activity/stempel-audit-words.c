/* stempel-audit-words.c: events, members of records and their values in words
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include <glib/gi18n.h>

#include "stempel-audit-words.h"
#include "stempel-format.h"
#include "stempel-time.h"

typedef struct
{
  const char *wire;
  const char *text; /* to be translated */
} Word;

/* Translators: these are events in the audit log: what somebody did, or what went wrong. */
static const Word actions[] = {
  { "account.open", NC_("event", "Program joined") },
  { "account.set_tier", NC_("event", "Tier given or ended") },
  { "api_key.create", NC_("event", "Key added") },
  { "api_key.revoke", NC_("event", "Key shut out") },
  { "api_key.update", NC_("event", "Key changed") },
  { "card.block", NC_("event", "Card blocked") },
  { "card.print_batch", NC_("event", "Cards printed") },
  { "card.replace", NC_("event", "Card replaced") },
  { "card.unblock", NC_("event", "Card unblocked") },
  { "customer.enroll", NC_("event", "Member enrolled") },
  { "customer.erase", NC_("event", "Member erased") },
  { "customer.export", NC_("event", "Data of a member exported") },
  { "customer.keep_apart", NC_("event", "Members compared") },
  { "customer.merge", NC_("event", "Members merged") },
  { "customer.unmerge", NC_("event", "Members parted again") },
  { "customer.update", NC_("event", "Member changed") },
  { "employee.create", NC_("event", "Employee added") },
  { "employee.pin_failed", NC_("event", "Wrong PIN") },
  { "employee.pin_locked", NC_("event", "PIN locked") },
  { "employee.pin_set", NC_("event", "PIN set") },
  { "employee.pin_unlocked", NC_("event", "PIN unlocked") },
  { "employee.retire", NC_("event", "Employee retired") },
  { "employee.update", NC_("event", "Employee changed") },
  { "import.discard", NC_("event", "Import given up") },
  { "import.finish", NC_("event", "Import finished") },
  { "import.open", NC_("event", "Import prepared") },
  { "import.run", NC_("event", "Import started") },
  { "import.undo", NC_("event", "Import undone") },
  { "job.run", NC_("event", "Job started") },
  { "login.change_password", NC_("event", "Password changed") },
  { "login.change_password_failed", NC_("event", "Wrong password at a change of it") },
  { "login.create", NC_("event", "Login added") },
  { "login.disable", NC_("event", "Login disabled") },
  { "login.set_password", NC_("event", "Password given") },
  { "login.sign_in", NC_("event", "Signed in") },
  { "login.sign_in_failed", NC_("event", "Sign-in failed") },
  { "login.totp_removed", NC_("event", "Second factor removed") },
  { "login.totp_set_up", NC_("event", "Second factor set up") },
  { "login.update", NC_("event", "Login changed") },
  { "merchant.create", NC_("event", "Business set up") },
  { "month.close", NC_("event", "Month closed") },
  { "program.close", NC_("event", "Program closed") },
  { "program.draft", NC_("event", "Program draft saved") },
  { "program.pause", NC_("event", "Program paused") },
  { "program.publish", NC_("event", "Program published") },
  { "program.resume", NC_("event", "Program resumed") },
  { "reward.create", NC_("event", "Reward added") },
  { "reward.retire", NC_("event", "Reward retired") },
  { "reward.update", NC_("event", "Reward changed") },
  { "session.revoke", NC_("event", "Session ended") },
  { "store.create", NC_("event", "Store added") },
  { "store.update", NC_("event", "Store changed") },
  { "terminal.claim", NC_("event", "Device became a terminal") },
  { "terminal.pair", NC_("event", "Terminal got a code") },
  { "terminal.revoke", NC_("event", "Terminal shut out") },
};

/* Translators: these are names of the parts of records, shown beside their values before and
 * after. */
static const Word members[] = {
  { "address", NC_("member of a record", "Address") },
  { "adjust_maximum", NC_("member of a record", "One person may correct at most") },
  { "bad_rows", NC_("member of a record", "Bad rows") },
  { "birthday", NC_("member of a record", "Birthday") },
  { "birthday_points", NC_("member of a record", "Points for a birthday") },
  { "block_reason", NC_("member of a record", "Why blocked") },
  { "blocked_at", NC_("member of a record", "Blocked") },
  { "bonus_mode", NC_("member of a record", "How bonuses add up") },
  { "bonus_periods", NC_("member of a record", "Bonus periods") },
  { "closed_at", NC_("member of a record", "Closed") },
  { "code_expires_at", NC_("member of a record", "Code good until") },
  { "colour", NC_("member of a record", "Colour") },
  { "compared", NC_("member of a record", "PIN was compared") },
  { "cooldown_minutes", NC_("member of a record", "Minutes between stamps") },
  { "cost_points", NC_("member of a record", "Price in points") },
  { "count", NC_("member of a record", "How many") },
  { "country", NC_("member of a record", "Country") },
  { "created_at", NC_("member of a record", "Added") },
  { "currency", NC_("member of a record", "Currency") },
  { "customer_id", NC_("member of a record", "Member number") },
  { "customer_name", NC_("member of a record", "Member") },
  { "daily_limit", NC_("member of a record", "Stamps per day at most") },
  { "database_role", NC_("member of a record", "Database role") },
  { "day_start", NC_("member of a record", "Day begins at") },
  { "draft", NC_("member of a record", "Draft") },
  { "email", NC_("member of a record", "E-mail") },
  { "ends_on", NC_("member of a record", "Last day") },
  { "enrolled_at", NC_("member of a record", "Enrolled") },
  { "enrolled_store", NC_("member of a record", "Enrolled in") },
  { "entitlement_days", NC_("member of a record", "Days a reward stays valid") },
  { "entries", NC_("member of a record", "Entries") },
  { "expiry", NC_("member of a record", "Points expire") },
  { "expiry_day", NC_("member of a record", "Day of the year on which points expire") },
  { "expiry_days", NC_("member of a record", "Days until points expire") },
  { "expiry_months", NC_("member of a record", "Months until points expire") },
  { "failures", NC_("member of a record", "Wrong PINs") },
  { "family_name", NC_("member of a record", "Family name") },
  { "first_id", NC_("member of a record", "First number in the database") },
  { "given_name", NC_("member of a record", "Given name") },
  { "has_pin", NC_("member of a record", "Has a PIN") },
  { "id", NC_("member of a record", "Number in the database") },
  { "issued_at", NC_("member of a record", "Issued") },
  { "kind", NC_("member of a record", "Kind") },
  { "language", NC_("member of a record", "Language") },
  { "languages", NC_("member of a record", "Languages") },
  { "last_id", NC_("member of a record", "Last number in the database") },
  { "last_used_at", NC_("member of a record", "Last used") },
  { "limit_per_member", NC_("member of a record", "Per member at most") },
  { "locked_until", NC_("member of a record", "Locked until") },
  { "login_id", NC_("member of a record", "Login number") },
  { "login_name", NC_("member of a record", "Login") },
  { "max_stamps_per_visit", NC_("member of a record", "Stamps per visit at most") },
  { "maximum_points", NC_("member of a record", "Points per purchase at most") },
  { "maximum_share_bp", NC_("member of a record", "Part that points can pay, in 1/100 percent") },
  { "members", NC_("member of a record", "Members") },
  { "merged", NC_("member of a record", "The other member") },
  { "merged_into", NC_("member of a record", "Merged into member number") },
  { "minimum_amount", NC_("member of a record", "Smallest purchase that earns points") },
  { "money_amount", NC_("member of a record", "Money for the points") },
  { "money_points", NC_("member of a record", "Points that are worth money") },
  { "month", NC_("member of a record", "Month") },
  { "name", NC_("member of a record", "Name") },
  { "names", NC_("member of a record", "Names") },
  { "note", NC_("member of a record", "Note") },
  { "number", NC_("member of a record", "Number") },
  { "operations", NC_("member of a record", "What it may do") },
  { "paired_at", NC_("member of a record", "Paired") },
  { "password_set_at", NC_("member of a record", "Password set") },
  { "phone", NC_("member of a record", "Phone") },
  { "pin_policy", NC_("member of a record", "PIN asked") },
  { "pin_set_at", NC_("member of a record", "PIN set") },
  { "points", NC_("member of a record", "Points") },
  { "points_per_step", NC_("member of a record", "Points for each step") },
  { "program_id", NC_("member of a record", "Program number") },
  { "published", NC_("member of a record", "Published rules") },
  { "published_at", NC_("member of a record", "Published") },
  { "reason", NC_("member of a record", "Reason") },
  { "redeem_minimum", NC_("member of a record", "Points to use at least") },
  { "redeem_multiple", NC_("member of a record", "Points to use in multiples of") },
  { "refund_policy", NC_("member of a record", "When points of a refund are already used") },
  { "replaced_at", NC_("member of a record", "Replaced") },
  { "replaced_by", NC_("member of a record", "Replaced by card number") },
  { "revision", NC_("member of a record", "Revision") },
  { "reward", NC_("member of a record", "Reward") },
  { "reward_value", NC_("member of a record", "Worth of the reward") },
  { "role", NC_("member of a record", "Role") },
  { "rounding", NC_("member of a record", "Rounding") },
  { "rows", NC_("member of a record", "Rows of the file") },
  { "seen_at", NC_("member of a record", "Last seen") },
  { "shift_minutes", NC_("member of a record", "Minutes of a shift") },
  { "stamps", NC_("member of a record", "Stamps") },
  { "stamps_target", NC_("member of a record", "Stamps for a reward") },
  { "starts_on", NC_("member of a record", "First day") },
  { "state", NC_("member of a record", "State") },
  { "step_amount", NC_("member of a record", "Money for one step") },
  { "stock", NC_("member of a record", "In stock") },
  { "store_id", NC_("member of a record", "Store number") },
  { "store_ids", NC_("member of a record", "Store numbers") },
  { "store_name", NC_("member of a record", "Store") },
  { "tier", NC_("member of a record", "Tier") },
  { "tier_metric", NC_("member of a record", "What tiers are reached by") },
  { "tier_window", NC_("member of a record", "Time that counts for tiers") },
  { "tiers", NC_("member of a record", "Tiers") },
  { "token", NC_("member of a record", "Token of the QR code") },
  { "totp_confirmed_at", NC_("member of a record", "Second factor set up") },
  { "value", NC_("member of a record", "Worth") },
  { "version", NC_("member of a record", "Version") },
  { "void_days", NC_("member of a record", "Days in which managers can take back") },
  { "void_minutes", NC_("member of a record", "Minutes in which staff can take back") },
  { "welcome_points", NC_("member of a record", "Points for joining") },
  { "write_off_maximum", NC_("member of a record", "Points let go per refund at most") },
  { "zone", NC_("member of a record", "Time zone") },
};

/* Translators: these are values that a part of a record can have, such as its state. */
static const Word values[] = {
  { "active", NC_("value of a record", "Active") },
  { "admin", NC_("value of a record", "Administrator") },
  { "auditor", NC_("value of a record", "Auditor") },
  { "block", NC_("value of a record", "The refund is refused") },
  { "blocked", NC_("value of a record", "Blocked") },
  { "calendar_year", NC_("value of a record", "The calendar year") },
  { "closed", NC_("value of a record", "Closed") },
  { "days", NC_("value of a record", "After a number of days") },
  { "disabled", NC_("value of a record", "Disabled") },
  { "draft", NC_("value of a record", "Draft") },
  { "eligible_spend", NC_("value of a record", "Money spent") },
  { "erased", NC_("value of a record", "Erased") },
  { "hybrid", NC_("value of a record", "Stamps and points") },
  { "inactivity", NC_("value of a record", "After a time without a visit") },
  { "lifetime", NC_("value of a record", "Everything since joining") },
  { "linear", NC_("value of a record", "In proportion to the amount") },
  { "manager", NC_("value of a record", "Manager") },
  { "max", NC_("value of a record", "The higher one counts") },
  { "membership_year", NC_("value of a record", "The year since joining") },
  { "merged", NC_("value of a record", "Merged into another member") },
  { "months", NC_("value of a record", "After a number of months") },
  { "none", NC_("value of a record", "Never") },
  { "operation", NC_("value of a record", "For each booking") },
  { "owe", NC_("value of a record", "They are owed") },
  { "paused", NC_("value of a record", "Paused") },
  { "per_step", NC_("value of a record", "For each full step") },
  { "points", NC_("value of a record", "Points") },
  { "points_earned", NC_("value of a record", "Points earned") },
  { "replaced", NC_("value of a record", "Replaced") },
  { "retired", NC_("value of a record", "Retired") },
  { "revoked", NC_("value of a record", "Revoked") },
  { "rolling_12_months", NC_("value of a record", "The last 12 months") },
  { "shift", NC_("value of a record", "Once per shift") },
  { "staff", NC_("value of a record", "Staff") },
  { "stamps", NC_("value of a record", "Stamps") },
  { "times", NC_("value of a record", "They are multiplied") },
  { "visits", NC_("value of a record", "Visits") },
  { "write_off", NC_("value of a record", "They are let go") },
  { "yearly", NC_("value of a record", "On a day of the year") },
};

/* The members whose values are words of ours and not somebody's text. */
static const char * const word_members[] = {
  "bonus_mode", "expiry", "kind", "pin_policy", "refund_policy", "role", "rounding", "state",
  "tier_metric", "tier_window", NULL
};

static const char *
find (const Word *words, gsize n_words, const char *context, const char *wire)
{
  for (gsize i = 0; i < n_words; i++)
    {
      if (g_strcmp0 (words[i].wire, wire) == 0)
        return g_dpgettext2 (NULL, context, words[i].text);
    }

  return wire;
}

/**
 * stempel_audit_action_text:
 * @action: an action such as `program.publish`
 *
 * Returns: (transfer none): the action in words; as it is when it is a newer one
 */
const char *
stempel_audit_action_text (const char *action)
{
  return find (actions, G_N_ELEMENTS (actions), "event", action);
}

/**
 * stempel_audit_action_is_alarming:
 * @action: an action
 *
 * Returns: whether somebody should look at it
 */
gboolean
stempel_audit_action_is_alarming (const char *action)
{
  return g_strcmp0 (action, "employee.pin_failed") == 0 ||
         g_strcmp0 (action, "employee.pin_locked") == 0;
}

/**
 * stempel_audit_add_actions:
 * @field: a field that offers actions
 */
void
stempel_audit_add_actions (StempelChoiceField *field)
{
  for (gsize i = 0; i < G_N_ELEMENTS (actions); i++)
    stempel_choice_field_add_text (field, stempel_audit_action_text (actions[i].wire),
                                   actions[i].wire);
}

/**
 * stempel_audit_member_text:
 * @path: a member, or members of members such as `draft.names.de`
 *
 * Returns: (transfer full): its name in words; parts that are not known stay as they are
 */
char *
stempel_audit_member_text (const char *path)
{
  g_auto(GStrv) parts = g_strsplit (path, ".", -1);

  for (guint i = 0; parts[i] != NULL; i++)
    {
      const char *text = find (members, G_N_ELEMENTS (members), "member of a record", parts[i]);

      if (text == parts[i])
        continue;

      g_free (parts[i]);
      parts[i] = g_strdup (text);
    }

  return g_strjoinv (" › ", parts);
}

static char *
text_value (const char *member, const char *text)
{
  g_autoptr(GDateTime) time = NULL;

  if (g_strv_contains (word_members, member))
    return g_strdup (find (values, G_N_ELEMENTS (values), "value of a record", text));

  if (g_str_has_suffix (member, "_at") || g_str_has_suffix (member, "_until"))
    time = g_date_time_new_from_iso8601 (text, NULL);

  if (time != NULL)
    return stempel_format_time_full (time);

  return stempel_day_is_valid (text) ? stempel_format_day (text) : g_strdup (text);
}

/* Of records in a list the name says enough. */
static char *
object_value (JsonNode *node)
{
  static const char * const names[] = { "name", "program_name", "number" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      JsonNode *name = json_object_get_member (json_node_get_object (node), names[i]);

      if (name != NULL && JSON_NODE_HOLDS_VALUE (name) &&
          json_node_get_value_type (name) == G_TYPE_STRING)
        return g_strdup (json_node_get_string (name));
    }

  return json_to_string (node, FALSE);
}

static char *
array_value (JsonArray *array)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  g_auto(GStrv) texts = NULL;

  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      g_autofree char *text = stempel_audit_value_text ("", json_array_get_element (array, i));

      g_strv_builder_add (builder, text);
    }

  texts = g_strv_builder_end (builder);

  return g_strjoinv (", ", texts);
}

/**
 * stempel_audit_value_text:
 * @path: the member
 * @value: (nullable): its value
 *
 * Returns: (transfer full): the value as people read it; a dash where there is none
 */
char *
stempel_audit_value_text (const char *path, JsonNode *value)
{
  const char *dot = strrchr (path, '.');
  const char *member = dot != NULL ? dot + 1 : path;

  if (value == NULL || JSON_NODE_HOLDS_NULL (value))
    return g_strdup ("–");

  if (JSON_NODE_HOLDS_ARRAY (value))
    return array_value (json_node_get_array (value));

  if (JSON_NODE_HOLDS_OBJECT (value))
    return object_value (value);

  switch (json_node_get_value_type (value))
    {
    case G_TYPE_BOOLEAN:
      return g_strdup (json_node_get_boolean (value) ? C_("value of a record", "Yes")
                                                     : C_("value of a record", "No"));

    case G_TYPE_STRING:
      return text_value (member, json_node_get_string (value));

    default:
      return json_to_string (value, FALSE);
    }
}
