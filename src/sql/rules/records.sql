-- rules/records.sql: rows as the records of the wire format
--
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- plpgsql even for one query: it keeps the plan for the next call of the session, where a function
-- in language sql that cannot be inlined is planned again in each transaction (1 ms for a join).

create or replace function private.display(texts jsonb) returns text
language plpgsql stable as $$
begin
  return (
    select texts->>m.language from stempel.merchant m
     where m.merchant_id = private.current_merchant());
end
$$;
comment on function private.display(jsonb) is 'A localised text in the merchant''s own language.';

create or replace function private.merchant_record(m stempel.merchant) returns jsonb
language sql stable as $$
  select jsonb_build_object('id', m.merchant_id, 'name', m.name, 'currency', m.currency,
    'language', m.language, 'languages', m.languages, 'country', m.country, 'zone', m.zone)
$$;

create or replace function private.store_record(s stempel.store) returns jsonb
language sql stable as $$
  select jsonb_build_object('id', s.id, 'name', s.name, 'zone', s.zone,
    'day_start', to_char(s.day_start, 'HH24:MI'), 'state', s.state, 'revision', s.revision)
$$;

create or replace function private.login_record(l stempel.login) returns jsonb
language sql stable as $$
  select jsonb_build_object('id', l.id, 'name', l.name, 'email', l.email, 'role', l.role,
    'language', l.language, 'state', l.state, 'database_role', l.database_role,
    'password_set_at', (select p.set_at from stempel.login_password p
                         where p.merchant_id = l.merchant_id and p.login_id = l.id),
    'totp_confirmed_at', (select t.confirmed_at from stempel.login_totp t
                           where t.merchant_id = l.merchant_id and t.login_id = l.id),
    'revision', l.revision)
$$;

create or replace function private.stamp_rules_record(v stempel.program_version) returns jsonb
language sql stable as $$
  select jsonb_build_object('stamps_target', v.stamps_target,
    'max_stamps_per_visit', v.max_stamps_per_visit, 'cooldown_minutes', v.cooldown_minutes,
    'daily_limit', v.daily_limit, 'reward', v.reward, 'reward_value', v.reward_value,
    'entitlement_days', v.entitlement_days)
$$;

create or replace function private.point_rules_record(v stempel.program_version) returns jsonb
language sql stable as $$
  select jsonb_build_object('points_per_step', v.points_per_step, 'step_amount', v.step_amount,
    'rounding', v.rounding, 'minimum_amount', v.minimum_amount,
    'maximum_points', v.maximum_points, 'welcome_points', v.welcome_points,
    'birthday_points', v.birthday_points, 'bonus_periods', v.bonus_periods,
    'bonus_mode', v.bonus_mode, 'redeem_minimum', v.redeem_minimum,
    'redeem_multiple', v.redeem_multiple, 'money_points', v.money_points,
    'money_amount', v.money_amount, 'maximum_share_bp', v.maximum_share_bp,
    'expiry', v.expiry, 'expiry_days', v.expiry_days, 'expiry_months', v.expiry_months,
    'expiry_day', v.expiry_day, 'refund_policy', v.refund_policy,
    'write_off_maximum', v.write_off_maximum, 'tiers', coalesce(v.tiers, '[]'),
    'tier_metric', coalesce(v.tier_metric, 'points_earned'),
    'tier_window', coalesce(v.tier_window, 'calendar_year'))
$$;

create or replace function private.rules_record(v stempel.program_version) returns jsonb
language sql stable as $$
  select jsonb_build_object('names', v.names, 'void_minutes', v.void_minutes,
      'void_days', v.void_days, 'pin_policy', v.pin_policy, 'shift_minutes', v.shift_minutes,
      'adjust_maximum', v.adjust_maximum, 'colour', v.colour)
    || case when v.stamps_target is not null then private.stamp_rules_record(v) else '{}' end
    || case when v.points_per_step is not null then private.point_rules_record(v) else '{}' end
$$;

create or replace function private.version_in_force(p stempel.program)
returns stempel.program_version
language plpgsql stable as $$
begin
  return (
    select v from stempel.program_version v
     where v.merchant_id = p.merchant_id and v.program_id = p.id and v.number = p.version);
end
$$;

-- Counting stops at 10,000: an exact count of a big program would cost more than the whole list.
create or replace function private.count_members(p stempel.program) returns bigint
language plpgsql stable as $$
begin
  return (
    select count(*) from (select from stempel.account a
                           where a.merchant_id = p.merchant_id and a.program_id = p.id
                             and a.closed_as is null
                           limit 10001) counted);
