/* stempel-wipe.c: secrets that are not needed any more
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Memory that is given back keeps what stood in it until somebody else writes there; a dump of the
 * process has it.
 */

#include "config.h"

#include <sodium.h>
#include <string.h>

#include "stempel-wipe.h"

/**
 * stempel_wipe_text:
 * @text: (transfer full) (nullable): a text that may hold a secret
 *
 * Overwrites @text and frees it.
 */
void
stempel_wipe_text (char *text)
{
  if (text != NULL)
    explicit_bzero (text, strlen (text));
  g_free (text);
}

/**
 * stempel_wipe_hash:
 * @text: a secret
 *
 * Unlike g_compute_checksum_for_string() this leaves no copy of @text behind.
 *
 * Returns: (transfer full): the SHA-256 of @text, in hexadecimal digits
 */
char *
stempel_wipe_hash (const char *text)
{
  guint8 digest[crypto_hash_sha256_BYTES];
  char *hash = g_malloc (2 * sizeof digest + 1);

  if (sodium_init () < 0)
    g_error ("libsodium does not start");
  crypto_hash_sha256 (digest, (const guint8 *) text, strlen (text));

  return sodium_bin2hex (hash, 2 * sizeof digest + 1, digest, sizeof digest);
}
