/* test-address.c: where a server may be
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "stempel-error.h"
#include "stempel-http-address.h"

static void
test_good (void)
{
  static const struct { const char *text, *whole; } good[] = {
    { "https://stempel.example.org", "https://stempel.example.org" },
    { "stempel.example.org", "https://stempel.example.org" },
    { " HTTPS://stempel.example.org/ ", "https://stempel.example.org" },
    { "https://example.org:8443/loyalty//", "https://example.org:8443/loyalty" },
    { "http://localhost:8086", "http://localhost:8086" },
    { "http://127.0.0.1:8086/", "http://127.0.0.1:8086" },
    { "http://[::1]:8086", "http://[::1]:8086" },
    { "bäckerei.example.org", "https://xn--bckerei-5wa.example.org" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(GUri) uri = stempel_http_address_parse (good[i].text, &error);
      g_autofree char *whole = NULL;

      g_assert_no_error (error);
      whole = g_uri_to_string (uri);
      g_assert_cmpstr (whole, ==, good[i].whole);
    }
}

static void
test_bad (void)
{
  static const struct { const char *text, *code; } bad[] = {
    { "", "invalid_format" },
    { "https://", "invalid_format" },
    { "ftp://example.org", "invalid_format" },
    { "https://anna:secret@example.org", "invalid_format" },
    { "https://example.org/?a=b", "invalid_format" },
    { "https://example.org/#a", "invalid_format" },
    { "https://exa mple.org", "invalid_format" },
    { "http://example.org", "not_allowed" },
    { "http://192.168.1.2:8086", "not_allowed" },
    { "http://localhost.example.org", "not_allowed" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(GUri) uri = stempel_http_address_parse (bad[i].text, &error);
      JsonObject *field;

      g_test_message ("%s", bad[i].text);
      g_assert_null (uri);
      g_assert_error (error, STEMPEL_ERROR, STEMPEL_ERROR_INVALID);
      field = json_array_get_object_element (
        json_object_get_array_member (stempel_error_get_problem (error), "errors"), 0);
      g_assert_cmpstr (json_object_get_string_member (field, "field"), ==, "url");
      g_assert_cmpstr (json_object_get_string_member (field, "code"), ==, bad[i].code);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/http/address/good", test_good);
  g_test_add_func ("/http/address/bad", test_bad);

  return g_test_run ();
}
