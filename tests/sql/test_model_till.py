#!/usr/bin/python3
# test_model_till.py: random histories at a till give the same points in the model and the database
#
# SPDX-License-Identifier: GPL-3.0-or-later
"""How to run more histories, and others, is told in run_model.py."""

from run_model import compare, histories
from stempel_test import run, test
from till_model import Rules, history

LAPSING = (
    Rules(expiry='days', expiry_days=20),
    Rules(expiry='inactivity', expiry_days=15, refund_policy='write_off', write_off_maximum=12,
          points_per_step=3, step_amount=200),
    Rules(expiry='months', expiry_months=1, rounding='linear', points_per_step=3, step_amount=200,
          redeem_minimum=10, redeem_multiple=10, void_days=5),
    Rules(expiry='yearly', expiry_day='02-29', refund_policy='block', minimum_amount=1000,
          maximum_points=40),
    Rules(expiry='inactivity', expiry_days=3, maximum_share_bp=5000, money_amount=10),
)
LASTING = (
    Rules(void_days=365),
    Rules(refund_policy='block', rounding='linear', points_per_step=7, step_amount=300),
    Rules(refund_policy='write_off', write_off_maximum=30, maximum_points=50, redeem_minimum=5),
)
REWARDS = ((30, 2), (12, 1), (12, None))

LOOK = """
create function public.look(merchant bigint, accounts bigint[], since bigint) returns jsonb
language plpgsql as $$
declare
  shown jsonb := api.account_get(jsonb_build_object('id', accounts[1]));
  next jsonb := nullif(shown->'expiring', 'null');
begin
  return (
    select jsonb_build_object(
      'owed', shown->'owed_points', 'usable', shown->'points', 'held', shown->'reserved_points',
      'expiring', case when next is not null then jsonb_build_array(
                    next->'points', (next->>'expires_on')::date - date '2020-01-01') end,
      'booked', e.booked, 'written_off', e.written_off, 'lots', l.lots, 'reservations', r.all)
      from (select coalesce(sum(e.points), 0) as booked,
                   coalesce(sum(e.written_off), 0) as written_off from stempel.entry e
             where e.merchant_id = merchant and e.id > since) e,
           (select coalesce(jsonb_agg(jsonb_build_array(l.points, l.remaining,
                     l.expires_on - date '2020-01-01', l.expired) order by l.id), '[]') as lots
              from stempel.lot l
             where l.merchant_id = merchant and l.account_id = accounts[1]) l,
           (select coalesce(jsonb_agg(jsonb_build_array(r.points, r.state) order by r.id), '[]')
                     as all
              from stempel.reservation r
             where r.merchant_id = merchant and r.account_id = accounts[1]) r);
end $$
"""


def make_shop(shop, versions):
    program = shop.publish('points', (version.published() for version in versions))
    shop.rewards = [shop.bakery.reward(program, cost_points=points, limit_per_member=limit)['id']
                    for points, limit in REWARDS]
    return program


def compare_tills(versions, jobs):
    compare(LOOK, lambda shop: make_shop(shop, versions),
            lambda seed: history(seed, versions, REWARDS, jobs), histories(300) // 3)


@test('what a till books, points that lapse and jobs that always run')
def lapsing(db):
    compare_tills(LAPSING, True)


@test('what a till books, points that lapse and jobs that run now and then')
def seldom(db):
    compare_tills(LAPSING, False)


@test('what a till books, points that never lapse')
def lasting(db):
    compare_tills(LASTING, False)


run()
