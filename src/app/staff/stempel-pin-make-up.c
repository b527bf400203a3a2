/* stempel-pin-make-up.c: PINs that nobody would guess first
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <errno.h>
#include <string.h>
#include <sys/random.h>

#include "stempel-pin-dialog.h"
#include "stempel-pin-pad.h"

static guint8
random_byte (void)
{
  guint8 byte;

  while (getrandom (&byte, sizeof byte, 0) != sizeof byte)
    if (errno != EINTR)
      g_error ("The system gives no random numbers: %s", g_strerror (errno));

  return byte;
}

/* Each digit equally likely: the bytes that would favour the low ones are thrown away. */
static char
random_digit (void)
{
  guint8 byte;

  do
    byte = random_byte ();
  while (byte >= 250);

  return (char) ('0' + byte % 10);
}

/**
 * stempel_pin_is_trivial:
 * @pin: a PIN
 *
 * Only good for not offering what the database would refuse.
 *
 * Returns: whether the digits are all the same, a repeated pair, or run up or down
 */
gboolean
stempel_pin_is_trivial (const char *pin)
{
  gsize length = strlen (pin);
  gboolean same_step = TRUE;
  gboolean pairs = TRUE;

  for (gsize i = 2; i < length; i++)
    {
      same_step = same_step && pin[i] - pin[i - 1] == pin[1] - pin[0];
      pairs = pairs && pin[i] == pin[i - 2];
    }

  return pairs || (same_step && ABS (pin[1] - pin[0]) <= 1);
}

/**
 * stempel_pin_make_up:
 * @pin: (out caller-allocates): room for @length digits and a NUL; to be wiped by the caller
 * @length: how many digits, 4 to 8
 */
void
stempel_pin_make_up (char *pin, guint length)
{
  g_return_if_fail (length >= STEMPEL_PIN_MIN_LENGTH && length <= STEMPEL_PIN_MAX_LENGTH);

  do
    {
      for (guint i = 0; i < length; i++)
        pin[i] = random_digit ();

      pin[length] = '\0';
    }
  while (stempel_pin_is_trivial (pin));
}
