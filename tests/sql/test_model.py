#!/usr/bin/python3
# test_model.py: random histories give the same lots in the model and in the database
#
# SPDX-License-Identifier: GPL-3.0-or-later
"""How to run more histories, and others, is told in run_model.py."""

from ledger_model import history
from run_model import compare, histories
from stempel_test import run, test

LIFETIMES = (30, 60, 100, 200)

LOOK = """
create function public.look(merchant bigint, accounts bigint[], since bigint) returns jsonb
language plpgsql as $$
begin
  return (
    select jsonb_build_object('owed', a.owed_points, 'booked', e.booked,
                              'written_off', e.written_off, 'lots', l.lots)
      from stempel.account a,
           (select coalesce(sum(e.points), 0) as booked,
                   coalesce(sum(e.written_off), 0) as written_off from stempel.entry e
             where e.merchant_id = merchant and e.id > since) e,
           (select coalesce(jsonb_agg(jsonb_build_array(l.points, l.remaining,
                     l.expires_on - date '2020-01-01', l.expired) order by l.id), '[]') as lots
              from stempel.lot l
             where l.merchant_id = merchant and l.account_id = accounts[1]) l
     where a.merchant_id = merchant and a.id = accounts[1]);
end $$
"""


def rule(amount):
    return amount * 3 // 200


def compare_points(policy, lifetimes):
    """Under versions of the rules that differ in how long points can be used."""
    rules = dict(points_per_step=3, step_amount=200, rounding='linear', void_days=365,
                 money_points=1, money_amount=1, refund_policy=policy,
                 write_off_maximum=10 ** 9)
    versions = [rules | ({'expiry': 'none'} if lifetime is None else
                         {'expiry': 'days', 'expiry_days': lifetime}) for lifetime in lifetimes]
    compare(LOOK, lambda shop: shop.publish('points', versions),
            lambda seed: history(seed, policy, lifetimes, rule), histories(5000) // 4)


@test('what is owed, points that never lapse')
def owe(db):
    compare_points('owe', (None,))


@test('what is owed, points that lapse')
def owe_and_lapse(db):
    compare_points('owe', LIFETIMES)


@test('what is written off, points that never lapse')
def write_off(db):
    compare_points('write_off', (None,))


@test('what is written off, points that lapse')
def write_off_and_lapse(db):
    compare_points('write_off', LIFETIMES)


run()
