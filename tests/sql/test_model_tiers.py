#!/usr/bin/python3
# test_model_tiers.py: random histories give the same tiers in the model and in the database
#
# SPDX-License-Identifier: GPL-3.0-or-later
"""How to run more histories, and others, is told in run_model.py."""

import datetime
import itertools

from run_model import compare, histories
from stamps_model import Store
from stempel_test import run, test
from tiers_model import Rules, Tier, history

METRICS = {'points_earned': (150, 300), 'eligible_spend': (15000, 30000), 'visits': (5, 9)}
WINDOWS = ('calendar_year', 'rolling_12_months', 'membership_year', 'lifetime')
VERSIONS = [
    Rules(metric, window, [Tier(7, low), Tier(3, high, 15000, grace_days=grace)])
    for grace, ((metric, (low, high)), window) in zip(
        itertools.cycle((0, 20, 45)), itertools.product(METRICS.items(), WINDOWS))]
STORES = (('Europe/Luxembourg', 0), ('Europe/Luxembourg', 4))
JOINED = datetime.datetime(2020, 2, 29, 12, tzinfo=datetime.timezone.utc)

LOOK = """
create function public.look(merchant bigint, accounts bigint[], since bigint) returns jsonb
language plpgsql as $$
declare
  shown jsonb := api.account_get(jsonb_build_object('id', accounts[1]))->'tier';
  next jsonb := nullif(shown->'next', 'null');
begin
  return jsonb_build_object(
    'key', shown->'key', 'manual', shown->'manual', 'kept_until', shown->'kept_until',
    'since', extract(epoch from date_trunc('second', (shown->>'since')::timestamptz))::bigint,
    'metric', shown->'metric',
    'next', case when next is not null
                 then jsonb_build_array(next->'key', next->'missing') end,
    'notices', (select coalesce(jsonb_agg(jsonb_build_array(n.tier, n.days, n.due_on)
                                          order by n.id), '[]')
                  from stempel.notice n
                 where n.merchant_id = merchant and n.account_id = accounts[1]));
end $$
"""


def make_shop(shop):
    shop.opened = str(JOINED)
    shop.stores.append(shop.bakery.manager.call('store_save', name='Bar', day_start='04:00')['id'])
    return shop.publish('hybrid', (version.published() for version in VERSIONS))


@test('tiers by each metric in each window: reached, kept, announced, lost, given by hand')
def tiers(db):
    stores = [Store(*store) for store in STORES]
    compare(LOOK, make_shop, lambda seed: history(seed, VERSIONS, stores, JOINED),
            histories(200))


run()
