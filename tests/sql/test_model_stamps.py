#!/usr/bin/python3
# test_model_stamps.py: random histories give the same stamps in the model and in the database
#
# SPDX-License-Identifier: GPL-3.0-or-later
"""How to run more histories, and others, is told in run_model.py."""

from run_model import compare, histories
from stamps_model import Rules, Store, history
from stempel_test import run, test

VERSIONS = (
    Rules(),
    Rules(target=3, cooldown=0, daily=9, card_days=20, void_days=365),
    Rules(target=7, visit=8, cooldown=60, daily=8, card_days=3),
    Rules(target=1, visit=2, cooldown=15, daily=3, card_days=1, void_days=5),
)
STORES = (('Europe/Luxembourg', 0), ('Europe/Luxembourg', 4), ('Asia/Tokyo', 0))

LOOK = """
create function public.look(merchant bigint, accounts bigint[], since bigint) returns jsonb
language plpgsql as $$
declare
  shown jsonb := api.account_get(jsonb_build_object('id', accounts[1]));
begin
  return jsonb_build_object(
    'stamps', shown->'stamps', 'owed', shown->'owed_stamps', 'today', shown->'stamps_today',
    'available_at', extract(epoch from (shown->>'available_at')::timestamptz)::bigint,
    'usable', (select coalesce(jsonb_agg(jsonb_build_array(t->'stamps', t->'expires_on')
                                         order by t->>'expires_on' nulls last, t->'id'), '[]')
                 from jsonb_array_elements(shown->'entitlements') t),
    'booked', (select coalesce(sum(e.stamps), 0) from stempel.entry e
                where e.merchant_id = merchant and e.id > since),
    'cards', (select coalesce(jsonb_agg(jsonb_build_array(t.stamps, t.expires_on, t.state)
                                        order by t.id), '[]')
                from stempel.entitlement t
               where t.merchant_id = merchant and t.account_id = accounts[1]));
end $$
"""


def make_shop(shop):
    for zone, hour in STORES[1:]:
        shop.stores.append(shop.bakery.manager.call(
            'store_save', name=f'{zone} {hour}', zone=zone, day_start=f'{hour:02}:00')['id'])
    return shop.publish('stamps', (version.published() for version in VERSIONS))


def compare_stamps(jobs):
    stores = [Store(*store) for store in STORES]
    compare(LOOK, make_shop, lambda seed: history(seed, VERSIONS, stores, jobs),
            histories(300) // 2)


@test('stamps, full cards and debts, where the expiry job always runs')
def with_jobs(db):
    compare_stamps(True)


@test('stamps, full cards and debts, where it runs now and then')
def without_jobs(db):
    compare_stamps(False)


run()
