/* stempel-totp-secret.c: the secret of a second factor, as an app takes it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "stempel-totp-secret.h"
#include "stempel-record-private.h"

/**
 * StempelTotpSecret:
 *
 * What totp_begin answers: a secret that counts once a code has confirmed it.
 *
 * Each member of the wire format (docs/operations.md) is a read-only property of the same name and
 * has a getter. Getters return what the record owns (transfer none); a member that was absent or
 * null is %NULL, 0 or %FALSE, a list is then empty.
 */
struct _StempelTotpSecret
{
  StempelRecord parent_instance;
};

G_DEFINE_FINAL_TYPE (StempelTotpSecret, stempel_totp_secret, STEMPEL_TYPE_RECORD)

enum
{
  SECRET,
  URI,
};

static const StempelRecordField fields[] = {
  [SECRET] = { "secret", STEMPEL_FIELD_TEXT, TRUE },
  [URI] = { "uri", STEMPEL_FIELD_TEXT, TRUE },
};

static void
stempel_totp_secret_class_init (StempelTotpSecretClass *klass)
{
  stempel_record_class_set_fields (STEMPEL_RECORD_CLASS (klass), fields, G_N_ELEMENTS (fields));
}

static void
stempel_totp_secret_init (StempelTotpSecret *self)
{
}

STEMPEL_GETTER_TEXT (StempelTotpSecret, stempel_totp_secret, TOTP_SECRET, secret, SECRET)
STEMPEL_GETTER_TEXT (StempelTotpSecret, stempel_totp_secret, TOTP_SECRET, uri, URI)
