/* stempel-error-text.c: refusals as sentences for people
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <gio/gio.h>
#include <glib/gi18n.h>

#include "stempel-conflict-text.h"
#include "stempel-error-text.h"
#include "stempel-format.h"

/* A moment among the facts, such as "14:20"; NULL when it is not there. */
static char *
fact_time (const GError *error, const char *name)
{
  const char *text = stempel_error_get_fact_string (error, name);
  g_autoptr(GDateTime) time = text != NULL ? g_date_time_new_from_iso8601 (text, NULL) : NULL;

  return stempel_format_until (time);
}

/* Puts sentences after one another; what is NULL is not known and left out. */
static char *
join_sentences (const char *first, const char *second, const char *third)
{
  const char *candidates[] = { first, second, third };
  g_autoptr(GPtrArray) sentences = g_ptr_array_new ();

  for (guint i = 0; i < G_N_ELEMENTS (candidates); i++)
    {
      if (candidates[i] != NULL)
        g_ptr_array_add (sentences, (gpointer) candidates[i]);
    }
  g_ptr_array_add (sentences, NULL);

  return g_strjoinv (" ", (char **) sentences->pdata);
}

/* Who gave the last stamp, when and where; NULL when it is not known. */
static char *
last_stamp_sentence (const GError *error)
{
  g_autofree char *at = fact_time (error, "last_at");
  const char *by = stempel_error_get_fact_string (error, "last_by");
  const char *store = stempel_error_get_fact_string (error, "last_store");

  if (at == NULL)
    return NULL;
  if (by == NULL)
    /* Translators: %s is a time such as "14:05" */
    return g_strdup_printf (_("The last stamps were given at %s."), at);
  if (store == NULL)
    /* Translators: %1$s is a person, %2$s a time such as "14:05" */
    return g_strdup_printf (_("%1$s gave the last stamps at %2$s."), by, at);

  /* Translators: %1$s is a person, %2$s a time such as "14:05", %3$s a store */
  return g_strdup_printf (_("%1$s gave the last stamps at %2$s in %3$s."), by, at, store);
}

/* When it becomes possible again; NULL when it is not known. */
static char *
available_sentence (const GError *error)
{
  g_autofree char *at = fact_time (error, "available_at");

  if (at == NULL)
    return NULL;

  /* Translators: %s is a time, such as "14:35" or "tomorrow, 04:00". */
  return g_strdup_printf (_("The next stamp is possible from %s."), at);
}

static char *
cooldown_text (const GError *error)
{
  g_autofree char *available = available_sentence (error);
  g_autofree char *last = last_stamp_sentence (error);

  return join_sentences (_("This card was stamped a short while ago."), available, last);
}

static char *
daily_limit_text (const GError *error)
{
  g_autofree char *available = available_sentence (error);
  g_autofree char *last = last_stamp_sentence (error);
  int limit = (int) stempel_error_get_fact_int (error, "limit", 0);
  g_autofree char *reached =
    /* Translators: %d is how many stamps may be given in a day */
    g_strdup_printf (ngettext ("The limit of %d stamp a day is reached for this card.",
                               "The limit of %d stamps a day is reached for this card.", limit),
                     limit);

  return join_sentences (reached, available, last);
}

static char *
balance_text (const GError *error)
{
  gint64 balance = stempel_error_get_fact_int (error, "balance", -1);
  gint64 required = stempel_error_get_fact_int (error, "required", -1);
  g_autofree char *has = stempel_format_number (balance);
  g_autofree char *needs = stempel_format_number (required);

  if (balance < 0 || required < 0)
    return g_strdup (_("There is not enough on this card."));

  /* Translators: of stamps or points: %1$s is how many there are, %2$s how many are needed */
  return g_strdup_printf (_("The balance of %1$s is not enough: %2$s are needed."), has, needs);
}

