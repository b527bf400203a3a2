# run_model.py: feeds random histories to the real operations and to a model of them
#
# SPDX-License-Identifier: GPL-3.0-or-later
"""A history is a list of (step, what the model says after it). All steps of a history go to the
database in one statement; a function that only these tests have runs them, each with the clock at
its time, and answers with what is there after each of them. So what takes time are the operations.

STEMPEL_HISTORIES=200000 runs more histories than usual and STEMPEL_SEED=n others. They are run in
blocks of STEMPEL_BLOCK=10000, each in a database of its own, and each finished block is said;
STEMPEL_FIRST_BLOCK=n and the name of a test on the command line go on where a run was ended.

A step is {do: operation, with: its request, at: moment} and, where wanted, {of: [member, step]} for
an id that an earlier step was answered with, {version: n} for the rules that are in force from then
on, {expire: true} to write down first what has lapsed, {tiers: true} to have tiers evaluated first,
{refused: code} where it must be."""

import contextlib
import itertools
import json
import os
import time

import psycopg2

from stempel_test import Database, parallel

SEED = int(os.environ.get('STEMPEL_SEED', '1'))
FIRST_BLOCK = int(os.environ.get('STEMPEL_FIRST_BLOCK', '0'))
BLOCK = int(os.environ.get('STEMPEL_BLOCK', '10000'))
WORKERS = 2


def histories(usual):
    """How many there are to be."""
    return int(os.environ.get('STEMPEL_HISTORIES', usual))

CLOCK = """
create or replace function private.now() returns timestamptz language sql volatile as
  $$ select coalesce(nullif(current_setting('test.now', true), ''),
                     '2020-01-01 12:00+01')::timestamptz $$
"""

# No operation asks for all lots of an account, used up or not, but these tests do.
INDEXES = """
create index on stempel.lot (merchant_id, account_id);
create index on stempel.reservation (merchant_id, account_id)
"""

CALL = """
create function public.call(operation text, request jsonb) returns jsonb language plpgsql as $$
begin
  case operation
    when 'points_earn' then return api.points_earn(request);
    when 'points_redeem' then return api.points_redeem(request);
    when 'entry_refund' then return api.entry_refund(request);
    when 'entry_void' then return api.entry_void(request);
    when 'account_adjust' then return api.account_adjust(request);
    when 'redemption_reserve' then return api.redemption_reserve(request);
    when 'redemption_commit' then return api.redemption_commit(request);
    when 'redemption_cancel' then return api.redemption_cancel(request);
    when 'stamp_earn' then return api.stamp_earn(request);
    when 'stamp_redeem' then return api.stamp_redeem(request);
    when 'customer_merge' then return api.customer_merge(request);
    when 'customer_unmerge' then return api.customer_unmerge(request);
    when 'account_set_tier' then return api.account_set_tier(request);
  end case;
end $$
"""

LAPSE = """
create function public.lapse(caller private.caller, accounts bigint[]) returns void
language plpgsql as $$
declare
  today date := private.local_day(caller, private.now());
  lots bigint[] := array(
    select l.id from stempel.lot l
     where l.merchant_id = caller.merchant_id and l.account_id = any (accounts)
       and l.open and l.expires_on < today);
  cards bigint[] := array(
    select t.id from stempel.entitlement t
     where t.merchant_id = caller.merchant_id and t.account_id = any (accounts)
       and t.state = 'open' and t.expires_on < today);
begin
  if lots <> '{}' then
    perform private.expire_lots(caller, lots);
  end if;
  if cards <> '{}' then
    perform private.expire_entitlements(caller, cards);
  end if;
end $$
"""

PLAY = """
create function public.play(merchant bigint, program bigint, accounts bigint[], steps jsonb)
returns jsonb language plpgsql security definer set search_path = public, pg_temp as $$
declare
  caller private.caller := private.job_caller(merchant, 'expiry');
  step jsonb;
  request jsonb;
  reply jsonb;
  refused text;
  ids bigint[] := '{}';
  since bigint := nextval('stempel.entry_id_seq');
  answers jsonb[] := '{}';
begin
  for step in select * from jsonb_array_elements(steps) loop
    perform set_config('test.now', step->>'at', false);
    if step ? 'expire' then
      perform public.lapse(caller, accounts);
    end if;
    if step ? 'tiers' then
      perform private.review_tiers(caller, accounts);
    end if;
    if step ? 'version' then
      update stempel.program p set version = (step->'version')::integer
       where p.merchant_id = merchant and p.id = program;
    end if;
    reply := null;
    refused := null;
    if step ? 'do' then
      request := step->'with' || jsonb_build_object('idempotency_key', gen_random_uuid());
      if step ? 'of' then
        request := request || jsonb_build_object(
          step->'of'->>0, ids[(step->'of'->1)::integer + 1]);
      end if;
      if step ? 'refused' then
        begin
          reply := public.call(step->>'do', request);
        exception when others then
          if sqlstate !~ '^ST' then
            raise;
          end if;
          get stacked diagnostics refused = pg_exception_detail;
        end;
      else
        reply := public.call(step->>'do', request);
      end if;
    end if;
    ids := ids || coalesce(reply->'entry'->'id', reply->'reservation'->'id')::bigint;
    answers := answers || (public.look(merchant, accounts, since)
                           || jsonb_build_object('refused', refused::jsonb->'code'));
    since := currval('stempel.entry_id_seq');
  end loop;
  return to_jsonb(answers);
end $$
"""


