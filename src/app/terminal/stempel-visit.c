/* stempel-visit.c: the member who stands at the counter
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "stempel-program.h"
#include "stempel-visit.h"

/**
 * StempelVisit:
 *
 * A member, the card that was presented, and the accounts. A program that the member does not take
 * part in yet appears as an account whose id is 0: it is opened with its first booking.
 */
struct _StempelVisit
{
  GObject          parent_instance;

  StempelCustomer *customer;   /* (owned) */
  StempelCard     *card;       /* (owned) (nullable) */
  GListStore      *accounts;   /* (owned) */
  guint            chosen;
  gboolean         presented;  /* the card was scanned or its number typed */
  gboolean         is_new;
};

enum { SIGNAL_CHANGED, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (StempelVisit, stempel_visit, G_TYPE_OBJECT)

static gboolean
is_open (StempelAccount *account)
{
  return g_strcmp0 (stempel_account_get_program_state (account), "closed") != 0;
}

static void
take_accounts (StempelVisit *self, GListModel *accounts)
{
  for (guint i = 0; i < g_list_model_get_n_items (accounts); i++)
    {
      g_autoptr(StempelAccount) account = g_list_model_get_item (accounts, i);

      if (is_open (account))
        g_list_store_append (self->accounts, account);
    }
}

static gboolean
takes_part (StempelVisit *self, gint64 program_id)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->accounts)); i++)
    {
      g_autoptr(StempelAccount) account = g_list_model_get_item (G_LIST_MODEL (self->accounts), i);

      if (stempel_account_get_program_id (account) == program_id)
        return TRUE;
    }

  return FALSE;
}

static void
copy_member (JsonObject *from, const char *name, JsonObject *to, const char *to_name)
{
  if (json_object_has_member (from, name))
    json_object_set_member (to, to_name, json_node_copy (json_object_get_member (from, name)));
}