static char *
card_blocked_text (const GError *error)
{
  const char *name = stempel_error_get_fact_string (error, "customer_name");
  const char *reason = stempel_error_get_fact_string (error, "reason");
  g_autofree char *at = fact_time (error, "blocked_at");

  if (name == NULL || at == NULL)
    return g_strdup (_("This card is blocked. A manager can lift the block."));
  if (reason == NULL || reason[0] == '\0')
    return g_strdup_printf (
        /* Translators: %1$s is a member's name, %2$s a time */
        _("The card of %1$s has been blocked since %2$s. A manager can lift the block."), name, at);

  return g_strdup_printf (
      /* Translators: %1$s is a member's name, %2$s a time, %3$s the reason somebody typed */
      _("The card of %1$s has been blocked since %2$s (%3$s). A manager can lift the block."),
      name, at, reason);
}

static char *
card_replaced_text (const GError *error)
{
  const char *name = stempel_error_get_fact_string (error, "customer_name");
  g_autofree char *at = fact_time (error, "replaced_at");

  if (name == NULL || at == NULL)
    return g_strdup (_("This card was replaced by another one and is no longer valid."));

  /* Translators: %1$s is a member's name, %2$s a time */
  return g_strdup_printf (_("This card of %1$s was replaced (%2$s) and is no longer valid. "
                            "Ask for the new card or search for the member."),
                          name, at);
}

static char *
program_text (const GError *error)
{
  const char *state = stempel_error_get_fact_string (error, "state");

  if (g_strcmp0 (state, "paused") == 0)
    return g_strdup (_("The program is paused. A manager can resume it."));
  if (g_strcmp0 (state, "closed") == 0)
    return g_strdup (_("The program is closed; nothing can be booked any more."));
  if (g_strcmp0 (state, "draft") == 0)
    return g_strdup (_("The program has not been published yet."));

  return g_strdup (_("The program is not active."));
}

static char *
void_window_text (const GError *error)
{
  g_autofree char *at = fact_time (error, "closed_at");
  const char *allowed_to = stempel_error_get_fact_string (error, "allowed_to");

  if (at == NULL)
    return g_strdup (_("It is too late to undo this entry."));
  if (g_strcmp0 (allowed_to, "employee") == 0)
    /* Translators: %s is a time, usually to come */
    return g_strdup_printf (_("Only who booked this entry, until %s, or a manager can undo it."),
                            at);
  if (g_strcmp0 (allowed_to, "manager") == 0)
    return g_strdup (_("Employees can no longer undo this entry. A manager can still do it."));

  /* Translators: %s is a time */
  return g_strdup_printf (_("This entry could be undone until %s."), at);
}

static char *
pin_invalid_text (const GError *error)
{
  int remaining = (int) stempel_error_get_fact_int (error, "remaining", -1);

  if (remaining < 0)
    return g_strdup (_("That PIN is not right."));
  if (remaining == 0)
    return g_strdup (_("That PIN is not right. There are no tries left for now."));

  /* Translators: %d is how many tries are left before the PIN is locked */
  return g_strdup_printf (ngettext ("That PIN is not right. %d try is left before it is locked.",
                                    "That PIN is not right. %d tries are left before it is locked.",
                                    remaining),
                          remaining);
}

static char *
pin_locked_text (const GError *error)
{
  g_autofree char *at = fact_time (error, "locked_until");

  if (at == NULL)
    return g_strdup (_("This PIN is locked after too many wrong tries. A manager can unlock it."));

  /* Translators: %s is a time such as "14:20" */
  return g_strdup_printf (_("This PIN is locked until %s after too many wrong tries. "
                            "A manager can unlock it sooner."), at);
}

static char *
duplicate_text (const GError *error)
{
  const char *name = stempel_error_get_fact_string (error, "name");
  const char *field = stempel_error_get_fact_string (error, "field");

  if (name == NULL)
    return g_strdup (_("This person is already a member."));
  if (g_strcmp0 (field, "email") == 0)
    /* Translators: %s is a member's name */
    return g_strdup_printf (_("%s is already a member with this e-mail address."), name);
  if (g_strcmp0 (field, "phone") == 0)
    /* Translators: %s is a member's name */
    return g_strdup_printf (_("%s is already a member with this phone number."), name);

  /* Translators: %s is a member's name */
  return g_strdup_printf (_("%s is already a member."), name);
}