class Shop:
    """A merchant with a program, for one worker: the rules change under its histories."""

    def __init__(self, db, name, make):
        self.db = db
        self.bakery = db.merchant(name)
        self.stores = [self.bakery.store_id]
        self.rewards = []
        self.opened = '2020-01-01 12:00+01'
        self.program = make(self)

    def publish(self, kind, versions):
        """A program with these versions of its rules; returns its id."""
        texts = {'names': {'en': 'Program'}}
        if kind != 'points':
            texts['reward'] = {'en': 'Coffee'}
        call = self.bakery.manager.call
        program = None
        for rules in versions:
            saved = call('program_save', draft=texts | rules, **(
                {'id': program['id'], 'revision': program['revision']} if program
                else {'kind': kind}))
            program = call('program_publish', id=saved['id'])
        return program['id']

    def accounts(self, how_many):
        """(account, customer) of new members, opened on the first day."""
        return self.db.rows("""
            with people as (
              insert into stempel.customer (merchant_id, given_name, family_name, language,
                                            enrolled_at)
              select %s, 'M', n::text, 'en', now() from generate_series(1, %s) n returning id)
            insert into stempel.account (merchant_id, customer_id, program_id, opened_at)
            select %s, id, %s, %s from people returning id, customer_id""",
            self.bakery.id, how_many, self.bakery.id, self.program, self.opened)

    def for_members(self, step, members):
        """The step with the ids of these accounts and customers in its request."""
        request = dict(step.get('with', {}))
        if 'account' in step:
            request['account_id'] = members[step['account']][0]
        if 'store' in step:
            request['store_id'] = self.stores[step['store']]
        if 'reward' in step:
            request['reward_id'] = self.rewards[step['reward']]
        for name, who in step.get('customers', {}).items():
            request[name] = members[who][1]
        return step | {'with': request}

    def play(self, members, steps):
        with self.bakery.manager.connection.cursor() as cursor:
            cursor.execute('select public.play(%s, %s, %s, %s)', (
                self.bakery.id, self.program, [account for account, _ in members],
                json.dumps([self.for_members(step, members) for step in steps])))
            return cursor.fetchone()[0]

    def compare(self, seed, members, told):
        """Plays a history and compares what is there after each step with what the model said."""
        steps = [step for step, _ in told]
        try:
            found = self.play(members, steps)
        except psycopg2.Error:
            # Refused where it should not be: once more, to see where.
            found = self.play(members, [step | {'refused': ''} for step in steps])
        for number, (state, (step, expected)) in enumerate(zip(found, told, strict=True)):
            expected = expected | {'refused': step.get('refused')}
            different = [f'{name}: {state.get(name)} and not {expected.get(name)}'
                         for name in {**state, **expected}
                         if state.get(name) != expected.get(name)]
            assert not different, '\n'.join([
                f'seed {seed}, step {number} of:',
                *(str(step) for step in steps[:number + 1]), *different])


def work(db, name, make, told, members):
    """One worker: histories of (seed, what tells it), each with so many fresh members."""
    shop = Shop(db, name, make)
    told = list(told)
    people = iter(shop.accounts(len(told) * members))
    for place, (seed, tell) in enumerate(told):
        if place in (5, 50):
            db.rows('analyze')
        shop.compare(seed, list(itertools.islice(people, members)), tell(seed))
    problems = shop.bakery.manager.call('self_check')['items']
    assert problems == [], problems[:5]


def run_block(look, make, tell, first, how_many, members):
    with contextlib.closing(Database()) as db:
        # What is tested are the rules, not the planner: it would think about each query anew, and
        # keep the plans that are good for the small tables that it sees first.
        for setting in ('plan_cache_mode = force_generic_plan', 'enable_seqscan = off'):
            db.rows(f'alter database {db.name} set {setting}')
        for statement in (INDEXES, CLOCK, CALL, LAPSE, look, PLAY):
            db.rows(statement)
        jobs = [lambda mine=range(first + n, first + how_many, WORKERS): work(
                    db, f'Bakery {mine.start}', make, [(seed, tell) for seed in mine],
                    members)
                for n in range(WORKERS)]
        for answer in parallel(jobs):
            if isinstance(answer, Exception):
                raise answer


def compare(look, make, tell, how_many, members=1):
    """Compares so many histories. `make` gives a shop its program, `tell` makes a history of
    a seed, `look` is the text of a function that reads from the database what the model says of its
    members; the entries after `since` are those of the last step."""
    for block, start in enumerate(range(0, how_many, BLOCK)):
        if block < FIRST_BLOCK:
            continue
        began = time.monotonic()
        size = min(BLOCK, how_many - start)
        first = SEED * 10 ** 9 + start
        run_block(look, make, tell, first, size, members)
        print(f'# block {block}: {size} histories from seed {first} on in '
              f'{time.monotonic() - began:.0f} s', flush=True)
