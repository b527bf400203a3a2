-- rules/card.sql: card numbers and tokens
--
-- SPDX-License-Identifier: GPL-3.0-or-later

create or replace function private.luhn_digit(digits text) returns text
language sql immutable strict as $$
  -- From the right every second digit counts double, beginning with the last before the check.
  select ((10 - sum(case when (length(digits) - place) % 2 = 0
                         then doubled / 10 + doubled % 10 else digit end) % 10) % 10)::text
    from (select place, digit, digit * 2 as doubled
            from (select place, substr(digits, place, 1)::integer as digit
                    from generate_series(1, length(digits)) place) each_digit) both_ways
$$;
comment on function private.luhn_digit(text) is
  'The check digit that finds every mistyped digit and most swapped neighbours.';

create or replace function private.is_card_number(number text) returns boolean
language sql immutable strict as $$
  select number ~ '^[0-9]{13}$' and private.luhn_digit(left(number, 12)) = right(number, 1)
$$;

create or replace function private.card_number_plain(typed text) returns text
language sql immutable strict as $$
  select regexp_replace(typed, '[[:space:]-]', '', 'g')
$$;
comment on function private.card_number_plain(text) is 'A number as printed, in any spacing.';

create or replace function private.new_card_number() returns text
language plpgsql volatile as $$
declare
  -- 48 random bits are many enough that the remainder favours no number noticeably.
  drawn bigint := ('x' || encode(extensions.gen_random_bytes(6), 'hex'))::bit(48)::bigint;
  digits text := lpad((drawn % 1000000000000)::text, 12, '0');
begin
  return digits || private.luhn_digit(digits);
end
$$;

create or replace function private.new_token(bytes integer) returns text
language sql volatile as $$
  select rtrim(translate(encode(extensions.gen_random_bytes(bytes), 'base64'),
                         E'+/\n', '-_'), '=')
$$;
comment on function private.new_token(integer) is 'Random bytes as base64url: 16 give 22 characters.';

create or replace function private.issue_card(caller private.caller, customer_id bigint,
                                              printed text default null)
returns stempel.card
language plpgsql as $$
declare
  issued stempel.card;
begin
  loop
    insert into stempel.card (merchant_id, customer_id, number, token, state, issued_at)
    values (caller.merchant_id, customer_id, coalesce(printed, private.new_card_number()),
            private.new_token(16),
            case when customer_id is null then 'unassigned' else 'active' end, private.now())
    on conflict (merchant_id, number) do nothing
    returning * into issued;
    exit when issued.id is not null;
    if printed is not null then
      perform private.refuse_invalid(private.field_error('card_number', 'taken'));
    end if;
  end loop;
  return issued;
end
$$;
comment on function private.issue_card(private.caller, bigint, text) is
  'A new card: with a number printed elsewhere, or with one drawn until it is free. Without a '
  'member it is one to be handed out later.';

create or replace function private.check_card(card stempel.card) returns void
language plpgsql as $$
declare
  record jsonb := private.card_record(card);
begin
  if card.state = 'blocked' then
    perform private.refuse('card_blocked', jsonb_build_object('card_id', card.id,
      'customer_name', record->'customer_name', 'blocked_at', record->'blocked_at',
      'reason', record->'block_reason'));
  elsif card.state = 'replaced' then
    perform private.refuse('card_replaced', jsonb_build_object('card_id', card.id,
      'customer_name', record->'customer_name', 'replaced_at', record->'replaced_at'));
  elsif card.state = 'unassigned' then
    perform private.refuse('not_found', jsonb_build_object('what', 'card', 'card_id', card.id,
      'reason', 'unassigned'));
  elsif card.state = 'revoked' then
    perform private.refuse_conflict('revoked', jsonb_build_object('card_id', card.id));
  end if;
end
$$;
comment on function private.check_card(stempel.card) is
  'Refuses a card that was presented but is blocked or replaced, and says since when; or that '
  'nobody has, not yet or no longer.';