static char *
rate_limited_text (const GError *error)
{
  g_autofree char *at = fact_time (error, "available_at");

  if (at == NULL)
    return g_strdup (_("Too many attempts in a short time. Wait a moment and try again."));

  /* Translators: %s is a time such as "14:20" */
  return g_strdup_printf (_("Too many attempts in a short time. Try again from %s."), at);
}

static char *
not_found_text (const GError *error)
{
  const char *what = stempel_error_get_fact_string (error, "what");

  if (g_strcmp0 (stempel_error_get_fact_string (error, "reason"), "unassigned") == 0)
    return g_strdup (_("This card was not handed out yet. Enrol a member with it."));
  if (g_strcmp0 (what, "card") == 0)
    return g_strdup (_("There is no card with this number."));
  if (g_strcmp0 (what, "customer") == 0)
    return g_strdup (_("This member does not exist."));
  if (g_strcmp0 (what, "entitlement") == 0)
    return g_strdup (_("There is no open reward on this card."));
  if (g_strcmp0 (what, "employee") == 0)
    return g_strdup (_("This employee does not exist."));
  if (g_strcmp0 (what, "store") == 0)
    return g_strdup (_("This store does not exist, or it is closed. Ask a manager."));

  return g_strdup (_("This does not exist, or not any more."));
}

static char *
invalid_text (const GError *error)
{
  JsonObject *problem = stempel_error_get_problem (error);
  JsonNode *errors = problem != NULL ? json_object_get_member (problem, "errors") : NULL;

  if (errors != NULL && JSON_NODE_HOLDS_ARRAY (errors) &&
      json_array_get_length (json_node_get_array (errors)) == 1)
    {
      JsonNode *first = json_array_get_element (json_node_get_array (errors), 0);

      if (JSON_NODE_HOLDS_OBJECT (first))
        return stempel_field_error_text (json_node_get_object (first));
    }

  return g_strdup (_("Some of the entries are not right. Please check them."));
}

static char *
below_minimum_text (const GError *error)
{
  gint64 minimum = stempel_error_get_fact_int (error, "minimum", -1);
  g_autofree char *points = stempel_format_points (minimum);

  if (minimum < 0)
    return g_strdup (_("This is less than the program asks for."));

  /* Translators: %s is the least number that can be used at once, such as "50 points" */
  return g_strdup_printf (_("This is too little: the least that can be used at once is %s."),
                          points);
}

static char *
month_closed_text (const GError *error)
{
  const char *month = stempel_error_get_fact_string (error, "month");

  if (month == NULL)
    return g_strdup (_("The month is closed; its entries can no longer be changed."));

  /* Translators: %s is a month such as "2026-03" */
  return g_strdup_printf (_("The month %s is closed; its entries can no longer be changed."),
                          month);
}

static const struct { const char *reason, *sentence; } unavailable_sentences[] = {
  { "timeout", N_("The database did not answer in time. Try again in a little while.") },
  { "busy", N_("Somebody else is changing the same thing at this moment. Try again.") },
  { "server",
    N_("The database reports an error that nobody expected. If it comes again, ask whoever looks "
       "after "
                 "the database.") },
  { "database", N_("The server has no database of this name. Check the name in the connection.") },
  { "foreign",
    N_("What answers at this address is not a Stempel server. Check the address in the "
       "connection.") },
  { "tls",
    N_("No encrypted connection to the server came about. Check the address in the connection.") },
  { "too_large", N_("The answer of the server is too large. Ask for less at a time.") },
  { "cluster",
    N_("The database of this computer does not start. Restart the computer and try again.") },
  { "database_newer",
    N_("The database was made by a newer version of Stempel. Install that version on this "
                         "computer.") },
  { "migration_changed",
    N_("The database was made by a different edition of this version of Stempel and is left "
                            "as it is. Install the edition that made it.") },
  { "migration",
    N_("The database could not be brought up to this version of Stempel and is left as it was. Ask "
                    "whoever looks after it.") },
};

