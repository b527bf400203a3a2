/* stempel-wipe.c: secrets that are not needed any more
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Memory that is given back keeps what stood in it until somebody else writes there; a dump of the
 * process has it.
 */

#include "config.h"

#include <string.h>

#include "stempel-wipe.h"

/* The largest one that a GChecksum works on: that of SHA-512. */
#define BLOCK_BYTES 128

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
 * stempel_wipe_checksum:
 * @checksum: (transfer full): one of a secret
 *
 * Overwrites the end of the secret, which stands in @checksum, and frees it.
 */
void
stempel_wipe_checksum (GChecksum *checksum)
{
  static const guchar nothing[BLOCK_BYTES] = { 0 };

  g_checksum_reset (checksum);
  /* Whole blocks would be worked on where they stand. */
  g_checksum_update (checksum, nothing, 1);
  g_checksum_update (checksum, nothing, sizeof nothing - 1);
  g_checksum_free (checksum);
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
  GChecksum *checksum = g_checksum_new (G_CHECKSUM_SHA256);
  char *hash;

  g_checksum_update (checksum, (const guchar *) text, -1);
  hash = g_strdup (g_checksum_get_string (checksum));
  stempel_wipe_checksum (checksum);

  return hash;
}
