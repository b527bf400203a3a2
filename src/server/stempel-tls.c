/* stempel-tls.c: the certificate that the server shows
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <gnutls/x509.h>
#include <string.h>

#include "stempel-tls.h"

/* Longer than the handshake of anybody who was shown a certificate before it was replaced. */
#define SECONDS_IN_USE 3700
#define LONGEST_CHAIN 10
#define KEY_ID_BYTES 64

struct _StempelTls
{
  gnutls_pcert_st  chain[LONGEST_CHAIN];
  unsigned int     length;
  gnutls_privkey_t key;     /* (owned) (nullable) */
  gint64           expires; /* in seconds since 1970 */
  char            *digest;  /* (owned): of what it was made of */
};

/* The one in use. There is one for the whole process: who asks for it knows nothing of objects. */
static StempelTls *current;

static gboolean
fail (GError **error, const char *what, int result)
{
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "%s: %s", what,
               gnutls_strerror (result));

  return FALSE;
}

static gboolean
load_chain (StempelTls *self, const char *text, GError **error)
{
  const gnutls_datum_t data = { (unsigned char *) text, (unsigned int) strlen (text) };
  unsigned int length = LONGEST_CHAIN;
  gnutls_x509_crt_t first = NULL;
  int result = gnutls_pcert_list_import_x509_raw (self->chain, &length, &data, GNUTLS_X509_FMT_PEM,
                                                  GNUTLS_X509_CRT_LIST_FAIL_IF_UNSORTED);

  if (result < 0)
    return fail (error, "this is no chain of certificates, its own one first", result);

  self->length = length;
  result = gnutls_pcert_export_x509 (&self->chain[0], &first);
  if (result < 0)
    return fail (error, "this is no certificate", result);
  self->expires = gnutls_x509_crt_get_expiration_time (first);
  gnutls_x509_crt_deinit (first);

  return TRUE;
}

static gboolean
load_key (StempelTls *self, const char *text, GError **error)
{
  const gnutls_datum_t data = { (unsigned char *) text, (unsigned int) strlen (text) };
  int result = gnutls_privkey_init (&self->key);

  if (result >= 0)
    result = gnutls_privkey_import_x509_raw (self->key, &data, GNUTLS_X509_FMT_PEM, NULL, 0);

  return result >= 0 || fail (error, "this is no key without a password", result);
}

static gboolean
get_id (gnutls_pubkey_t key, guint8 *id)
{
  size_t length = KEY_ID_BYTES;

  memset (id, 0, KEY_ID_BYTES);

  return gnutls_pubkey_get_key_id (key, GNUTLS_KEYID_USE_SHA256, id, &length) >= 0;
}

static gboolean
belong_together (StempelTls *self, GError **error)
{
  gnutls_pubkey_t of_key;
  guint8 one[KEY_ID_BYTES], two[KEY_ID_BYTES];
  gboolean same;

  if (gnutls_pubkey_init (&of_key) < 0)
    return FALSE;

  same = gnutls_pubkey_import_privkey (of_key, self->key, 0, 0) >= 0 && get_id (of_key, one) &&
         get_id (self->chain[0].pubkey, two) && memcmp (one, two, KEY_ID_BYTES) == 0;
  gnutls_pubkey_deinit (of_key);
  if (!same)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                 "key and certificate do not belong together");

  return same;
}

/**
 * stempel_tls_new:
 * @certificate: a chain of certificates in PEM, the server's own one first
 * @key: its key in PEM
 * @error: return location for a %G_IO_ERROR, which quotes nothing of @key
 *
 * Returns: (transfer full): what a server needs for TLS, or %NULL if that is not it
 */
StempelTls *
stempel_tls_new (const char *certificate, const char *key, GError **error)
{
  g_autoptr(StempelTls) self = g_new0 (StempelTls, 1);
  g_autofree char *both = g_strconcat (certificate, key, NULL);

  self->digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256, both, -1);
  if (!load_chain (self, certificate, error) || !load_key (self, key, error) ||
      !belong_together (self, error))
    return NULL;

  return g_steal_pointer (&self);
}

/**
 * stempel_tls_free:
 * @self: (transfer full): what a server needs for TLS
 */
void
stempel_tls_free (StempelTls *self)
{
  for (unsigned int i = 0; i < self->length; i++)
    gnutls_pcert_deinit (&self->chain[i]);
  if (self->key != NULL)
    gnutls_privkey_deinit (self->key);
  g_free (self->digest);
  g_free (self);
}

static gboolean
not_in_use_cb (gpointer user_data)
{
  stempel_tls_free (user_data);

  return G_SOURCE_REMOVE;
}

/**
 * stempel_tls_use:
 * @self: (transfer full): what a server needs for TLS
 *
 * Whoever connects from now on is shown this.
 */
void
stempel_tls_use (StempelTls *self)
{
  if (current != NULL && g_str_equal (current->digest, self->digest))
    {
      stempel_tls_free (self);
      return;
    }

  if (current != NULL)
    g_timeout_add_seconds (SECONDS_IN_USE, not_in_use_cb, current);
  current = self;
}

/**
 * stempel_tls_get_expires:
 *
 * Returns: when the certificate in use expires, in seconds since 1970; 0 if there is none
 */
gint64
stempel_tls_get_expires (void)
{
  return current != NULL ? current->expires : 0;
}

/**
 * stempel_tls_retrieve: (skip)
 * @session: a session that begins
 * @authorities: whom the client trusts, not looked at
 * @n_authorities: how many
 * @algorithms: what it can verify, not looked at
 * @n_algorithms: how many
 * @chain: (out) (transfer none): the chain in use
 * @length: (out): its length
 * @key: (out) (transfer none): its key
 *
 * A gnutls_certificate_retrieve_function2().
 *
 * Returns: 0, or -1 if there is none
 */
int
stempel_tls_retrieve (gnutls_session_t              session,
                      const gnutls_datum_t         *authorities,
                      int                           n_authorities,
                      const gnutls_pk_algorithm_t  *algorithms,
                      int                           n_algorithms,
                      gnutls_pcert_st             **chain,
                      unsigned int                 *length,
                      gnutls_privkey_t             *key)
{
  if (current == NULL)
    return -1;

  *chain = current->chain;
  *length = current->length;
  *key = current->key;

  return 0;
}
