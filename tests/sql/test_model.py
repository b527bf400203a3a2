#!/usr/bin/python3
# test_model.py: random histories give the same lots in the model and in the database
#
# SPDX-License-Identifier: GPL-3.0-or-later
"""STEMPEL_HISTORIES=200000 runs more than the usual number, STEMPEL_SEED=n others."""

import json
import os

from ledger_model import history
from stempel_test import parallel, run, test

HISTORIES = int(os.environ.get('STEMPEL_HISTORIES', '5000'))
SEED = int(os.environ.get('STEMPEL_SEED', '1'))
LIFETIMES = (30, 60, 100, 200)
WORKERS = 2

# Runs a history inside the database, one statement for all of its steps: what is tested are the
# operations, not the way to them. The clock of the rules is read from a setting.
DRIVER = """
create or replace function private.now() returns timestamptz language sql volatile as
  $$ select coalesce(nullif(current_setting('test.now', true), ''),
                     '2020-01-01 12:00+01')::timestamptz $$;

create function public.run_step(account_id bigint, store_id bigint, step jsonb, entries jsonb)
returns bigint language plpgsql security definer set search_path = public, pg_temp as $$
declare
  envelope jsonb := jsonb_build_object('idempotency_key', gen_random_uuid());
  booking jsonb := jsonb_build_object('account_id', account_id, 'store_id', store_id);
  earlier jsonb := jsonb_build_object('entry_id', entries->(step->>'of'), 'reason', 'r');
  reply jsonb;
begin
  case step->>'op'
    when 'earn' then
      update stempel.program p set version = (step->>'version')::integer
        from stempel.account a
       where a.id = account_id and p.id = a.program_id
         and p.version <> (step->>'version')::integer;
      reply := api.points_earn(booking || envelope || jsonb_build_object('amount', step->'amount'));
    when 'redeem' then
      reply := api.points_redeem(booking || envelope
                                 || jsonb_build_object('points', step->'points'));
    when 'refund' then
      reply := api.entry_refund(earlier || envelope
                                || jsonb_build_object('amount', step->'amount'));
    when 'void' then
      reply := api.entry_void(earlier || envelope);
    else null;
  end case;
  return (reply->'entry'->>'id')::bigint;
end $$;

create function public.account_state(account_id bigint) returns jsonb
language sql security definer set search_path = public, pg_temp as $$
  select jsonb_build_object(
    'lots', (select coalesce(jsonb_agg(jsonb_build_array(l.points, l.remaining,
                      l.expires_on - date '2020-01-01', l.expired) order by l.id), '[]')
               from stempel.lot l where l.merchant_id = a.merchant_id and l.account_id = a.id),
    'owed', a.owed_points,
    'booked', (select coalesce(sum(e.points), 0) from stempel.entry e
                where e.merchant_id = a.merchant_id and e.account_id = a.id),
    'written_off', (select coalesce(sum(e.written_off), 0) from stempel.entry e
                     where e.merchant_id = a.merchant_id and e.account_id = a.id))
    from stempel.account a where a.id = account_id
$$;

create function public.run_history(account_id bigint, store_id bigint, steps jsonb)
returns jsonb language plpgsql security definer set search_path = public, pg_temp as $$
declare
  caller private.caller;
  step jsonb;
  entries jsonb := '{}';
  states jsonb[] := '{}';
  lapsed bigint[];
  number integer := 0;
begin
  caller.zone := 'Europe/Luxembourg';
  select a.merchant_id into caller.merchant_id from stempel.account a where a.id = account_id;
  for step in select * from jsonb_array_elements(steps) loop
    perform set_config('test.now', ((date '2020-01-01' + (step->>'day')::integer)
                       + time '12:00' at time zone caller.zone)::text, false);
    lapsed := array(
      select l.id from stempel.lot l
       where l.merchant_id = caller.merchant_id and l.account_id = run_history.account_id
         and l.open and l.expires_on < private.local_day(caller, private.now()));
    if lapsed <> '{}' then
      perform private.expire_lots(caller, lapsed);
    end if;
    entries := entries || jsonb_build_object(
      number::text, public.run_step(account_id, store_id, step, entries));
    states := states || public.account_state(account_id);
    number := number + 1;
  end loop;
  return to_jsonb(states);
end $$;
"""


def rule(amount):
    return amount * 3 // 200


def make_accounts(db, bakery, program, how_many):
    db.rows("""with people as (
                 insert into stempel.customer (merchant_id, given_name, family_name, language,
                                               enrolled_at)
                 select %s, 'M', n::text, 'en', now() from generate_series(1, %s) n returning id)
               insert into stempel.account (merchant_id, customer_id, program_id)
               select %s, id, %s from people""", bakery.id, how_many, bakery.id, program)
    return [row[0] for row in db.rows(
        'select id from stempel.account where program_id = %s order by id', program)]


def make_program(db, bakery, policy, lifetimes):
    """A program whose versions differ in how long points can be used."""
    rules = dict(points_per_step=3, step_amount=200, rounding='linear', void_days=365,
                 money_points=1, money_amount=1, refund_policy=policy,
                 write_off_maximum=10 ** 9)
    program = None
    for lifetime in lifetimes:
        expiry = {'expiry': 'none'} if lifetime is None else \
            {'expiry': 'days', 'expiry_days': lifetime}
        if program is None:
            program = bakery.points_program(**rules, **expiry)
        else:
            saved = bakery.manager.call(
                'program_save', id=program['id'], revision=program['revision'],
                draft=program['published'] | expiry)
            program = bakery.manager.call('program_publish', id=saved['id'])
    return program['id']


def run_histories(db, policy, lifetimes, how_many, first_seed):
    # A merchant of its own, because versions of the program change under the histories.
    bakery = db.merchant(f'Bakery {first_seed}')
    accounts = make_accounts(db, bakery, make_program(db, bakery, policy, lifetimes), how_many)
    connection = bakery.manager.connection
    for seed, account in enumerate(accounts, first_seed):
        if seed - first_seed in (5, 50):
            db.rows('analyze')  # Plans made for empty tables read whole tables from then on.
        told = history(seed, policy, lifetimes, rule)
        with connection.cursor() as cursor:
            cursor.execute('select public.run_history(%s, %s, %s)', (
                account, bakery.store_id, json.dumps([step for step, _ in told])))
            states = cursor.fetchone()[0]
        for number, (state, (step, expected)) in enumerate(zip(states, told, strict=True)):
            assert state == expected, f'seed {seed}, step {number} {step}: {state} != {expected}'
    problems = bakery.manager.call('self_check')['items']
    assert problems == [], problems[:5]


def compare(db, policy, lifetimes):
    db.rows(DRIVER)
    share = max(HISTORIES // 4 // WORKERS, 1)
    jobs = [lambda first=SEED * 10 ** 9 + n * share:
            run_histories(db, policy, lifetimes, share, first) for n in range(WORKERS)]
    for answer in parallel(jobs):
        if isinstance(answer, Exception):
            raise answer


@test('what is owed, points that never lapse')
def owe(db):
    compare(db, 'owe', (None,))


@test('what is owed, points that lapse')
def owe_and_lapse(db):
    compare(db, 'owe', LIFETIMES)


@test('what is written off, points that never lapse')
def write_off(db):
    compare(db, 'write_off', (None,))


@test('what is written off, points that lapse')
def write_off_and_lapse(db):
    compare(db, 'write_off', LIFETIMES)


run()
