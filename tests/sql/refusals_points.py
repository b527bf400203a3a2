# refusals_points.py: the table of refusals: purchases, redemptions, reservations, adjustments
#
# SPDX-License-Identifier: GPL-3.0-or-later

from refusals import error, row

MONEY = {'money_points': 10, 'money_amount': 100}


def club(shop, bought=10000, **rules):
    """A points program, 1 point for 1.00, and a member with the points of a purchase."""
    shop.use('points', **rules)
    return shop.buy(bought)


@row('receipt_already_booked')
def a_receipt_that_was_booked(shop):
    shop.use('points')
    first = shop.buy(receipt='77')
    yield {'entry_id': first['entry']['id']}
    shop.buy(receipt='77')


@row('receipt_already_booked')
def a_receipt_that_was_booked_is_previewed(shop):
    shop.use('points')
    first = shop.buy(receipt='77')
    yield {'entry_id': first['entry']['id']}
    shop.at_till('points_preview', amount=100, receipt='77')


@row('insufficient_balance', balance=100, required=101)
def more_points_than_there_are(shop):
    club(shop, **MONEY)
    yield
    shop.spend(points=101)


@row('insufficient_balance', balance=40, required=50)
def points_that_are_held_for_a_till(shop):
    club(shop, **MONEY)
    shop.reserve(points=60)
    yield
    shop.spend(points=50)


@row('insufficient_balance', balance=0, required=100)
def points_after_their_last_day(shop):
    club(shop, expiry='days', expiry_days=10, **MONEY)
    shop.later('2026-03-13 00:00+01')
    yield
    shop.spend(points=100)


@row('insufficient_balance', balance=0, required=60)
def points_that_lapse_between_reserving_and_committing(shop):
    club(shop, expiry='days', expiry_days=10, **MONEY)
    shop.later('2026-03-12 23:55+01')
    held = shop.reserve(points=60)
    shop.later('2026-03-13 00:00+01')
    yield
    shop.call('redemption_commit', id=held)


@row('insufficient_balance', balance=0, required=1)
def an_adjustment_below_nothing(shop):
    shop.use('points')
    yield
    shop.adjust(points=-1)


@row('insufficient_balance', balance=0, required=2)
def an_adjustment_of_stamps_below_nothing(shop):
    yield
    shop.adjust(stamps=-2)


@row('insufficient_balance', balance=40, required=100)
def goods_brought_back_when_the_points_are_spent(shop):
    bought = club(shop, refund_policy='block', **MONEY)
    shop.spend(points=60)
    yield
    shop.void(bought)


@row('below_minimum', minimum=50)
def fewer_points_than_the_minimum(shop):
    club(shop, redeem_minimum=50, **MONEY)
    yield
    shop.spend(points=49)


@row('invalid', **error('points', 'not_a_multiple', multiple=25))
def points_that_are_not_a_multiple(shop):
    club(shop, redeem_multiple=25, **MONEY)
    yield
    shop.spend(points=51)


@row('invalid', **error('ticket_amount', 'required'))
def a_share_of_a_ticket_that_is_not_said(shop):
    club(shop, maximum_share_bp=5000, **MONEY)
    yield
    shop.spend(points=50)


@row('invalid', **error('points', 'out_of_range', min=1, max=50))
def more_than_the_share_of_the_ticket(shop):
    club(shop, maximum_share_bp=5000, **MONEY)
    yield
    shop.spend(points=51, ticket_amount=1000)


@row('conflict', reason='not_money')
def points_that_are_not_taken_as_money(shop):
    club(shop)
    yield
    shop.spend(points=10)


# The catalogue.

@row('conflict', reason='retired', what='reward')
def a_reward_that_was_taken_out(shop):
    club(shop)
    mug = shop.reward()['id']
    shop.call('reward_retire', id=mug)
    yield
    shop.spend(reward_id=mug)


@row('conflict', reason='retired', what='reward')
def changes_to_a_reward_that_was_taken_out(shop):
    club(shop)
    mug = shop.call('reward_retire', id=shop.reward()['id'])
    yield
    shop.call('reward_save', id=mug['id'], revision=mug['revision'], names=mug['names'],
              cost_points=5)


@row('conflict', reason='retired', what='reward')
def a_reward_that_is_taken_out_twice(shop):
    club(shop)
    mug = shop.call('reward_retire', id=shop.reward()['id'])
    yield
    shop.call('reward_retire', id=mug['id'])


@row('conflict', reason='not_offered', starts_on='2026-03-03', ends_on='2026-03-09')
def a_reward_before_its_first_day(shop):
    club(shop)
    mug = shop.reward(starts_on='2026-03-03', ends_on='2026-03-09')['id']
    yield
    shop.spend(reward_id=mug)


@row('conflict', reason='not_offered', starts_on=None, ends_on='2026-03-01')
def a_reward_after_its_last_day(shop):
    club(shop)
    mug = shop.reward(ends_on='2026-03-01')['id']
    yield
    shop.spend(reward_id=mug)