/* Whatever it is, nothing was sent, and nobody is asked to pass over it. */
static const struct { const char *fault, *sentence; } certificate_sentences[] = {
  { "unknown_issuer",
    N_("The certificate of the server comes from an authority that this computer does not know, "
       "so it cannot be told from a stranger. Nothing was sent. Ask whoever looks after the "
       "server.") },
  { "wrong_name",
    N_("The certificate of the server is for another name. Nothing was sent. Check the address; if "
       "it is right, ask whoever looks after the server.") },
  { "expired",
    N_("The certificate of the server has expired. Nothing was sent. Ask whoever looks after the "
       "server to renew it.") },
  { "not_yet_valid",
    N_("The certificate of the server is not valid yet. Nothing was sent. Check the date and the "
       "time of this computer.") },
  { "revoked",
    N_("The certificate of the server was withdrawn. Nothing was sent. Ask whoever looks after the "
       "server.") },
  { "weak",
    N_("The certificate of the server is too weak to protect anything. Nothing was sent. Ask "
       "whoever looks after the server.") },
};

static char *
certificate_text (const GError *error)
{
  const char *fault = stempel_error_get_fact_string (error, "fault");

  for (guint i = 0; i < G_N_ELEMENTS (certificate_sentences); i++)
    {
      if (g_strcmp0 (fault, certificate_sentences[i].fault) == 0)
        return g_strdup (_(certificate_sentences[i].sentence));
    }

  return g_strdup (_("The certificate of the server is not in order. Nothing was sent. Ask whoever "
                     "looks after the server."));
}

static char *
unavailable_text (const GError *error)
{
  const char *reason = stempel_error_get_fact_string (error, "reason");
  const char *package = stempel_error_get_fact_string (error, "package");

  if (g_strcmp0 (reason, "certificate") == 0)
    return certificate_text (error);

  for (guint i = 0; i < G_N_ELEMENTS (unavailable_sentences); i++)
    {
      if (g_strcmp0 (reason, unavailable_sentences[i].reason) == 0)
        return g_strdup (_(unavailable_sentences[i].sentence));
    }

  if (g_strcmp0 (reason, "not_installed") == 0 && package != NULL)
    return g_strdup_printf (
        /* Translators: %s is the name of a package, such as "postgresql-15" */
        _("PostgreSQL is not installed on this computer. Install the package “%s”, then try "
                              "again."), package);

  return g_strdup (_("The database cannot be reached at the moment. Try again in a little while."));
}

static const struct { const char *reason, *sentence; } unauthenticated_sentences[] = {
  { "password", N_("The server does not accept this user with this password. Check both.") },
  { "credentials", N_("The e-mail address or the password is not right.") },
  { "code_required", N_("The six-digit code is needed as well.") },
  { "code_invalid", N_("This code is not right, or it is over. Enter the one that is shown now.") },
  { "session_ended", N_("You are no longer signed in. Try again to sign in and go on.") },
  { "other_login",
    N_("This is somebody else than who was signed in. Sign in as the same person, or sign out "
       "first.") },
};

static char *
unauthenticated_text (const GError *error)
{
  const char *reason = stempel_error_get_fact_string (error, "reason");

  for (guint i = 0; i < G_N_ELEMENTS (unauthenticated_sentences); i++)
    {
      if (g_strcmp0 (reason, unauthenticated_sentences[i].reason) == 0)
        return g_strdup (_(unauthenticated_sentences[i].sentence));
    }

  return g_strdup (_("This user has no login here, or it was disabled. Ask a manager."));
}

