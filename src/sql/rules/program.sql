-- rules/program.sql: the rules of a program: defaults, checks, drafts
--
-- SPDX-License-Identifier: GPL-3.0-or-later

create or replace function private.kind_has(kind text, part text) returns boolean
language sql immutable parallel safe as $$
  select kind in (part, 'hybrid')
$$;
comment on function private.kind_has(text, text) is
  'Whether a program of this kind has rules for stamps, or for points.';

create or replace function private.default_rules(kind text) returns jsonb
language sql immutable as $$
  select '{"void_minutes": 15, "void_days": 30, "pin_policy": "operation", "shift_minutes": 480,
           "adjust_maximum": null, "colour": "#1c71d8"}'::jsonb
    || case when private.kind_has(kind, 'stamps') then
         '{"stamps_target": 10, "max_stamps_per_visit": 3, "cooldown_minutes": 15,
           "daily_limit": 5, "reward_value": null, "entitlement_days": null}'::jsonb
       else '{}' end
    || case when private.kind_has(kind, 'points') then
         '{"points_per_step": 1, "step_amount": 100, "rounding": "per_step", "minimum_amount": 0,
           "maximum_points": null, "welcome_points": 0, "birthday_points": 0,
           "bonus_periods": [], "bonus_mode": "times", "redeem_minimum": 1,
           "redeem_multiple": 1, "money_points": null, "money_amount": null,
           "maximum_share_bp": null, "expiry": "none", "expiry_days": null,
           "expiry_months": null, "expiry_day": null, "refund_policy": "owe",
           "write_off_maximum": 0, "tiers": [], "tier_metric": "points_earned",
           "tier_window": "calendar_year"}'::jsonb
       else '{}' end
$$;

create or replace function private.texts_errors(field text, texts jsonb, language text)
returns jsonb
language plpgsql stable as $$
declare
  errors jsonb := '[]';
  name text;
  value jsonb;
begin
  if jsonb_typeof(texts) is distinct from 'object' then
    return '[]'; -- Said already: required, or of the wrong type.
  end if;
  if jsonb_typeof(texts->language) is distinct from 'string'
     or private.plain(texts, language) is null then
    errors := private.field_error(field, 'required', jsonb_build_object('language', language));
  end if;
  for name, value in select * from jsonb_each(texts) loop
    if not private.format_holds('language', name) then
      errors := errors || private.field_error(field, 'unknown_member',
                                              jsonb_build_object('language', name));
    else
      errors := errors || coalesce((
        select jsonb_agg(e || jsonb_build_object('language', name))
          from jsonb_array_elements(private.member_errors(field, value,
                                                          private.text_member())) e), '[]');
    end if;
  end loop;
  return errors;
end
$$;
comment on function private.texts_errors(text, jsonb, text) is
  'A localised text must hold the merchant''s own language; the others may be missing.';

create or replace function private.bonus_period_errors(caller private.caller, period jsonb)
returns jsonb
language plpgsql stable as $$
declare
  errors jsonb := private.object_errors(period, private.bonus_members());
  starts_on text := private.plain(period, 'starts_on');
  ends_on text := private.plain(period, 'ends_on');
begin
  -- Would be no time at all, or all day, which is said by leaving both out.
  if private.plain(period, 'to') = coalesce(private.plain(period, 'from'), '00:00') then
    errors := errors || private.field_error('to', 'not_allowed');
  end if;
  if private.is_day(starts_on) and private.is_day(ends_on) and ends_on < starts_on then
    errors := errors || private.field_error('ends_on', 'out_of_range',
                                            jsonb_build_object('min', starts_on));
  end if;
  if not private.known_stores(caller, period->'store_ids') then
    errors := errors || private.field_error('store_ids', 'unknown_value');
  end if;
  return errors;
end
$$;

create or replace function private.bonus_errors(caller private.caller, periods jsonb)
returns jsonb
language plpgsql stable as $$
declare
  errors jsonb := '[]';
  field text;
