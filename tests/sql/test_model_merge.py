#!/usr/bin/python3
# test_model_merge.py: random merges and partings give the same in the model and in the database
#
# SPDX-License-Identifier: GPL-3.0-or-later
"""How to run more histories, and others, is told in run_model.py."""

from merge_model import MEMBERS, PointRules, Rules, StampRules, history
from run_model import compare, histories
from stempel_test import run, test

STAMPS = dict(daily=100, visit=6, void_days=365)
VERSIONS = (
    Rules(PointRules(expiry='days', expiry_days=40, void_days=365),
          StampRules(target=5, card_days=40, cooldown=0, **STAMPS)),
    Rules(PointRules(expiry='inactivity', expiry_days=20, void_days=365),
          StampRules(target=8, card_days=15, **STAMPS)),
    Rules(PointRules(void_days=365, refund_policy='write_off', write_off_maximum=10),
          StampRules(target=3, cooldown=1000, **STAMPS | {'daily': 6})),
)

LOOK = """
create function public.look(merchant bigint, accounts bigint[], since bigint) returns jsonb
language plpgsql as $$
begin
  return (
    select jsonb_object_agg(u.place - 1, jsonb_build_object(
             'owed', a.owed_points, 'loose', a.stamps, 'owed_stamps', a.owed_stamps,
             'merged', a.closed_as is not null, 'points', e.points, 'stamps', e.stamps,
             'lots', l.lots, 'cards', c.cards))
      from unnest(accounts) with ordinality as u (id, place)
      join stempel.account a on a.merchant_id = merchant and a.id = u.id
     cross join lateral (
            select coalesce(sum(e.points), 0) as points, coalesce(sum(e.stamps), 0) as stamps
              from stempel.entry e
             where e.merchant_id = merchant and e.id > since and e.account_id = u.id) e
     cross join lateral (
            select coalesce(jsonb_agg(jsonb_build_array(l.points, l.remaining,
                     l.expires_on - date '2020-01-01', l.expired) order by l.id), '[]') as lots
              from stempel.lot l where l.merchant_id = merchant and l.account_id = u.id) l
     cross join lateral (
            select coalesce(jsonb_agg(jsonb_build_array(t.stamps, t.expires_on, t.state)
                                      order by t.id), '[]') as cards
              from stempel.entitlement t
             where t.merchant_id = merchant and t.account_id = u.id) c);
end $$
"""


def make_shop(shop):
    return shop.publish('hybrid', (
        version.points.published() | version.stamps.published() for version in VERSIONS))


def compare_members(jobs):
    compare(LOOK, make_shop, lambda seed: history(seed, VERSIONS, jobs), histories(200) // 2,
            members=MEMBERS)


@test('three members who become one and are parted, where the expiry job always runs')
def with_jobs(db):
    compare_members(True)


@test('three members who become one and are parted, where it runs now and then')
def without_jobs(db):
    compare_members(False)


run()