static char *
domain_text (const GError *error)
{
  switch ((StempelError) error->code)
    {
    case STEMPEL_ERROR_INVALID:
      return invalid_text (error);
    case STEMPEL_ERROR_NOT_FOUND:
      return not_found_text (error);
    case STEMPEL_ERROR_FORBIDDEN:
      return g_strdup (_("You do not have the right to do this. Ask a manager."));
    case STEMPEL_ERROR_UNAUTHENTICATED:
      return unauthenticated_text (error);
    case STEMPEL_ERROR_CONFLICT:
      return stempel_conflict_text (error);
    case STEMPEL_ERROR_STALE:
      return g_strdup (
          _("Somebody else has changed this in the meantime. Load again, then make your change."));
    case STEMPEL_ERROR_IDEMPOTENCY_KEY_REUSED:
      return g_strdup (_("This was sent before with other content. Please start again."));
    case STEMPEL_ERROR_COOLDOWN_ACTIVE:
      return cooldown_text (error);
    case STEMPEL_ERROR_DAILY_LIMIT_REACHED:
      return daily_limit_text (error);
    case STEMPEL_ERROR_INSUFFICIENT_BALANCE:
      return balance_text (error);
    case STEMPEL_ERROR_BELOW_MINIMUM:
      return below_minimum_text (error);
    case STEMPEL_ERROR_CARD_BLOCKED:
      return card_blocked_text (error);
    case STEMPEL_ERROR_CARD_REPLACED:
      return card_replaced_text (error);
    case STEMPEL_ERROR_PROGRAM_NOT_ACTIVE:
      return program_text (error);
    case STEMPEL_ERROR_RECEIPT_ALREADY_BOOKED:
      return g_strdup (_("This receipt has been booked before."));
    case STEMPEL_ERROR_ALREADY_REVERSED:
      return g_strdup (_("This entry has been undone before."));
    case STEMPEL_ERROR_VOID_WINDOW_CLOSED:
      return void_window_text (error);
    case STEMPEL_ERROR_MONTH_CLOSED:
      return month_closed_text (error);
    case STEMPEL_ERROR_PIN_REQUIRED:
      return g_strdup (_("A PIN is needed for this. Choose who you are and enter your PIN."));
    case STEMPEL_ERROR_PIN_INVALID:
      return pin_invalid_text (error);
    case STEMPEL_ERROR_PIN_LOCKED:
      return pin_locked_text (error);
    case STEMPEL_ERROR_DUPLICATE_CUSTOMER:
      return duplicate_text (error);
    case STEMPEL_ERROR_REWARD_OUT_OF_STOCK:
      return g_strdup (_("This reward is out of stock."));
    case STEMPEL_ERROR_RATE_LIMITED:
      return rate_limited_text (error);
    case STEMPEL_ERROR_UNAVAILABLE:
    default:
      return unavailable_text (error);
    }
}

/* A refusal explains itself. Of what nobody expected there is more in the log of the server. */
static char *
with_request_id (char *sentence, const GError *error)
{
  g_autofree char *owned = sentence;
  const char *id = stempel_error_get_fact_string (error, "request_id");

  if (id == NULL || error->code != STEMPEL_ERROR_UNAVAILABLE)
    return g_steal_pointer (&owned);

  /* Translators: %1$s is a sentence about an error, %2$s what the log of the server calls the
   * request */
  return g_strdup_printf (_("%1$s\nRequest: %2$s"), owned, id);
}

/**
 * stempel_error_text:
 * @error: an error of any domain
 *
 * What went wrong, until when, and what can be done, in the language of the user. It is plain text:
 * escape it where markup is expected.
 *
 * Returns: (transfer full): one or more whole sentences
 */
char *
stempel_error_text (const GError *error)
{
  g_return_val_if_fail (error != NULL, NULL);

  if (error->domain == STEMPEL_ERROR)
    return with_request_id (domain_text (error), error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT))
    return g_strdup (_("The database did not answer in time. Try again in a little while."));

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return g_strdup (_("This was cancelled."));

  /* Translators: %s is a technical message in English */
  return g_strdup_printf (_("Something unexpected happened: %s"), error->message);
}