@row('conflict', reason='member_limit', limit=1)
def a_second_reward_where_there_is_one_each(shop):
    club(shop)
    mug = shop.reward(limit_per_member=1)['id']
    shop.spend(reward_id=mug)
    yield
    shop.spend(reward_id=mug)


@row('reward_out_of_stock')
def a_reward_when_all_are_gone(shop):
    club(shop)
    mug = shop.reward(stock=1)['id']
    shop.spend(reward_id=mug)
    yield {'reward_id': mug}
    shop.spend(reward_id=mug)


@row('reward_out_of_stock')
def a_reward_that_is_held_for_somebody(shop):
    club(shop)
    mug = shop.reward(stock=1)['id']
    shop.reserve(reward_id=mug)
    yield {'reward_id': mug}
    shop.spend(reward_id=mug)


@row('reward_out_of_stock')
def a_reward_that_was_counted_again_while_it_was_held(shop):
    club(shop)
    mug = shop.reward(stock=1)
    held = shop.reserve(reward_id=mug['id'])
    shop.call('reward_save', id=mug['id'], revision=mug['revision'], names=mug['names'],
              cost_points=10, stock=0)
    yield {'reward_id': mug['id']}
    shop.call('redemption_commit', id=held)


@row('not_found', what='reward')
def a_reward_of_another_program(shop):
    club(shop)
    other = shop.bakery.points_program()
    mug = shop.bakery.reward(other['id'])['id']
    yield
    shop.spend(reward_id=mug)


@row('conflict', reason='closed', what='program')
def a_reward_for_a_closed_program(shop):
    shop.use('points')
    shop.call('program_close', id=shop.program['id'])
    yield
    shop.reward()


# Reservations.

@row('conflict', reason='committed', what='reservation')
def a_reservation_that_was_committed(shop):
    club(shop, **MONEY)
    held = shop.reserve(points=10)
    booked = shop.call('redemption_commit', id=held)
    yield {'entry_id': booked['entry']['id']}
    shop.call('redemption_commit', id=held)


@row('conflict', reason='committed', what='reservation')
def a_reservation_that_was_committed_is_cancelled(shop):
    club(shop, **MONEY)
    held = shop.reserve(points=10)
    booked = shop.call('redemption_commit', id=held)
    yield {'entry_id': booked['entry']['id']}
    shop.call('redemption_cancel', id=held)


@row('conflict', reason='cancelled', what='reservation')
def a_reservation_that_was_cancelled(shop):
    club(shop, **MONEY)
    held = shop.reserve(points=10)
    shop.call('redemption_cancel', id=held)
    yield
    shop.call('redemption_commit', id=held)


@row('conflict', reason='expired', what='reservation', expires_at='2026-03-02T09:10:00+00:00')
def a_reservation_after_ten_minutes(shop):
    club(shop, **MONEY)
    held = shop.reserve(points=10)
    shop.later('2026-03-02 10:10+01')
    yield
    shop.call('redemption_commit', id=held)


@row('not_found', what='reservation')
def a_reservation_that_is_not_there(shop):
    yield
    shop.call('redemption_cancel', id=10 ** 12)


# Refunds, adjustments, tiers.

@row('conflict', reason='not_refundable')
def a_refund_of_what_was_not_bought(shop):
    club(shop, **MONEY)
    spent = shop.spend(points=10)
    yield
    shop.refund(spent)


@row('invalid', **error('amount', 'out_of_range', min=1, max=9900))
def a_refund_of_more_than_is_left(shop):
    bought = club(shop)
    shop.refund(bought, 100)
    yield
    shop.refund(bought, 9901)


@row('invalid', **error('approver_id', 'required', maximum=50))
def a_large_adjustment_by_one_person(shop):
    shop.use('points', adjust_maximum=50)
    yield
    shop.adjust(points=51)


@row('invalid', **error('approver_id', 'not_allowed'))
def a_large_adjustment_approved_by_who_books_it(shop):
    shop.use('points', adjust_maximum=50)
    yield
    shop.adjust(points=51, employee_id=shop.luc, approver_id=shop.luc)


@row('conflict', reason='retired', what='employee')
def a_large_adjustment_approved_by_somebody_who_has_left(shop):
    shop.use('points', adjust_maximum=50)
    shop.call('employee_retire', id=shop.luc)
    yield
    shop.adjust(points=51, approver_id=shop.luc)


@row('pin_required')
def a_large_adjustment_approved_without_a_PIN(shop):
    shop.use('points', adjust_maximum=50)
    yield
    shop.adjust(points=51, approver_id=shop.luc)


@row('conflict', reason='no_tiers')
def a_tier_where_there_are_none(shop):
    shop.use('points')
    yield
    shop.call('account_set_tier', account_id=shop.account, tier=1, reason='r')


@row('invalid', **error('tier', 'unknown_value'))
def a_tier_that_is_not_there(shop):
    shop.use('points', tiers=[{'key': 1, 'names': {'en': 'Silver'}, 'threshold': 100}])
    yield
    shop.call('account_set_tier', account_id=shop.account, tier=2, reason='r')