begin
  if jsonb_typeof(periods) is distinct from 'array'
     or private.member_errors('', periods, private.point_rules_members()->'bonus_periods') <> '[]'
  then
    return '[]'; -- Absent, or said already.
  end if;
  for place in 0 .. jsonb_array_length(periods) - 1 loop
    field := format('bonus_periods[%s]', place);
    errors := errors || case
      when jsonb_typeof(periods->place) <> 'object' then private.field_error(field, 'wrong_type')
      else private.prefixed(private.bonus_period_errors(caller, periods->place), field || '.')
    end;
  end loop;
  return errors;
end
$$;
comment on function private.bonus_errors(private.caller, jsonb) is
  'Field errors of all bonus periods, as bonus_periods[0].multiplier_bp.';

create or replace function private.tier_errors(tier jsonb, language text) returns jsonb
language sql stable as $$
  select private.object_errors(tier, private.tier_members())
    || private.texts_errors('names', tier->'names', language)
$$;

-- Members and bookings name a tier by its key, and its threshold is its place: neither comes twice.
create or replace function private.tiers_errors(tiers jsonb, language text) returns jsonb
language plpgsql stable as $$
declare
  errors jsonb := '[]';
  field text;
  member text;
begin
  if jsonb_typeof(tiers) is distinct from 'array'
     or private.member_errors('', tiers, private.point_rules_members()->'tiers') <> '[]' then
    return '[]'; -- Absent, or said already.
  end if;
  for place in 0 .. jsonb_array_length(tiers) - 1 loop
    field := format('tiers[%s]', place);
    if jsonb_typeof(tiers->place) <> 'object' then
      errors := errors || private.field_error(field, 'wrong_type');
      continue;
    end if;
    errors := errors || private.prefixed(private.tier_errors(tiers->place, language), field || '.');
    foreach member in array array['key', 'threshold'] loop
      if exists (select from generate_series(0, place - 1) n
                  where jsonb_typeof(tiers->n->member) = 'number'
                    and tiers->n->member = tiers->place->member) then
        errors := errors || private.field_error(field || '.' || member, 'taken');
      end if;
    end loop;
  end loop;
  return errors;
end
$$;
comment on function private.tiers_errors(jsonb, text) is
  'Field errors of all tiers, as tiers[0].threshold.';

create or replace function private.expiry_member(expiry text) returns text
language sql immutable parallel safe as $$
  select case expiry when 'days' then 'expiry_days' when 'inactivity' then 'expiry_days'
                     when 'months' then 'expiry_months' when 'yearly' then 'expiry_day' end
$$;
comment on function private.expiry_member(text) is
  'The one member that a kind of expiry needs beside it; null: none.';

-- Members that need another one. Of what is there but wrong its own check has spoken.
create or replace function private.dependent_errors(rules jsonb) returns jsonb
language sql immutable as $$
  select coalesce(jsonb_agg(e), '[]')
    from unnest(array[
           private.expiry_member(private.plain(rules, 'expiry')),
           case when private.plain(rules, 'money_amount') is not null then 'money_points' end,
           case when private.plain(rules, 'money_points') is not null then 'money_amount' end
         ]) needed,
         jsonb_array_elements(private.field_error(needed, 'required')) e
   where needed is not null and private.plain(rules, needed) is null
$$;

create or replace function private.rules_errors(caller private.caller, kind text, rules jsonb)
returns jsonb
language plpgsql stable as $$
declare
  language text;
  errors jsonb;
begin
  if jsonb_typeof(rules) is distinct from 'object' then
    return '[]';
  end if;
  select m.language into language from stempel.merchant m
   where m.merchant_id = caller.merchant_id;
  errors := private.object_errors(rules, private.rules_members(kind))
    || private.texts_errors('names', rules->'names', language);
  if kind is distinct from 'points' then
    errors := errors || private.texts_errors('reward', rules->'reward', language);
  end if;
  if kind is distinct from 'stamps' then
    errors := errors || private.bonus_errors(caller, rules->'bonus_periods')
                     || private.tiers_errors(rules->'tiers', language)
                     || private.dependent_errors(rules);
  end if;
  return errors;
