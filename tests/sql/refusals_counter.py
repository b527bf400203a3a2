# refusals_counter.py: the table of refusals: stamps, cards, PINs and taking back
#
# SPDX-License-Identifier: GPL-3.0-or-later

from refusals import error, row

NOON = '2026-03-02T09:00:00+00:00'  # The clock of the rows stands there, 10:00 in the shop.


@row('cooldown_active', available_at='2026-03-02T09:15:00+00:00', last_at=NOON, last_by='Luc',
     last_store='Centre')
def stamped_by_an_employee_a_moment_ago(shop):
    shop.use(cooldown_minutes=15)
    shop.stamp(**shop.by_luc())
    yield
    shop.stamp()


@row('cooldown_active', available_at='2026-03-02T10:00:00+00:00', last_at=NOON,
     last_by='Manager of Bakery', last_store='Centre')
def stamped_by_a_manager_a_moment_ago(shop):
    shop.use(cooldown_minutes=60)
    shop.stamp()
    yield
    shop.stamp()


@row('daily_limit_reached', limit=4, given=3, available_at='2026-03-03T03:00:00+00:00',
     last_at=NOON, last_by='Manager of Bakery', last_store='Bar')
def more_stamps_than_a_day_has(shop):
    shop.use(daily_limit=4)
    bar = shop.call('store_save', name='Bar', day_start='04:00')['id']
    shop.stamp(3, store_id=bar)
    yield
    shop.stamp(2, store_id=bar)


@row('insufficient_balance', balance=3, required=10)
def a_card_that_is_not_full(shop):
    shop.stamp(3)
    yield
    shop.hand_out()


@row('conflict', reason='redeemed', what='entitlement', redeemed_at=NOON)
def a_full_card_that_was_handed_in(shop):
    full = shop.full_card()
    shop.hand_out(entitlement_id=full)
    yield
    shop.hand_out(entitlement_id=full)


@row('conflict', reason='withdrawn', what='entitlement')
def a_full_card_that_was_taken_back(shop):
    shop.use(stamps_target=3)
    booked = shop.stamp(3)
    shop.void(booked)
    yield
    shop.hand_out(entitlement_id=booked['entitlements'][0]['id'])


@row('conflict', reason='expired', what='entitlement', expires_on='2026-03-12')
def a_full_card_after_its_last_day(shop):
    shop.use(stamps_target=3, entitlement_days=10)
    full = shop.stamp(3)['entitlements'][0]['id']
    shop.later('2026-03-13 00:00+01')
    yield
    shop.hand_out(entitlement_id=full)


@row('conflict', reason='expired', what='entitlement', expires_on='2026-03-12')
def a_full_card_that_the_job_has_booked_out(shop):
    shop.use(stamps_target=3, entitlement_days=10)
    full = shop.stamp(3)['entitlements'][0]['id']
    shop.later('2026-03-13 04:00+01')
    while shop.call('job_run', name='expiry')['state'] == 'running':
        pass
    yield
    shop.hand_out(entitlement_id=full)


@row('not_found', what='entitlement')
def a_full_card_of_somebody_else(shop):
    yield
    shop.hand_out(entitlement_id=10 ** 12)


@row('invalid', **error('stamps', 'out_of_range', min=1, max=3))
def more_stamps_than_a_visit_has(shop):
    yield
    shop.stamp(4)


@row('conflict', reason='no_stamps')
def stamps_in_a_program_of_points(shop):
    shop.use('points')
    yield
    shop.stamp()


@row('conflict', reason='no_points')
def points_in_a_program_of_stamps(shop):
    yield
    shop.buy()


@row('program_not_active', state='paused')
def a_booking_in_a_paused_program(shop):
    shop.account
    shop.call('program_pause', id=shop.program['id'])
    yield {'program_id': shop.program['id']}
    shop.stamp()


@row('program_not_active', state='closed')
def a_purchase_in_a_closed_program(shop):
    shop.use('points')
    shop.account
    shop.call('program_close', id=shop.program['id'])
    yield {'program_id': shop.program['id']}
    shop.buy()


