/* stempel-text.h: localised texts of the wire format
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

const char *stempel_language_current (void);
const char *stempel_text_get         (JsonNode   *text,
                                      const char *language);
const char *stempel_text_choose      (JsonNode   *text,
                                      const char *language,
                                      const char *fallback);
JsonNode   *stempel_text_with        (JsonNode   *text,
                                      const char *language,
                                      const char *value);

G_END_DECLS
