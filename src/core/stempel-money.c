/* stempel-money.c: amounts in minor units, as people read and type them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "stempel-convention.h"
#include "stempel-money.h"

#define NO_BREAK_SPACE "\u00a0"

typedef struct
{
  char        code[4];
  guint       digits;
  const char *symbol; /* (nullable): the code itself */
} Currency;

/* ISO 4217: those with a common symbol, and those that do not have two decimals. */
static const Currency currencies[] = {
  { "EUR", 2, "€" }, { "USD", 2, "$" }, { "GBP", 2, "£" }, { "JPY", 0, "¥" }, { "KRW", 0, "₩" },
  { "BHD", 3 }, { "BIF", 0 }, { "CLF", 4 }, { "CLP", 0 }, { "DJF", 0 }, { "GNF", 0 }, { "IQD", 3 },
  { "ISK", 0 }, { "JOD", 3 }, { "KMF", 0 }, { "KWD", 3 }, { "LYD", 3 }, { "OMR", 3 }, { "PYG", 0 },
  { "RWF", 0 }, { "TND", 3 }, { "UGX", 0 }, { "UYI", 0 }, { "UYW", 4 }, { "VND", 0 }, { "VUV", 0 },
  { "XAF", 0 }, { "XOF", 0 }, { "XPF", 0 },
};

static const Currency *
find_currency (const char *code)
{
  for (guint i = 0; i < G_N_ELEMENTS (currencies); i++)
    {
      if (g_strcmp0 (currencies[i].code, code) == 0)
        return &currencies[i];
    }

  return NULL;
}

/**
 * stempel_currency_get_digits:
 * @currency: an ISO 4217 code
 *
 * Returns: how many decimals amounts of that currency have; 2 for one that is not known
 */
guint
stempel_currency_get_digits (const char *currency)
{
  const Currency *found = find_currency (currency);

  return found != NULL ? found->digits : 2;
}

static void
append_grouped (GString *string, guint64 number, const char *group)
{
  char digits[24];
  gsize length;

  length = (gsize) g_snprintf (digits, sizeof digits, "%" G_GUINT64_FORMAT, number);

  for (gsize i = 0; i < length; i++)
    {
      if (i > 0 && (length - i) % 3 == 0)
        g_string_append (string, group);

      g_string_append_c (string, digits[i]);
    }
}

static guint64
magnitude (gint64 number)
{
  return number < 0 ? (guint64) -(number + 1) + 1 : (guint64) number;
}

static void
append_amount (GString *string, gint64 amount, guint digits, const StempelConvention *convention)
{
  guint64 scale = 1;

  for (guint i = 0; i < digits; i++)
    scale *= 10;

  append_grouped (string, magnitude (amount) / scale, convention->group);

  if (digits > 0)
    g_string_append_printf (string, "%s%0*" G_GUINT64_FORMAT, convention->decimal,
                            (int) digits, magnitude (amount) % scale);
}

/**
 * stempel_money_format:
 * @amount: an amount in minor units, such as cents
 * @currency: its ISO 4217 code
 * @language: (nullable): a language, see stempel_text_choose()
 *
 * Returns: (transfer full): the amount as people of that language write it: `€12.50` or `12,50 €`
 */
char *
stempel_money_format (gint64 amount, const char *currency, const char *language)
{
  const StempelConvention *convention = stempel_convention_for (language);
  GString *string = g_string_new (NULL);
  const Currency *found;
  const char *symbol;

  g_return_val_if_fail (currency != NULL, NULL);

  found = find_currency (currency);
  symbol = found != NULL && found->symbol != NULL ? found->symbol : currency;

  if (amount < 0)
    g_string_append (string, "-");

  if (convention->symbol_first)
    g_string_append_printf (string, "%s%s", symbol, symbol == currency ? NO_BREAK_SPACE : "");

  append_amount (string, amount, stempel_currency_get_digits (currency), convention);

  if (!convention->symbol_first)
    g_string_append_printf (string, NO_BREAK_SPACE "%s", symbol);

  return g_string_free (string, FALSE);
}

/**
 * stempel_number_format:
 * @number: a number
 * @language: (nullable): a language, see stempel_text_choose()
 *
 * Returns: (transfer full): the number with its thousands apart: `10,000` or `10.000`
 */
char *
stempel_number_format (gint64 number, const char *language)
{
  GString *string = g_string_new (number < 0 ? "-" : NULL);

  append_grouped (string, magnitude (number), stempel_convention_for (language)->group);

  return g_string_free (string, FALSE);
}

