/* stempel-config.h: what whoever runs a server can choose
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "stempel-tls.h"

G_BEGIN_DECLS

/**
 * StempelConfig:
 * @listen: (owned): where to answer, see stempel_listen_address_parse()
 * @status_listen: (owned): where to answer those who look after the server
 * @trusted_proxies: (owned): addresses that are not counted as clients
 * @tls_certificate: (owned) (nullable): where the chain of certificates stands
 * @tls_key: (owned) (nullable): where its key stands
 * @tls: (owned) (nullable): after stempel_config_check() what stands there
 * @connections: how many there may be, on each door
 * @connections_per_address: how many of them from one address; 0: any number
 * @request_seconds: how long a request may take to come in
 * @idle_seconds: how long a connection may stay without a request
 * @answer_seconds: how long an answer may take to be fetched
 * @database: (owned) (nullable): a libpq connection string; after stempel_config_check() with
 *   the password
 * @database_password_file: (owned) (nullable): where its password stands
 * @standby: (owned) (nullable): the connection string of a server that follows, for lists; after
 *   stempel_config_check() with the password
 * @standby_seconds: how old a list of it may be
 * @reads: how many reads may be under way in the database
 * @writes: how many writes
 * @longest_line: how many of each may wait
 * @rate_read: how many reads a session may make in a minute, in the long run; 0: any number
 * @rate_search: how many searches, like the following
 * @rate_write: changes by managers
 * @rate_booking: bookings
 * @rate_pin: checks of PINs
 * @rate_sign_in: sign-ins; of an address
 * @rate_heavy: reports and proofs
 * @jobs: whether jobs are done, 1: they are
 * @jobs_database: (owned) (nullable): a connection string for that; after stempel_config_check()
 *   with the password, and that of @database where there was none
 * @jobs_password_file: (owned) (nullable): where its password stands
 * @jobs_seconds: how often to look for jobs that are due
 * @log_format: a #StempelLogFormat
 * @log_level: a #StempelLogLevel
 *
 * The names are those of the keys, with `_` for `-`.
 */
typedef struct
{
  char       **listen;
  char       **status_listen;
  char       **trusted_proxies;
  char        *tls_certificate;
  char        *tls_key;
  guint        connections;
  guint        connections_per_address;
  guint        request_seconds;
  guint        idle_seconds;
  guint        answer_seconds;
  char        *database;
  char        *database_password_file;
  char        *standby;
  guint        standby_seconds;
  guint        reads;
  guint        writes;
  guint        longest_line;
  guint        rate_read;
  guint        rate_search;
  guint        rate_write;
  guint        rate_booking;
  guint        rate_pin;
  guint        rate_sign_in;
  guint        rate_heavy;
  guint        jobs;
  char        *jobs_database;
  char        *jobs_password_file;
  guint        jobs_seconds;
  guint        log_format;
  guint        log_level;
  StempelTls  *tls;
} StempelConfig;

/**
 * StempelConfigKey:
 * @group: where it stands in a file
 * @name: its name in a file; as an option with `--` in front
 * @list: whether it has any number of values
 * @help: what it is for
 * @argument: what a value is called
 *
 * One thing that can be chosen.
 */
typedef struct
{
  const char *group;
  const char *name;
  gboolean    list;
  const char *help;
  const char *argument;
} StempelConfigKey;

StempelConfig          *stempel_config_new           (void);
void                    stempel_config_free          (StempelConfig       *self);
guint                   stempel_config_get_n_keys    (void);
const StempelConfigKey *stempel_config_get_key       (guint                key);
char                   *stempel_config_set           (StempelConfig       *self,
                                                      guint                key,
                                                      const char * const  *values);
void                    stempel_config_check         (StempelConfig       *self,
                                                      GPtrArray           *problems);
char                   *stempel_config_needs_restart (StempelConfig       *self,
                                                      StempelConfig       *other);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (StempelConfig, stempel_config_free)

G_END_DECLS