end
$$;

create or replace function private.program_record(p stempel.program) returns jsonb
language plpgsql stable as $$
declare
  version stempel.program_version := private.version_in_force(p);
  published jsonb := case when p.version is not null then private.rules_record(version) end;
  members bigint := private.count_members(p);
begin
  return jsonb_build_object('id', p.id, 'kind', p.kind, 'state', p.state,
    'name', private.display(coalesce(published, p.draft)->'names'),
    'version', p.version, 'draft', p.draft, 'published', published,
    'published_at', version.published_at,
    'members', least(members, 10000), 'members_capped', members > 10000,
    'revision', p.revision);
end
$$;

create or replace function private.customer_name(c stempel.customer) returns text
language sql immutable as $$
  select coalesce(c.pseudonym, c.given_name || ' ' || c.family_name)
$$;

create or replace function private.customer_record(c stempel.customer) returns jsonb
language plpgsql stable as $$
begin
  return (
    select jsonb_build_object('id', c.id, 'name', private.customer_name(c),
      'given_name', c.given_name, 'family_name', c.family_name, 'email', c.email,
      'phone', c.phone, 'birthday', c.birthday, 'language', c.language, 'note', c.note,
      'state', c.state, 'merged_into', c.merged_into, 'enrolled_at', c.enrolled_at,
      'enrolled_store', (select s.name from stempel.store s
                          where s.merchant_id = c.merchant_id and s.id = c.enrolled_store_id),
      'revision', c.revision));
end
$$;
comment on function private.customer_record(stempel.customer) is
  'A customer without cards and accounts, as card_lookup and the audit log show them.';

create or replace function private.card_record(c stempel.card) returns jsonb
language plpgsql stable as $$
begin
  return (
    select jsonb_build_object('id', c.id, 'number', c.number, 'token', c.token, 'state', c.state,
      'customer_id', c.customer_id,
      'customer_name', (select private.customer_name(o) from stempel.customer o
                         where o.merchant_id = c.merchant_id and o.id = c.customer_id),
      'issued_at', c.issued_at, 'blocked_at', c.blocked_at, 'block_reason', c.block_reason,
      'replaced_at', c.replaced_at, 'replaced_by', c.replaced_by));
end
$$;

-- One query for all of them, because an account may have many. What has lapsed is left out: it is
-- unusable from midnight after its last day, whether or not a job has marked it expired yet.
create or replace function private.entitlement_records(merchant_id bigint, ids bigint[],
                                                       at timestamptz,
                                                       handed_out bigint default null,
                                                       handed_out_at timestamptz default null)
returns jsonb
-- A list of cards looks cheaper once its length is known: it would be planned anew each time.
language plpgsql stable set plan_cache_mode = force_generic_plan as $$
begin
  return (
    select coalesce(jsonb_agg(jsonb_build_object('id', t.id, 'account_id', t.account_id,
             'reward_name', v.reward->>m.language, 'stamps', t.stamps,
             'state', case when t.id = handed_out then 'redeemed' else 'open' end,
             'issued_at', t.issued_at, 'expires_on', t.expires_on,
             'redeemed_at', case when t.id = handed_out then handed_out_at end)
             order by t.expires_on nulls last, t.issued_at, t.id), '[]')
      from stempel.merchant m
      join stempel.entitlement t on t.merchant_id = m.merchant_id
      join stempel.program_version v on (v.merchant_id, v.program_id, v.number)
                                      = (t.merchant_id, t.program_id, t.program_version)
     where m.merchant_id = entitlement_records.merchant_id and t.id = any (ids)
       and coalesce(t.expires_on >= (at at time zone m.zone)::date, true));
end
$$;
comment on function private.entitlement_records(bigint, bigint[], timestamptz, bigint,
                                                timestamptz) is
  'Full cards as they were at a moment: open, but for the one that was handed out then.';

create or replace function private.open_entitlements(a stempel.account, at timestamptz)
returns jsonb
language plpgsql stable as $$
begin
  return private.entitlement_records(a.merchant_id, array(
    select t.id from stempel.entitlement t
     where t.merchant_id = a.merchant_id and t.account_id = a.id and t.state = 'open'), at);
end
$$;

create or replace function private.last_store(a stempel.account, store stempel.store)
returns stempel.store
language plpgsql stable as $$
declare
  last stempel.store;