end
$$;

create or replace function private.plain_texts(texts jsonb) returns jsonb
language sql immutable as $$
  select jsonb_object_agg(t.key, private.trimmed(t.value)) from jsonb_each_text(texts) t
   where private.trimmed(t.value) <> ''
$$;

create or replace function private.plain_bonus(period jsonb) returns jsonb
language sql immutable as $$
  select jsonb_build_object('name', private.plain(period, 'name'),
    'multiplier_bp', period->'multiplier_bp', 'weekdays', private.id_list(period->'weekdays'),
    'from', private.plain(period, 'from'), 'to', private.plain(period, 'to'),
    'starts_on', private.plain(period, 'starts_on'), 'ends_on', private.plain(period, 'ends_on'),
    'store_ids', private.id_list(period->'store_ids'))
$$;

create or replace function private.plain_tier(tier jsonb) returns jsonb
language sql immutable as $$
  select jsonb_build_object('key', tier->'key', 'names', private.plain_texts(tier->'names'),
    'threshold', tier->'threshold',
    'multiplier_bp', coalesce(nullif(tier->'multiplier_bp', 'null'), '10000'),
    'grace_days', coalesce(nullif(tier->'grace_days', 'null'), '0'))
$$;

create or replace function private.plain_points(rules jsonb) returns jsonb
language sql immutable as $$
  select jsonb_build_object('bonus_periods', coalesce((
      select jsonb_agg(private.plain_bonus(b.period) order by b.place)
        from jsonb_array_elements(rules->'bonus_periods') with ordinality b (period, place)), '[]'),
      'tiers', coalesce((
      select jsonb_agg(private.plain_tier(t) order by (t->>'threshold')::bigint)
        from jsonb_array_elements(rules->'tiers') t), '[]'))
    || (select jsonb_object_agg(name, case when name = private.expiry_member(rules->>'expiry')
                                           then rules->name else 'null' end)
          from unnest(array['expiry_days', 'expiry_months', 'expiry_day']) name)
$$;
comment on function private.plain_points(jsonb) is
  'The rules for points whose members can be written in several ways. What the expiry does not use '
  'is not kept.';

-- Every member is there and written one way, so that equal rules are equal JSON.
create or replace function private.plain_rules(kind text, rules jsonb) returns jsonb
language plpgsql immutable as $$
declare
  plain jsonb := private.default_rules(kind) || coalesce((
    select jsonb_object_agg(r.key, r.value) from jsonb_each(rules) r
     where r.value <> 'null' and private.trimmed(r.value #>> '{}') <> ''), '{}');
begin
  return plain
    || jsonb_build_object('names', private.plain_texts(rules->'names'),
                          'colour', lower(plain->>'colour'))
    || case when private.kind_has(kind, 'stamps')
            then jsonb_build_object('reward', private.plain_texts(rules->'reward')) else '{}' end
    || case when private.kind_has(kind, 'points')
            then private.plain_points(plain) else '{}' end;
end
$$;

create or replace function private.insert_version(caller private.caller, p stempel.program)
returns stempel.program_version
language plpgsql as $$
declare
  published stempel.program_version;
begin
  -- The draft has the very members of the columns: private.plain_rules wrote it.
  published := jsonb_populate_record(null::stempel.program_version, p.draft);
  published.merchant_id := p.merchant_id;
  published.program_id := p.id;
  published.number := coalesce(p.version, 0) + 1;
  published.published_at := private.now();
  published.published_by := caller.login_id;
  insert into stempel.program_version values (published.*);
  update stempel.program x set prolongs = true
   where x.merchant_id = p.merchant_id and x.id = p.id and published.expiry = 'inactivity';
  return published;
end
$$;