/* Leaves digits, '.' and ',' of what was typed: spaces, apostrophes and the currency carry nothing.
 * Returns NULL when there is anything else. */
static char *
normalise (const char *text, const char *currency, gboolean *negative)
{
  const Currency *found = find_currency (currency);
  g_autoptr(GString) string = g_string_new (text);

  g_string_replace (string, found != NULL &&
                    found->symbol != NULL ? found->symbol : currency, "", 1);
  g_string_replace (string, currency, "", 1);
  g_string_replace (string, "\u202f", "", 0);
  g_string_replace (string, "\u00a0", "", 0);
  g_string_replace (string, " ", "", 0);
  g_string_replace (string, "'", "", 0);
  g_string_replace (string, "\u2019", "", 0);

  *negative = string->len > 0 && string->str[0] == '-';
  if (*negative)
    g_string_erase (string, 0, 1);

  if (string->len == 0 || strspn (string->str, "0123456789.,") != string->len)
    return NULL;

  return g_strdup (string->str);
}

/* A mark that stands once and is followed by as many digits as a fraction can have is a decimal
 * mark, whichever of the two it is: people type what their keyboard has. Where it could be a
 * thousand as well (three decimals), the language says. */
static const char *
find_decimal_mark (const char *text, guint digits, char decimal)
{
  const char *last = strrchr (text, '.');
  const char *comma = strrchr (text, ',');
  gsize fraction;

  if (last == NULL || (comma != NULL && comma > last))
    last = comma;

  if (last == NULL || strchr (text, *last) != last)
    return NULL;

  fraction = strlen (last + 1);

  if (*last == decimal)
    return last;

  return fraction <= digits && fraction != 3 ? last : NULL;
}

/* Thousands may be left out, but where they are marked they must stand right. */
static gboolean
groups_are_right (const char *text, const char *end)
{
  gsize since_mark = 0;
  gboolean marked = FALSE;

  for (const char *p = text; p < end; p++)
    {
      if (g_ascii_isdigit (*p))
        {
          since_mark++;
          continue;
        }

      if (since_mark == 0 || since_mark > 3 || (marked && since_mark != 3))
        return FALSE;

      marked = TRUE;
      since_mark = 0;
    }

  return !marked || since_mark == 3;
}

static gboolean
append_digit (gint64 *amount, char digit)
{
  gint64 value = g_ascii_digit_value (digit);

  if (*amount > (G_MAXINT64 - value) / 10)
    return FALSE;

  *amount = *amount * 10 + value;

  return TRUE;
}

static gboolean
parse_digits (const char *text, const char *mark, guint digits, gint64 *amount)
{
  const char *end = mark != NULL ? mark : text + strlen (text);
  gsize fraction = mark != NULL ? strlen (mark + 1) : 0;

  if (fraction > digits || !groups_are_right (text, end) || (end == text && fraction == 0))
    return FALSE;

  *amount = 0;

  for (const char *p = text; *p != '\0'; p++)
    {
      if (g_ascii_isdigit (*p) && !append_digit (amount, *p))
        return FALSE;
    }

  for (gsize i = fraction; i < digits; i++)
    {
      if (!append_digit (amount, '0'))
        return FALSE;
    }

  return TRUE;
}

/**
 * stempel_money_parse:
 * @text: what somebody typed, such as `12,50`, `€ 1,250.00` or `3`
 * @currency: the ISO 4217 code of the currency meant
 * @language: (nullable): a language, see stempel_text_choose()
 * @amount: (out): the amount in minor units
 *
 * Returns: whether @text is an amount of that currency; @amount is untouched where it is not
 */
gboolean
stempel_money_parse (const char *text, const char *currency, const char *language, gint64 *amount)
{
  g_autofree char *typed = NULL;
  gboolean negative;
  gint64 result;
  guint digits;

  g_return_val_if_fail (text != NULL, FALSE);
  g_return_val_if_fail (currency != NULL, FALSE);
  g_return_val_if_fail (amount != NULL, FALSE);

  digits = stempel_currency_get_digits (currency);
  typed = normalise (text, currency, &negative);

  if (typed == NULL ||
      !parse_digits (typed,
                     find_decimal_mark (typed, digits, *stempel_convention_for (language)->decimal),
                     digits, &result))
    return FALSE;

  *amount = negative ? -result : result;

  return TRUE;
}
