/* stempel-secret-box.h: a secret to be read once, and copied
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define STEMPEL_TYPE_SECRET_BOX (stempel_secret_box_get_type ())

G_DECLARE_FINAL_TYPE (StempelSecretBox, stempel_secret_box, STEMPEL, SECRET_BOX, AdwBin)

/* Property: `big`, for what is read from further away. */
void stempel_secret_box_set_secret (StempelSecretBox *self,
                                    const char       *secret,
                                    const char       *name);

G_END_DECLS