static char *
second_person_text (JsonObject *field_error)
{
  gint64 most = json_object_get_int_member_with_default (field_error, "maximum", 0);
  g_autofree char *number = stempel_format_number (most);

  /* Translators: of stamps or points: %s is how many one person may add or take alone */
  return g_strdup_printf (_("Above %s a second person has to agree with their PIN."), number);
}

static char *
multiple_text (JsonObject *field_error)
{
  gint64 multiple = json_object_get_int_member_with_default (field_error, "multiple", 1);
  g_autofree char *number = stempel_format_number (multiple);

  /* Translators: %s is a number such as 50: only 50, 100, 150 … are accepted */
  return g_strdup_printf (_("Enter a multiple of %s."), number);
}

static gboolean
is_password (JsonObject *field_error)
{
  return g_str_equal (json_object_get_string_member_with_default (field_error, "field", ""),
                      "password");
}

static char *
too_long_text (JsonObject *field_error, int max)
{
  if (is_password (field_error))
    /* Translators: %d is a number of bytes */
    return g_strdup_printf (_("This password is too long: at most %d bytes. A plain letter is one "
                              "byte, a letter with an accent two."), max);

  return g_strdup_printf (ngettext ("Enter at most %d character.", "Enter at most %d characters.",
                                    max), max);
}

/**
 * stempel_field_error_text:
 * @field_error: a member of `errors` of a refusal, such as {"field": …, "code": "out_of_range",
 *   "min": 1, "max": 100}
 *
 * Returns: (transfer full): a sentence that says what to do
 */
char *
stempel_field_error_text (JsonObject *field_error)
{
  const char *code = json_object_get_string_member_with_default (field_error, "code", "");
  int min = (int) json_object_get_int_member_with_default (field_error, "min", 0);
  int max = (int) json_object_get_int_member_with_default (field_error, "max", 0);

  if (g_str_equal (code, "required") && json_object_has_member (field_error, "maximum"))
    return second_person_text (field_error);
  if (g_str_equal (code, "required"))
    return g_strdup (_("Please fill this in."));
  if (g_str_equal (code, "out_of_range") && max > 0)
    /* Translators: %1$d and %2$d are the least and the greatest number allowed */
    return g_strdup_printf (_("Enter a number from %1$d to %2$d."), min, max);
  if (g_str_equal (code, "out_of_range"))
    return g_strdup (_("This is not within what is allowed."));
  if (g_str_equal (code, "not_a_multiple"))
    return multiple_text (field_error);
  if (g_str_equal (code, "unknown_member") || g_str_equal (code, "wrong_type"))
    return g_strdup (_("The database does not understand this. Is it of another version?"));
  if (g_str_equal (code, "too_long"))
    return too_long_text (field_error, max);
  if (g_str_equal (code, "too_short"))
    return g_strdup_printf (ngettext ("Enter at least %d character.",
                                      "Enter at least %d characters.", min), min);
  if (g_str_equal (code, "invalid_format"))
    return g_strdup (_("This does not have the right form. Please check it."));
  if (g_str_equal (code, "not_allowed"))
    return g_strdup (_("This is not allowed here."));
  if (g_str_equal (code, "taken"))
    return g_strdup (_("This is taken already. Choose another one."));
  if (g_str_equal (code, "unknown_value"))
    return g_strdup (_("This does not exist, or not any more. Choose another one."));
  if (g_str_equal (code, "trivial") && is_password (field_error))
    return g_strdup (
        _("This password is too easy to guess. Take a few words that nobody expects."));
  if (g_str_equal (code, "trivial"))
    return g_strdup (
        _("This PIN is too easy to guess. Do not use rows such as 123456 or equal digits."));

  return g_strdup (_("This is not right. Please check it."));
}