begin
  if a.last_stamp_store_id is null or a.last_stamp_store_id = store.id then
    return case when a.last_stamp_store_id is not null then store end;
  end if;
  select * into last from stempel.store s
   where s.merchant_id = a.merchant_id and s.id = a.last_stamp_store_id;
  return last;
end
$$;
comment on function private.last_store(stempel.account, stempel.store) is
  'The store of the last stamp: often the one that is known already.';

create or replace function private.last_stamp_by(a stempel.account, scene private.scene,
                                                 e stempel.entry)
returns text
language plpgsql stable as $$
begin
  if a.last_stamp_entry_id = e.id then
    return coalesce(scene.employee_name, scene.login_name);
  elsif a.last_stamp_employee_id is not null then
    return private.employee_name(a.merchant_id, a.last_stamp_employee_id);
  elsif a.last_stamp_login_id = e.login_id then
    return scene.login_name;
  end if;
  return private.login_name(a.merchant_id, a.last_stamp_login_id);
end
$$;

create or replace function private.account_state(a stempel.account, scene private.scene,
                                                 at timestamptz, e stempel.entry default null)
returns jsonb
language plpgsql stable as $$
declare
  last_store stempel.store := private.last_store(a, scene.store);
  rules stempel.program_version := scene.rules;
  -- Of the running business day of the store that stamped last.
  today integer := case
    when a.stamps_day = private.business_day(at, last_store.zone, last_store.day_start)
      then a.stamps_today else 0 end;
  next_day timestamptz := case when today >= rules.daily_limit then private.business_day_begins(
    a.stamps_day + 1, last_store.zone, last_store.day_start) end;
begin
  return jsonb_build_object('id', a.id, 'customer_id', a.customer_id,
    'program_id', a.program_id, 'program_name', rules.names->>scene.language,
    'program_kind', scene.kind, 'program_state', scene.state,
    'stamps', a.stamps, 'stamps_target', rules.stamps_target, 'owed_stamps', a.owed_stamps,
    'stamps_today', today, 'daily_limit', rules.daily_limit,
    'max_stamps_per_visit', rules.max_stamps_per_visit, 'pin_policy', rules.pin_policy,
    'reward_name', rules.reward->>scene.language, 'colour', rules.colour,
    'last_stamp', case when a.last_stamp_entry_id is not null then jsonb_build_object(
      'entry_id', a.last_stamp_entry_id, 'at', a.last_stamp_at,
      'by', private.last_stamp_by(a, scene, e), 'store', last_store.name) end,
    'available_at', nullif(greatest(at, a.last_stamp_at + make_interval(
                             mins => rules.cooldown_minutes), next_day), at));
end
$$;
comment on function private.account_state(stempel.account, private.scene, timestamptz,
                                           stempel.entry) is
  'What can be said of an account without looking at what it holds. e: the entry that the scene is '
  'of. available_at: when it can be stamped again, by cooldown and daily limit; null: now.';

create or replace function private.account_record(a stempel.account, at timestamptz,
                                                  with_tier boolean default true)
returns jsonb
language plpgsql stable as $$
declare
  scene private.scene := private.load_scene(a.merchant_id, a.program_id, null, a.customer_id,
                                            a.last_stamp_store_id);
begin
  return private.account_state(a, scene, at) || jsonb_build_object(
      'entitlements', private.open_entitlements(a, at),
      'tier', case when with_tier then private.account_tier_record(a, scene.rules, at) end)
    || private.points_state(a, at, private.merchant_day(a.merchant_id, at));
end
$$;

create or replace function private.account_records(c stempel.customer, at timestamptz)
returns jsonb
language plpgsql stable as $$
begin
  return (
    select coalesce(jsonb_agg(private.account_record(a, at) order by a.id), '[]')
      from stempel.account a
     where a.merchant_id = c.merchant_id and a.customer_id = c.id);
end
$$;

create or replace function private.customer_detail(c stempel.customer, at timestamptz)
returns jsonb
language plpgsql stable as $$
begin
  return (
    select private.customer_record(c) || jsonb_build_object(
      'cards', (select coalesce(jsonb_agg(private.card_record(k)
                                          order by k.state <> 'active', k.id desc), '[]')
                  from stempel.card k
                 where k.merchant_id = c.merchant_id and k.customer_id = c.id
                   and k.state <> 'revoked'),
      'accounts', private.account_records(c, at)));
end
$$;
comment on function private.customer_detail(stempel.customer, timestamptz) is
  'A customer with cards, the usable first, and accounts.';
