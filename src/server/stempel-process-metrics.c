/* stempel-process-metrics.c: what the server takes of the computer
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * By the names that all programs use for these.
 */

#include "config.h"

#include <stdio.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "stempel-metric-text.h"
#include "stempel-process-metrics.h"

static void
write_one (GString *text, const char *name, const char *type, const char *help, double value)
{
  stempel_metric_text_begin (text, name, type, help);
  stempel_metric_text_add (text, name, value, NULL);
}

static double
get_cpu_seconds (void)
{
  struct timespec used;

  return clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &used) == 0
           ? (double) used.tv_sec + (double) used.tv_nsec / 1e9
           : 0;
}

static double
get_resident_bytes (void)
{
  g_autofree char *text = NULL;
  unsigned long resident = 0;

  if (g_file_get_contents ("/proc/self/statm", &text, NULL, NULL))
    sscanf (text, "%*u %lu", &resident);

  return (double) resident * (double) sysconf (_SC_PAGESIZE);
}

static guint
count_descriptors (void)
{
  g_autoptr(GDir) dir = g_dir_open ("/proc/self/fd", 0, NULL);
  guint n = 0;

  while (dir != NULL && g_dir_read_name (dir) != NULL)
    n++;

  /* That of the folder is among them. */
  return n > 0 ? n - 1 : 0;
}

/**
 * stempel_process_metrics_write:
 * @text: where they are written
 * @started_at: when the process began, in µs of g_get_real_time()
 */
void
stempel_process_metrics_write (GString *text, gint64 started_at)
{
  struct rlimit limit = { 0 };

  getrlimit (RLIMIT_NOFILE, &limit);
  write_one (text, "process_cpu_seconds_total", "counter", "User and system CPU time.",
             get_cpu_seconds ());
  write_one (text, "process_resident_memory_bytes", "gauge", "Resident memory.",
             get_resident_bytes ());
  write_one (text, "process_open_fds", "gauge", "Open descriptors.", count_descriptors ());
  write_one (text, "process_max_fds", "gauge", "How many there may be.", (double) limit.rlim_cur);
  write_one (text, "process_start_time_seconds", "gauge", "When the process began.",
             (double) started_at / G_USEC_PER_SEC);
}
