/* stempel-json-check.c: whether bytes are a JSON object that PostgreSQL will take
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What comes from outside is passed on as it came, so it must be JSON to the letter (RFC 8259), and
 * nothing that jsonb cannot hold: U+0000, half a surrogate pair, a number without measure. Then an
 * error of PostgreSQL is a fault of ours, never of the caller.
 */

#include "config.h"

#include <string.h>

#include "stempel-json-check.h"

/* 15 digits is what any operation takes; numeric would go to 131,072. */
#define LONGEST_NUMBER 32
#define LARGEST_EXPONENT_DIGITS 2

typedef struct
{
  const char *at;
  const char *end;
  guint       left; /* how much deeper it may go */
} Cursor;

static gboolean check_value (Cursor *cursor);

static char
peek (const Cursor *cursor)
{
  return cursor->at < cursor->end ? *cursor->at : '\0';
}

static gboolean
take (Cursor *cursor, char wanted)
{
  if (peek (cursor) != wanted)
    return FALSE;

  cursor->at++;
  return TRUE;
}

static void
skip_space (Cursor *cursor)
{
  while (peek (cursor) == ' ' || peek (cursor) == '\t' || peek (cursor) == '\n' ||
         peek (cursor) == '\r')
    cursor->at++;
}

static gboolean
take_word (Cursor *cursor, const char *word)
{
  for (; *word != '\0'; word++)
    {
      if (!take (cursor, *word))
        return FALSE;
    }

  return TRUE;
}

static guint
take_digits (Cursor *cursor)
{
  const char *begin = cursor->at;

  while (g_ascii_isdigit (peek (cursor)))
    cursor->at++;

  return (guint) (cursor->at - begin);
}

static gboolean
check_exponent (Cursor *cursor)
{
  guint digits;

  if (peek (cursor) != 'e' && peek (cursor) != 'E')
    return TRUE;

  cursor->at++;
  if (!take (cursor, '+'))
    take (cursor, '-');
  digits = take_digits (cursor);

  return digits >= 1 && digits <= LARGEST_EXPONENT_DIGITS;
}

static gboolean
check_number (Cursor *cursor)
{
  const char *begin = cursor->at;

  take (cursor, '-');
  if (!take (cursor, '0') && take_digits (cursor) == 0)
    return FALSE;
  if (take (cursor, '.') && take_digits (cursor) == 0)
    return FALSE;

  return check_exponent (cursor) && cursor->at - begin <= LONGEST_NUMBER;
}

/* Returns the four digits, or -1. */
static int
take_code_unit (Cursor *cursor)
{
  int unit = 0;

  for (guint i = 0; i < 4; i++)
    {
      int digit = g_ascii_xdigit_value (peek (cursor));

      if (digit < 0)
        return -1;
      unit = unit * 16 + digit;
      cursor->at++;
    }

  return unit;
}

static gboolean
check_unicode_escape (Cursor *cursor)
{
  int unit = take_code_unit (cursor);

  if (unit <= 0 || (unit >= 0xdc00 && unit <= 0xdfff))
    return FALSE;
  if (unit < 0xd800 || unit > 0xdbff)
    return TRUE;
  if (!take_word (cursor, "\\u"))
    return FALSE;

  unit = take_code_unit (cursor);

  return unit >= 0xdc00 && unit <= 0xdfff;
}

static gboolean
check_string (Cursor *cursor)
{
  if (!take (cursor, '"'))
    return FALSE;

  while (cursor->at < cursor->end)
    {
      guchar c = (guchar) *cursor->at++;

      if (c == '"')
        return TRUE;
      if (c < 0x20)
        return FALSE;
      if (c != '\\')
        continue;
      if (take (cursor, 'u'))
        {
          if (!check_unicode_escape (cursor))
            return FALSE;
        }
      else if (cursor->at == cursor->end || strchr ("\"\\/bfnrt", *cursor->at++) == NULL)
        return FALSE;
    }

  return FALSE;
}

static gboolean
check_member (Cursor *cursor)
{
  skip_space (cursor);
  if (!check_string (cursor))
    return FALSE;
  skip_space (cursor);

  return take (cursor, ':') && check_value (cursor);
}

static gboolean
check_list (Cursor *cursor, char close, gboolean (*check_item) (Cursor *))
{
  gboolean good;

  if (cursor->left == 0)
    return FALSE;

  cursor->at++;
  skip_space (cursor);
  if (take (cursor, close))
    return TRUE;

  cursor->left--;
  do
    good = check_item (cursor);
  while (good && take (cursor, ','));
  cursor->left++;

  return good && take (cursor, close);
}

/* With the space before and behind it. */
static gboolean
check_value (Cursor *cursor)
{
  gboolean good;

  skip_space (cursor);
  switch (peek (cursor))
    {
    case '{':
      good = check_list (cursor, '}', check_member);
      break;
    case '[':
      good = check_list (cursor, ']', check_value);
      break;
    case '"':
      good = check_string (cursor);
      break;
    case 't':
      good = take_word (cursor, "true");
      break;
    case 'f':
      good = take_word (cursor, "false");
      break;
    case 'n':
      good = take_word (cursor, "null");
      break;
    default:
      good = check_number (cursor);
    }
  skip_space (cursor);

  return good;
}

/**
 * stempel_json_check_object:
 * @text: bytes, not necessarily ended by a zero
 * @length: how many
 * @deepest: how many objects and arrays may stand in each other
 *
 * Returns: whether @text is UTF-8 and one JSON object (RFC 8259) that jsonb can hold
 */
gboolean
stempel_json_check_object (const char *text, gsize length, guint deepest)
{
  Cursor cursor = { text, text + length, deepest };

  g_return_val_if_fail (text != NULL || length == 0, FALSE);

  if (length == 0 || !g_utf8_validate_len (text, length, NULL))
    return FALSE;

  skip_space (&cursor);

  return peek (&cursor) == '{' && check_value (&cursor) && cursor.at == cursor.end;
}