/* What the account will be like, as far as the program's rules tell. */
static StempelAccount *
make_account_to_open (StempelVisit *self, StempelProgram *program)
{
  StempelRules *rules = stempel_program_get_published (program);
  g_autoptr(JsonNode) rules_node = stempel_record_to_json (STEMPEL_RECORD (rules));
  g_autoptr(JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  g_autoptr(GError) error = NULL;
  JsonObject *object = json_object_new ();
  StempelRecord *account;

  json_node_take_object (node, object);
  json_object_set_int_member (object, "id", 0);
  json_object_set_int_member (object, "customer_id", stempel_customer_get_id (self->customer));
  json_object_set_int_member (object, "program_id", stempel_program_get_id (program));
  json_object_set_string_member (object, "program_name", stempel_program_get_name (program));
  json_object_set_string_member (object, "program_kind", stempel_program_get_kind (program));
  json_object_set_string_member (object, "program_state", stempel_program_get_state (program));
  copy_member (json_node_get_object (rules_node), "stamps_target", object, "stamps_target");
  copy_member (json_node_get_object (rules_node), "daily_limit", object, "daily_limit");
  copy_member (json_node_get_object (rules_node), "max_stamps_per_visit", object,
               "max_stamps_per_visit");
  copy_member (json_node_get_object (rules_node), "pin_policy", object, "pin_policy");
  copy_member (json_node_get_object (rules_node), "colour", object, "colour");

  account = stempel_record_new_from_json (STEMPEL_TYPE_ACCOUNT, node, &error);
  if (account == NULL)
    g_warning ("Program %" G_GINT64_FORMAT " cannot be offered: %s",
               stempel_program_get_id (program), error->message);

  return (StempelAccount *) account;
}

/**
 * stempel_visit_offer_programs:
 * @self: a visit
 * @programs: (element-type StempelProgram): the programs of the merchant
 *
 * Adds the active programs that the member does not take part in yet, as far as a first stamp can
 * let them in.
 */
void
stempel_visit_offer_programs (StempelVisit *self, GListModel *programs)
{
  g_return_if_fail (STEMPEL_IS_VISIT (self));
  g_return_if_fail (G_IS_LIST_MODEL (programs));

  for (guint i = 0; i < g_list_model_get_n_items (programs); i++)
    {
      g_autoptr(StempelProgram) program = g_list_model_get_item (programs, i);
      g_autoptr(StempelAccount) account = NULL;

      if (g_strcmp0 (stempel_program_get_state (program), "active") != 0 ||
          stempel_program_get_published (program) == NULL ||
          stempel_rules_get_stamps_target (stempel_program_get_published (program)) == 0 ||
          takes_part (self, stempel_program_get_id (program)))
        continue;

      account = make_account_to_open (self, program);
      if (account != NULL)
        g_list_store_append (self->accounts, account);
    }
}

/**
 * stempel_visit_get_customer_id:
 * @self: a visit
 *
 * Returns: the id of the member
 */
gint64
stempel_visit_get_customer_id (StempelVisit *self)
{
  g_return_val_if_fail (STEMPEL_IS_VISIT (self), 0);

  return stempel_customer_get_id (self->customer);
}

/**
 * stempel_visit_get_name:
 * @self: a visit
 *
 * Returns: (transfer none): the name of the member
 */
const char *
stempel_visit_get_name (StempelVisit *self)
{
  g_return_val_if_fail (STEMPEL_IS_VISIT (self), NULL);

  return stempel_customer_get_name (self->customer);
}

/**
 * stempel_visit_get_card:
 * @self: a visit
 *
 * Returns: (transfer none) (nullable): the card to show: the presented one, else an active one
 */
StempelCard *
stempel_visit_get_card (StempelVisit *self)
{
  g_return_val_if_fail (STEMPEL_IS_VISIT (self), NULL);

  return self->card;
}

/**
 * stempel_visit_get_presented_card_id:
 * @self: a visit
 *
 * Returns: the card that was presented, 0 when the member was found by search
 */
gint64
stempel_visit_get_presented_card_id (StempelVisit *self)
{
  g_return_val_if_fail (STEMPEL_IS_VISIT (self), 0);

  return self->presented ? stempel_card_get_id (self->card) : 0;
}

/**
 * stempel_visit_get_is_new:
 * @self: a visit
 *
 * Returns: whether the member has just been enrolled
 */
gboolean
stempel_visit_get_is_new (StempelVisit *self)
{
  g_return_val_if_fail (STEMPEL_IS_VISIT (self), FALSE);

  return self->is_new;
}

/**
 * stempel_visit_get_accounts:
 * @self: a visit
 *
 * Returns: (transfer none) (element-type StempelAccount): the accounts to choose from
 */
GListModel *
stempel_visit_get_accounts (StempelVisit *self)
{
  g_return_val_if_fail (STEMPEL_IS_VISIT (self), NULL);

  return G_LIST_MODEL (self->accounts);
}

/**
 * stempel_visit_get_account:
 * @self: a visit
 *
 * Returns: (transfer full) (nullable): the chosen account, %NULL when there is no program at all
 */
StempelAccount *
stempel_visit_get_account (StempelVisit *self)
{
  g_return_val_if_fail (STEMPEL_IS_VISIT (self), NULL);

  return g_list_model_get_item (G_LIST_MODEL (self->accounts), self->chosen);
}

/**
 * stempel_visit_choose_account:
 * @self: a visit
 * @position: which of the accounts
 */
void
stempel_visit_choose_account (StempelVisit *self, guint position)
{
  g_return_if_fail (STEMPEL_IS_VISIT (self));

  if (self->chosen == position ||
      position >= g_list_model_get_n_items (G_LIST_MODEL (self->accounts)))
    return;

  self->chosen = position;
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/**
 * stempel_visit_account_changed:
 * @self: a visit
 * @account: an account as it is now
 *
 * Takes the place of what was known about the member in that program.
 */
void
stempel_visit_account_changed (StempelVisit *self, StempelAccount *account)
{
  GListModel *accounts;

  g_return_if_fail (STEMPEL_IS_VISIT (self));
  g_return_if_fail (STEMPEL_IS_ACCOUNT (account));

  accounts = G_LIST_MODEL (self->accounts);

  for (guint i = 0; i < g_list_model_get_n_items (accounts); i++)
    {
      g_autoptr(StempelAccount) known = g_list_model_get_item (accounts, i);

      if (stempel_account_get_program_id (known) == stempel_account_get_program_id (account) &&
          stempel_account_get_customer_id (account) == stempel_customer_get_id (self->customer))
        {
          gpointer addition[] = { account };

          g_list_store_splice (self->accounts, i, 1, addition, 1);
          g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
          return;
        }
    }
}

static void
stempel_visit_finalize (GObject *object)
{
  StempelVisit *self = STEMPEL_VISIT (object);

  g_clear_object (&self->customer);
  g_clear_object (&self->card);
  g_clear_object (&self->accounts);

  G_OBJECT_CLASS (stempel_visit_parent_class)->finalize (object);
}

static void
stempel_visit_class_init (StempelVisitClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = stempel_visit_finalize;

  /**
   * StempelVisit::changed:
   *
   * The chosen account is another one, or has changed.
   */
  signals[SIGNAL_CHANGED] =
    g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                  NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
stempel_visit_init (StempelVisit *self)
{
  self->accounts = g_list_store_new (STEMPEL_TYPE_ACCOUNT);
}

/**
 * stempel_visit_new_for_card:
 * @lookup: what card_lookup found
 *
 * Returns: (transfer full): a visit of a member who presented a card
 */
StempelVisit *
stempel_visit_new_for_card (StempelCardLookup *lookup)
{
  StempelVisit *self;

  g_return_val_if_fail (STEMPEL_IS_CARD_LOOKUP (lookup), NULL);

  self = g_object_new (STEMPEL_TYPE_VISIT, NULL);
  self->customer = g_object_ref (stempel_card_lookup_get_customer (lookup));
  self->card = g_object_ref (stempel_card_lookup_get_card (lookup));
  self->presented = TRUE;
  take_accounts (self, stempel_card_lookup_get_accounts (lookup));

  return self;
}

static StempelCard *
find_active_card (GListModel *cards)
{
  for (guint i = 0; i < g_list_model_get_n_items (cards); i++)
    {
      g_autoptr(StempelCard) card = g_list_model_get_item (cards, i);

      if (g_strcmp0 (stempel_card_get_state (card), "active") == 0)
        return g_steal_pointer (&card);
    }

  return NULL;
}

/**
 * stempel_visit_new_for_customer:
 * @customer: a member with cards and accounts
 * @is_new: whether they have just been enrolled
 *
 * Returns: (transfer full): a visit of a member who was found by search
 */
StempelVisit *
stempel_visit_new_for_customer (StempelCustomer *customer, gboolean is_new)
{
  StempelVisit *self;

  g_return_val_if_fail (STEMPEL_IS_CUSTOMER (customer), NULL);

  self = g_object_new (STEMPEL_TYPE_VISIT, NULL);
  self->customer = g_object_ref (customer);
  self->card = find_active_card (stempel_customer_get_cards (customer));
  self->is_new = is_new;
  take_accounts (self, stempel_customer_get_accounts (customer));

  return self;
}