@row('program_not_active', state='draft')
def a_member_of_a_program_that_is_not_published(shop):
    draft = shop.bakery.program(publish=False)
    yield {'program_id': draft['id']}
    shop.bakery.member(program_ids=[draft['id']])


@row('conflict', reason='closed', what='store')
def a_booking_in_a_closed_store(shop):
    gare = shop.call('store_save', name='Gare')
    shop.call('store_save', id=gare['id'], revision=gare['revision'], name='Gare', state='closed')
    shop.account
    yield {'store_id': gare['id']}
    shop.stamp(store_id=gare['id'])


# Cards.

@row('card_blocked', customer_name='Anna Zwiebelmann', blocked_at=NOON, reason='lost')
def a_blocked_card_at_the_till(shop):
    shop.call('card_block', id=shop.card, reason='lost')
    yield {'card_id': shop.card}
    shop.stamp(card_id=shop.card)


@row('card_blocked', customer_name='Anna Zwiebelmann', blocked_at=NOON, reason='lost')
def a_blocked_card_is_blocked_again(shop):
    shop.call('card_block', id=shop.card, reason='lost')
    yield {'card_id': shop.card}
    shop.call('card_block', id=shop.card, reason='stolen')


@row('card_replaced', customer_name='Anna Zwiebelmann', replaced_at=NOON)
def a_replaced_card_at_the_till(shop):
    shop.call('card_replace', id=shop.card)
    yield {'card_id': shop.card}
    shop.call('card_lookup', token=shop.anna['cards'][0]['token'])


@row('not_found', what='card', reason='unassigned')
def a_card_that_nobody_has_yet(shop):
    printed = shop.call('card_print_batch', count=1)['items'][0]
    yield {'card_id': printed['id']}
    shop.call('card_lookup', token=printed['number'])


@row('conflict', reason='revoked')
def a_card_of_somebody_who_was_erased(shop):
    shop.call('customer_erase', id=shop.anna['id'])
    yield {'card_id': shop.card}
    shop.call('card_replace', id=shop.card)


@row('conflict', reason='not_blocked')
def a_block_that_is_none(shop):
    yield
    shop.call('card_unblock', id=shop.card)


@row('not_found', what='card')
def the_card_of_another_member(shop):
    shop.account
    other = shop.bakery.member('Ben')['cards'][0]['id']
    yield
    shop.stamp(card_id=other)


# Who books.

@row('invalid', **error('employee_id', 'required'))
def staff_who_do_not_say_who_they_are(shop):
    yield
    shop.stamp(who=shop.staff)


@row('conflict', reason='retired', what='employee')
def an_employee_who_has_left(shop):
    shop.call('employee_retire', id=shop.luc)
    yield
    shop.stamp(employee_id=shop.luc)


@row('conflict', reason='retired', what='employee')
def the_PIN_of_an_employee_who_has_left(shop):
    shop.call('employee_retire', id=shop.luc)
    yield
    shop.pin()


@row('conflict', reason='retired', what='employee')
def changes_to_an_employee_who_has_left(shop):
    shop.call('employee_retire', id=shop.luc)
    yield
    shop.call('employee_set_pin', id=shop.luc, pin='7412')


@row('conflict', reason='other_store')
def an_employee_of_another_store(shop):
    gare = shop.call('store_save', name='Gare')['id']
    ann = shop.bakery.employee('Ann', store_ids=[gare])['id']
    yield
    shop.stamp(employee_id=ann)


@row('conflict', reason='no_pin')
def a_PIN_that_was_never_set(shop):
    ann = shop.bakery.employee('Ann')['id']
    yield
    shop.pin(ann)


@row('conflict', reason='no_pin')
def a_lock_without_a_PIN(shop):
    ann = shop.bakery.employee('Ann')['id']
    yield
    shop.call('employee_unlock', id=ann)


@row('pin_required')
def a_booking_without_its_PIN(shop):
    yield
    shop.stamp(employee_id=shop.luc, who=shop.staff)


