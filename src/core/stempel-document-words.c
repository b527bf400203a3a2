/* stempel-document-words.c: what the members and words of a record are called in a document
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "stempel-document-words.h"

/* In the order of the columns of a table.
 *
 * Translators: what a member of a loyalty program is told in a document about everything that a
 * business knows of them. An "entry" is one row of the ledger. */
static const StempelDocumentField fields[] = {
  { "id", NC_("document", "Number in the database"), STEMPEL_DOCUMENT_TEXT, TRUE },
  { "exported_at", NC_("document", "Made on"), STEMPEL_DOCUMENT_TIME },
  { "identities", NC_("document", "Who you are to us"), STEMPEL_DOCUMENT_TEXT },
  { "personal", NC_("document", "Particulars"), STEMPEL_DOCUMENT_TEXT },
  { "cards", NC_("document", "Cards"), STEMPEL_DOCUMENT_TEXT },
  { "accounts", NC_("document", "Programs you take part in"), STEMPEL_DOCUMENT_TEXT },
  { "entries", NC_("document", "All that was booked"), STEMPEL_DOCUMENT_TEXT },
  { "consents", NC_("document", "What you agreed to"), STEMPEL_DOCUMENT_TEXT },
  { "entitlements", NC_("document", "Rewards you can collect"), STEMPEL_DOCUMENT_TEXT },
  { "expiring", NC_("document", "Expires next"), STEMPEL_DOCUMENT_TEXT },
  { "last_stamp", NC_("document", "Last stamp"), STEMPEL_DOCUMENT_TEXT },
  { "tier", NC_("document", "Tier"), STEMPEL_DOCUMENT_TEXT },
  { "next", NC_("document", "Next tier"), STEMPEL_DOCUMENT_TEXT },
  { "occurred_at", NC_("document", "When"), STEMPEL_DOCUMENT_TIME },
  { "kind", NC_("document", "What"), STEMPEL_DOCUMENT_WORD },
  { "program_name", NC_("document", "Program"), STEMPEL_DOCUMENT_TEXT },
  { "store_name", NC_("document", "Shop"), STEMPEL_DOCUMENT_TEXT },
  { "stamps", NC_("document", "Stamps"), STEMPEL_DOCUMENT_NUMBER },
  { "stamps_after", NC_("document", "Stamps after it"), STEMPEL_DOCUMENT_NUMBER },
  { "points", NC_("document", "Points"), STEMPEL_DOCUMENT_NUMBER },
  { "points_after", NC_("document", "Points after it"), STEMPEL_DOCUMENT_NUMBER },
  { "owed_points_after", NC_("document", "Points owed after it"), STEMPEL_DOCUMENT_NUMBER },
  { "ticket_amount", NC_("document", "Purchase"), STEMPEL_DOCUMENT_MONEY },
  { "amount", NC_("document", "Amount that counted"), STEMPEL_DOCUMENT_MONEY },
  { "receipt", NC_("document", "Receipt"), STEMPEL_DOCUMENT_TEXT },
  { "reward_name", NC_("document", "Reward"), STEMPEL_DOCUMENT_TEXT },
  { "reason", NC_("document", "Reason"), STEMPEL_DOCUMENT_TEXT },
  { "tier_name", NC_("document", "Tier then"), STEMPEL_DOCUMENT_TEXT },
  { "multiplier_bp", NC_("document", "Points multiplied by"), STEMPEL_DOCUMENT_SHARE },
  { "written_off", NC_("document", "Points let go"), STEMPEL_DOCUMENT_NUMBER },
  { "card_number", NC_("document", "Card"), STEMPEL_DOCUMENT_TEXT },
  { "entitlements_issued", NC_("document", "Full cards"), STEMPEL_DOCUMENT_NUMBER },
  { "given_name", NC_("document", "Given name"), STEMPEL_DOCUMENT_TEXT },
  { "family_name", NC_("document", "Family name"), STEMPEL_DOCUMENT_TEXT },
  { "email", NC_("document", "E-mail"), STEMPEL_DOCUMENT_TEXT },
  { "phone", NC_("document", "Telephone"), STEMPEL_DOCUMENT_TEXT },
  { "birthday", NC_("document", "Birthday"), STEMPEL_DOCUMENT_DAY },
  { "language", NC_("document", "Language"), STEMPEL_DOCUMENT_WORD },
  { "note", NC_("document", "Note"), STEMPEL_DOCUMENT_TEXT },
  { "state", NC_("document", "State"), STEMPEL_DOCUMENT_WORD },
  { "enrolled_at", NC_("document", "Joined on"), STEMPEL_DOCUMENT_TIME },
  { "number", NC_("document", "Card number"), STEMPEL_DOCUMENT_TEXT },
  { "issued_at", NC_("document", "Issued on"), STEMPEL_DOCUMENT_TIME },
  { "block_reason", NC_("document", "Blocked because"), STEMPEL_DOCUMENT_TEXT },
  { "token", NC_("document", "Token of the QR code"), STEMPEL_DOCUMENT_TEXT },
  { "program_kind", NC_("document", "Kind of program"), STEMPEL_DOCUMENT_WORD },
  { "program_state", NC_("document", "State of the program"), STEMPEL_DOCUMENT_WORD },
  { "owed_points", NC_("document", "Points owed"), STEMPEL_DOCUMENT_NUMBER },
  { "reserved_points", NC_("document", "Points held for a till"), STEMPEL_DOCUMENT_NUMBER },
  { "expires_on", NC_("document", "Can be used until"), STEMPEL_DOCUMENT_DAY },
  { "stamps_target", NC_("document", "Stamps for a reward"), STEMPEL_DOCUMENT_NUMBER },
  { "owed_stamps", NC_("document", "Stamps owed"), STEMPEL_DOCUMENT_NUMBER },
  { "stamps_today", NC_("document", "Stamps today"), STEMPEL_DOCUMENT_NUMBER },
  { "daily_limit", NC_("document", "Stamps per day at most"), STEMPEL_DOCUMENT_NUMBER },
  { "max_stamps_per_visit", NC_("document", "Stamps per visit at most"), STEMPEL_DOCUMENT_NUMBER },
  { "pin_policy", NC_("document", "PIN asked of the staff"), STEMPEL_DOCUMENT_WORD },
  { "colour", NC_("document", "Colour of the card"), STEMPEL_DOCUMENT_TEXT, TRUE },
  { "available_at", NC_("document", "Next stamp possible from"), STEMPEL_DOCUMENT_TIME },
  { "redeemed_at", NC_("document", "Collected on"), STEMPEL_DOCUMENT_TIME },
  { "at", NC_("document", "When"), STEMPEL_DOCUMENT_TIME },
  { "by", NC_("document", "By"), STEMPEL_DOCUMENT_TEXT },
  { "store", NC_("document", "Shop"), STEMPEL_DOCUMENT_TEXT },
  { "key", NC_("document", "Number"), STEMPEL_DOCUMENT_TEXT, TRUE },
  { "name", NC_("document", "Name"), STEMPEL_DOCUMENT_TEXT },
  { "manual", NC_("document", "Given by hand"), STEMPEL_DOCUMENT_WORD },
  { "manual_reason", NC_("document", "Why it was given by hand"), STEMPEL_DOCUMENT_TEXT },
  { "since", NC_("document", "Since"), STEMPEL_DOCUMENT_TIME },
  { "kept_until", NC_("document", "Kept until"), STEMPEL_DOCUMENT_DAY },
  { "metric", NC_("document", "Counted for it"), STEMPEL_DOCUMENT_NUMBER },
  { "missing", NC_("document", "Still missing"), STEMPEL_DOCUMENT_NUMBER },
  { "purpose", NC_("document", "For what"), STEMPEL_DOCUMENT_TEXT },
  { "given_on", NC_("document", "Given on"), STEMPEL_DOCUMENT_DAY },
  { "source", NC_("document", "Where it comes from"), STEMPEL_DOCUMENT_TEXT },
  { "version", NC_("document", "Version"), STEMPEL_DOCUMENT_TEXT },
  { "account_id", NC_("document", "Account number"), STEMPEL_DOCUMENT_TEXT, TRUE },
  { "customer_id", NC_("document", "Member number"), STEMPEL_DOCUMENT_TEXT, TRUE },
  { "program_id", NC_("document", "Program number"), STEMPEL_DOCUMENT_TEXT, TRUE },
  { "program_version", NC_("document", "Version of the rules"), STEMPEL_DOCUMENT_TEXT, TRUE },
  { "store_id", NC_("document", "Shop number"), STEMPEL_DOCUMENT_TEXT, TRUE },
  { "card_id", NC_("document", "Number of the card in the database"), STEMPEL_DOCUMENT_TEXT, TRUE },
  { "recorded_at", NC_("document", "Recorded on"), STEMPEL_DOCUMENT_TIME, TRUE },
  { "business_day", NC_("document", "Business day"), STEMPEL_DOCUMENT_DAY, TRUE },
  { "reverses", NC_("document", "Takes back entry"), STEMPEL_DOCUMENT_TEXT, TRUE },
  { "reversed_by", NC_("document", "Taken back by entry"), STEMPEL_DOCUMENT_TEXT, TRUE },
  { "refunds", NC_("document", "Refunds entry"), STEMPEL_DOCUMENT_TEXT, TRUE },
  { "reason_code", NC_("document", "Kind of reason"), STEMPEL_DOCUMENT_WORD, TRUE },
  { "entitlement_id", NC_("document", "Number of the full card"), STEMPEL_DOCUMENT_TEXT, TRUE },
  { "reward_id", NC_("document", "Reward number"), STEMPEL_DOCUMENT_TEXT, TRUE },
  { "tier_key", NC_("document", "Number of the tier"), STEMPEL_DOCUMENT_TEXT, TRUE },
  { "idempotency_key", NC_("document", "Key of the booking"), STEMPEL_DOCUMENT_TEXT, TRUE },
  { "hash", NC_("document", "Checksum in the chain"), STEMPEL_DOCUMENT_TEXT, TRUE },
  { "entry_id", NC_("document", "Entry"), STEMPEL_DOCUMENT_TEXT, TRUE },
};

