-- api/tier.sql: giving a tier by hand
--
-- SPDX-License-Identifier: GPL-3.0-or-later

create or replace function private.set_tier_errors(caller private.caller, request jsonb)
returns jsonb
language plpgsql stable as $$
declare
  errors jsonb := private.request_errors(caller, request);
  today date := private.local_day(caller, private.now());
  member text;
  earliest date := today;
begin
  if errors <> '[]' then
    return errors;
  end if;
  foreach member in array array['from', 'until'] loop
    if private.plain(request, member) is null then
      continue;
    elsif request->>'tier' is null then
      errors := errors || private.field_error(member, 'not_allowed');
    elsif (request->>member)::date < earliest then
      errors := errors || private.field_error(member, 'out_of_range',
                                              jsonb_build_object('min', earliest));
    else
      earliest := (request->>member)::date;
    end if;
  end loop;
  return errors;
end
$$;

create or replace function private.set_manual_tier(caller private.caller, request jsonb,
                                                   account stempel.account)
returns jsonb
language plpgsql as $$
declare
  at timestamptz := private.now();
  rules stempel.program_version := private.rules_of(account);
  held stempel.account_tier := private.held_tier(account);
  was jsonb := private.account_record(account, at);
  owner stempel.customer := private.find_customer(caller, account.customer_id);
begin
  if (rules.tiers <> '[]') is not true then
    perform private.refuse_conflict('no_tiers');
  elsif request->>'tier' is not null
        and private.tier_by_key(rules.tiers, (request->>'tier')::integer) is null then
    perform private.refuse_invalid(private.field_error('tier', 'unknown_value'));
  end if;
  held.manual_tier := (request->>'tier')::integer;
  held.manual_since := case when held.manual_tier is not null then
    greatest(at, private.day_begins(caller, private.plain(request, 'from'))) end;
  held.manual_until := private.plain(request, 'until')::date;
  held.manual_reason := case when held.manual_tier is not null
                             then private.plain(request, 'reason') end;
  held.manual_login_id := case when held.manual_tier is not null then caller.login_id end;
  perform private.save_tier(held);
  perform private.audit(caller, 'account.set_tier', 'account', account.id,
    private.customer_name(owner), jsonb_build_object('tier', was->'tier'),
    jsonb_build_object('tier', private.account_tier_record(account, rules, at),
      'given', held.manual_tier, 'from', held.manual_since, 'until', held.manual_until,
      'reason', private.plain(request, 'reason')), customer_id => owner.id);
  return private.account_record(account, at);
end
$$;

create or replace function api.account_set_tier(request jsonb) returns jsonb
language plpgsql security definer set search_path = stempel, pg_temp as $$
declare
  caller private.caller := private.enter('account_set_tier', request);
  account account;
  reply jsonb;
begin
  perform private.refuse_invalid(private.set_tier_errors(caller, request));
  account := private.lock_account(caller, (request->>'account_id')::bigint);
  reply := private.replayed(caller, request);
  return coalesce(reply, private.remember(caller, request, private.set_manual_tier(
    caller, request, account)));
end
$$;
comment on function api.account_set_tier(jsonb) is
  'Gives an account a tier by hand for a while, or (no tier) the one it reached again.';
