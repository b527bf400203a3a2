/* stempel-password-make-up.c: passwords that nobody guesses
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <errno.h>
#include <sys/random.h>

#include "stempel-password-make-up.h"

#define GROUP_LENGTH 4

/* Without what is easily taken for something else: 0 and o, 1 and i and l. */
static const char letters[] = "abcdefghjkmnpqrstuvwxyz23456789";

static guint8
random_byte (void)
{
  guint8 byte;

  while (getrandom (&byte, sizeof byte, 0) != sizeof byte)
    if (errno != EINTR)
      g_error ("The system gives no random numbers: %s", g_strerror (errno));

  return byte;
}

/* Each equally likely: the bytes that would favour the first ones are thrown away. */
static char
random_letter (void)
{
  const guint n = sizeof letters - 1;
  guint8 byte;

  do
    byte = random_byte ();
  while (byte >= 256 / n * n);

  return letters[byte % n];
}

/**
 * stempel_password_make_up:
 * @password: (out caller-allocates): room for %STEMPEL_PASSWORD_MADE_UP_LENGTH characters and a
 *   NUL; to be wiped by the caller
 *
 * Makes up a password of 16 letters and digits, 79 bits of chance, that can be read out.
 */
void
stempel_password_make_up (char *password)
{
  for (guint i = 0; i < STEMPEL_PASSWORD_MADE_UP_LENGTH; i++)
    password[i] = i % (GROUP_LENGTH + 1) == GROUP_LENGTH ? '-' : random_letter ();

  password[STEMPEL_PASSWORD_MADE_UP_LENGTH] = '\0';
}