static const struct
{
  const char *word;
  const char *text;
} words[] = {
  { "true", NC_("document", "Yes") },
  { "false", NC_("document", "No") },
  { "active", NC_("document", "Active") },
  { "merged", NC_("document", "Merged into another member") },
  { "erased", NC_("document", "Erased") },
  { "unassigned", NC_("document", "Not handed out") },
  { "blocked", NC_("document", "Blocked") },
  { "replaced", NC_("document", "Replaced") },
  { "revoked", NC_("document", "Revoked") },
  { "open", NC_("document", "Can be collected") },
  { "redeemed", NC_("document", "Collected") },
  { "withdrawn", NC_("document", "Withdrawn") },
  { "expired", NC_("document", "Expired") },
  { "draft", NC_("document", "Draft") },
  { "paused", NC_("document", "Paused") },
  { "closed", NC_("document", "Closed") },
  { "stamps", NC_("document", "Stamp card") },
  { "points", NC_("document", "Points") },
  { "hybrid", NC_("document", "Stamp card and points") },
  { "operation", NC_("document", "For each booking") },
  { "shift", NC_("document", "Once per shift") },
  { "none", NC_("document", "Never") },
  { "stamp_earn", NC_("document", "Stamps given") },
  { "stamp_redeem", NC_("document", "Reward for a full card") },
  { "stamp_void", NC_("document", "Stamps taken back") },
  { "stamp_adjust", NC_("document", "Stamps corrected") },
  { "stamp_expire", NC_("document", "Full card expired") },
  { "points_earn", NC_("document", "Points for a purchase") },
  { "points_redeem", NC_("document", "Points used") },
  { "points_void", NC_("document", "Points taken back") },
  { "points_refund", NC_("document", "Purchase refunded") },
  { "points_adjust", NC_("document", "Points corrected") },
  { "points_expire", NC_("document", "Points expired") },
  { "welcome", NC_("document", "Welcome points") },
  { "transfer", NC_("document", "Moved between members") },
  { "import", NC_("document", "Taken over from another system") },
  { "forfeit", NC_("document", "Given up") },
  { "goodwill", NC_("document", "Goodwill") },
  { "correction", NC_("document", "Correction") },
  { "complaint", NC_("document", "Complaint") },
  { "migration", NC_("document", "Change of system") },
  { "other", NC_("document", "Other reason") },
  { "merge", NC_("document", "Members merged") },
  { "unmerge", NC_("document", "Members parted again") },
  { "erase", NC_("document", "Member erased") },
  { "en", NC_("document", "English") },
  { "de", NC_("document", "German") },
  { "fr", NC_("document", "French") },
  { "lb", NC_("document", "Luxembourgish") },
  { "pt", NC_("document", "Portuguese") },
  { "birthday", NC_("document", "Birthday points") },
};

/**
 * stempel_document_find_field:
 * @name: a member of the wire format
 *
 * Returns: (nullable): how it is shown, %NULL for one that nobody has a word for yet
 */
const StempelDocumentField *
stempel_document_find_field (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    {
      if (g_str_equal (fields[i].name, name))
        return &fields[i];
    }

  return NULL;
}

/**
 * stempel_document_find_word:
 * @word: a word of the wire format, such as `points_earn`
 *
 * Returns: (nullable): what it means in English, %NULL where it is not known
 */
const char *
stempel_document_find_word (const char *word)
{
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    {
      if (g_str_equal (words[i].word, word))
        return words[i].text;
    }

  return NULL;
}