@row('pin_required')
def a_PIN_of_a_minute_ago(shop):
    shop.account
    token = shop.pin()
    shop.later('2026-03-02 10:01+01')
    yield
    shop.stamp(employee_id=shop.luc, pin_token=token)


@row('pin_invalid', remaining=4)
def a_wrong_PIN(shop):
    shop.luc
    yield
    shop.call('employee_verify', employee_id=shop.luc, pin='2468')


def wrong_pins(shop, employee_ids):
    for employee_id in employee_ids:
        try:
            shop.call('employee_verify', employee_id=employee_id, pin='2468')
        except Exception as refusal:
            assert refusal.code in ('pin_invalid', 'pin_locked'), refusal


@row('pin_locked', locked_until='2026-03-02T09:15:00+00:00')
def the_fifth_wrong_PIN(shop):
    wrong_pins(shop, [shop.luc] * 4)
    yield
    shop.call('employee_verify', employee_id=shop.luc, pin='2468')


@row('pin_locked', locked_until='2026-03-02T09:15:00+00:00')
def the_right_PIN_while_it_is_locked(shop):
    wrong_pins(shop, [shop.luc] * 5)
    yield
    shop.pin()


@row('rate_limited', available_at='2026-03-02T09:15:00+00:00')
def twenty_wrong_PINs_at_one_terminal(shop):
    wrong_pins(shop, [place for place in range(1, 21)])
    yield
    shop.pin()


@row('rate_limited', available_at='2026-03-02T09:00:01+00:00')
def two_PINs_that_are_being_compared(shop):
    shop.luc
    shop.db.rows('select pg_advisory_lock(5261646, 1), pg_advisory_lock(5261646, 2)')
    yield
    try:
        shop.pin()
    finally:
        shop.db.rows('select pg_advisory_unlock(5261646, 1), pg_advisory_unlock(5261646, 2)')


# Taking back.

@row('conflict', reason='is_a_void')
def a_void_of_a_void(shop):
    void = shop.void(shop.stamp())
    yield
    shop.void(void)


@row('conflict', reason='not_voidable')
def a_void_of_an_adjustment(shop):
    adjusted = shop.adjust(stamps=1)
    yield
    shop.void(adjusted)


@row('already_reversed')
def a_second_void(shop):
    booked = shop.stamp()
    void = shop.void(booked)
    yield {'entry_id': void['entry']['id']}
    shop.void(booked)


@row('already_reversed')
def a_refund_of_what_is_void(shop):
    shop.use('points')
    booked = shop.buy()
    void = shop.void(booked)
    yield {'entry_id': void['entry']['id']}
    shop.refund(booked)


@row('void_window_closed', closed_at='2026-03-02T09:15:00+00:00', allowed_to='manager')
def an_employee_after_the_minutes(shop):
    booked = shop.stamp(**shop.by_luc())
    shop.later('2026-03-02 10:15+01')
    yield
    shop.void(booked, **shop.by_luc())


@row('void_window_closed', closed_at='2026-03-02T09:15:00+00:00', allowed_to='employee')
def an_entry_of_a_colleague(shop):
    booked = shop.stamp(**shop.by_luc())
    ann = shop.bakery.employee('Ann', pin='5938')['id']
    yield
    shop.void(booked, employee_id=ann, pin_token=shop.pin(ann))


@row('void_window_closed', closed_at='2026-04-01T09:00:00+00:00', allowed_to=None)
def a_manager_after_the_days(shop):
    booked = shop.stamp()
    shop.later('2026-04-01 11:00+02')
    yield
    shop.void(booked)


@row('month_closed', month='2026-03')
def an_entry_of_a_closed_month(shop):
    booked = shop.stamp()
    shop.later('2026-04-01 04:00+02')
    shop.call('month_close', month='2026-03')
    yield
    shop.void(booked)


@row('conflict', reason='not_over', month='2026-03')
def a_month_that_is_not_over(shop):
    yield
    shop.call('month_close', month='2026-03')


@row('conflict', reason='closed', what='month', month='2026-02')
def a_month_that_is_closed_already(shop):
    shop.call('month_close', month='2026-02')
    yield
    shop.call('month_close', month='2026-02')
