/* stempel-money-field.c: a field for an amount of money
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "stempel-convention.h"
#include "stempel-money-field.h"
#include "stempel-money.h"

struct _StempelMoneyField
{
  StempelField  parent_instance;

  GtkEntry     *entry;
  GtkLabel     *currency_label;
  char         *currency;
};

enum
{
  PROP_CURRENCY = 1,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (StempelMoneyField, stempel_money_field, STEMPEL_TYPE_FIELD)

static gboolean
is_empty (StempelMoneyField *self)
{
  g_autofree char *text =
    g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->entry))));

  return text[0] == '\0';
}

/* The bare number: the currency stands beside the entry. */
static char *
format_amount (gint64 amount, const char *currency)
{
  guint digits = stempel_currency_get_digits (currency);
  gint64 unit = 1;

  if (digits == 0)
    return g_strdup_printf ("%" G_GINT64_FORMAT, amount);

  for (guint i = 0; i < digits; i++)
    unit *= 10;

  return g_strdup_printf ("%" G_GINT64_FORMAT "%s%0*d", amount / unit,
                          stempel_convention_for (
                              NULL)->decimal, (int) digits, (int) (amount % unit));
}

static JsonNode *
stempel_money_field_get_value (StempelField *field)
{
  gint64 amount;

  if (!stempel_money_field_get_amount (STEMPEL_MONEY_FIELD (field), &amount))
    return NULL;

  return json_node_init_int (json_node_alloc (), amount);
}

static void
stempel_money_field_set_value (StempelField *field, JsonNode *value)
{
  StempelMoneyField *self = STEMPEL_MONEY_FIELD (field);
  g_autofree char *text = NULL;

  if (value != NULL)
    text = format_amount (json_node_get_int (value), self->currency);

  gtk_editable_set_text (GTK_EDITABLE (self->entry), text != NULL ? text : "");
}

static char *
stempel_money_field_check (StempelField *field)
{
  StempelMoneyField *self = STEMPEL_MONEY_FIELD (field);
  gint64 amount;

  if (is_empty (self) || stempel_money_field_get_amount (self, &amount))
    return NULL;

  return g_strdup (_("Enter an amount of money such as 2.50."));
}

static void
set_currency (StempelMoneyField *self, const char *currency)
{
  if (g_strcmp0 (currency, self->currency) == 0)
    return;

  g_free (self->currency);
  self->currency = g_strdup (currency != NULL ? currency : "EUR");
  gtk_label_set_text (self->currency_label, self->currency);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CURRENCY]);
}

static void
stempel_money_field_set_property (GObject *object, guint prop_id, const GValue *value,
                                  GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_CURRENCY:
      set_currency (STEMPEL_MONEY_FIELD (object), g_value_get_string (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
stempel_money_field_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_CURRENCY:
      g_value_set_string (value, STEMPEL_MONEY_FIELD (object)->currency);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
stempel_money_field_finalize (GObject *object)
{
  g_free (STEMPEL_MONEY_FIELD (object)->currency);

  G_OBJECT_CLASS (stempel_money_field_parent_class)->finalize (object);
}

static void
stempel_money_field_class_init (StempelMoneyFieldClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  StempelFieldClass *field_class = STEMPEL_FIELD_CLASS (klass);

  object_class->finalize = stempel_money_field_finalize;
  object_class->get_property = stempel_money_field_get_property;
  object_class->set_property = stempel_money_field_set_property;
  field_class->get_value = stempel_money_field_get_value;
  field_class->set_value = stempel_money_field_set_value;
  field_class->check = stempel_money_field_check;

  properties[PROP_CURRENCY] =
    g_param_spec_string ("currency", NULL, NULL, "EUR",
                         G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
stempel_money_field_init (StempelMoneyField *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);

  self->entry = GTK_ENTRY (gtk_entry_new ());
  gtk_entry_set_activates_default (self->entry, TRUE);
  gtk_entry_set_input_purpose (self->entry, GTK_INPUT_PURPOSE_NUMBER);
  gtk_editable_set_width_chars (GTK_EDITABLE (self->entry), 10);
  self->currency_label = GTK_LABEL (gtk_label_new (NULL));
  gtk_widget_add_css_class (GTK_WIDGET (self->currency_label), "dim-label");
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->entry));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->currency_label));
  set_currency (self, "EUR");
  stempel_field_set_control (STEMPEL_FIELD (self), box, GTK_WIDGET (self->entry));
  g_signal_connect_object (self->entry, "changed",
                           G_CALLBACK (stempel_field_emit_changed), self, G_CONNECT_SWAPPED);
}

/**
 * stempel_money_field_new:
 * @wire_name: the member of the request
 * @title: the title, translated, with mnemonic
 * @currency: three letters, such as "EUR"
 *
 * Returns: (transfer floating): a field
 */
GtkWidget *
stempel_money_field_new (const char *wire_name, const char *title, const char *currency)
{
  return g_object_new (STEMPEL_TYPE_MONEY_FIELD,
                       "wire-name", wire_name,
                       "title", title,
                       "currency", currency,
                       NULL);
}

/**
 * stempel_money_field_get_amount:
 * @self: a money field
 * @amount: (out): the amount in minor units
 *
 * Returns: whether there is an amount in it
 */
gboolean
stempel_money_field_get_amount (StempelMoneyField *self, gint64 *amount)
{
  g_return_val_if_fail (STEMPEL_IS_MONEY_FIELD (self), FALSE);

  return stempel_money_parse (gtk_editable_get_text (GTK_EDITABLE (self->entry)), self->currency,
                              NULL, amount);
}
