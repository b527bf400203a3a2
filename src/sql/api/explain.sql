-- api/explain.sql: why a balance is what it is, or was
--
-- SPDX-License-Identifier: GPL-3.0-or-later

-- From the ledger alone: each entry says what it did to which lot, and the chain holds that.
create or replace function private.changes_until(account stempel.account, at timestamptz)
returns table (entry_id bigint, lot_id bigint, points bigint, last_day bigint)
language sql stable as $$
  select e.id, e.lots[n], e.lots[n + 1], e.lots[n + 2]
    from stempel.entry e
   cross join generate_series(1, cardinality(e.lots), 3) n
   where e.merchant_id = account.merchant_id and e.account_id = account.id
     and e.recorded_at <= at
$$;
comment on function private.changes_until(stempel.account, timestamptz) is
  'What entries did to lots: points into them or (negative) out of them.';

create or replace function private.explained_lots(account stempel.account, at timestamptz)
returns jsonb
language sql stable as $$
  select coalesce(jsonb_agg(jsonb_build_object(
           'id', l.id, 'entry_id', l.entry_id, 'source_id', l.source_id, 'points', l.points,
           'repaid', l.repaid, 'remaining', c.remaining,
           'expires_on', to_date(nullif(c.last_day, 0)::text, 'YYYYMMDD'), 'changes', c.changes)
           order by l.id), '[]')
    from (select u.lot_id, sum(u.points) as remaining,
                 (array_agg(u.last_day order by u.entry_id desc))[1] as last_day,
                 jsonb_agg(jsonb_build_object('entry_id', u.entry_id, 'points', u.points)
                           order by u.entry_id) as changes
            from private.changes_until(account, at) u
           group by u.lot_id) c
   -- One by one (offset 0): how few there are, no estimate can know.
   cross join lateral (select * from stempel.lot o
                        where o.merchant_id = account.merchant_id and o.id = c.lot_id offset 0) l
$$;

create or replace function private.explained_debts(account stempel.account, at timestamptz)
returns jsonb
language sql stable as $$
  select coalesce(jsonb_agg(jsonb_build_object('entry_id', d.id, 'points', d.points,
                                               'stamps', d.stamps) order by d.id), '[]')
    from (select e.id,
                 e.owed_points_after - lag(e.owed_points_after, 1, 0::bigint) over by_id as points,
                 e.owed_after - lag(e.owed_after, 1, 0) over by_id as stamps
            from stempel.entry e
           where e.merchant_id = account.merchant_id and e.account_id = account.id
             and e.recorded_at <= at
          window by_id as (order by e.id)) d
   where d.points <> 0 or d.stamps <> 0
$$;
comment on function private.explained_debts(stempel.account, timestamptz) is
  'What made or (negative) repaid a debt.';

create or replace function private.explanation(caller private.caller, account stempel.account,
                                               at timestamptz)
returns jsonb
language plpgsql stable as $$
declare
  last stempel.entry;
  lots jsonb := private.explained_lots(account, at);
  today date := private.local_day(caller, at);
  entries jsonb;
begin
  select * into last from stempel.entry e
   where e.merchant_id = account.merchant_id and e.account_id = account.id
     and e.recorded_at <= at
   order by e.id desc limit 1;
  -- What was taken back later was not taken back then.
  select coalesce(jsonb_agg(private.entry_record(e) || jsonb_build_object('reversed_by', (
           select v.id from stempel.entry v
            where v.merchant_id = e.merchant_id and v.reverses = e.id and v.recorded_at <= at))
           order by e.id), '[]') into entries
    from stempel.entry e
   where e.merchant_id = account.merchant_id and e.account_id = account.id
     and e.recorded_at <= at;
  return jsonb_build_object(
    'account_id', account.id, 'at', at,
    'points', coalesce(last.points_after, 0), 'usable_points', (
      select coalesce(sum((l->>'remaining')::bigint), 0) from jsonb_array_elements(lots) l
       where coalesce((l->>'expires_on')::date >= today, true)),
    'owed_points', coalesce(last.owed_points_after, 0),
    'stamps', coalesce(last.stamps_after, 0), 'owed_stamps', coalesce(last.owed_after, 0),
    'entitlements', private.entitlements_after(last, array(
      select jsonb_array_elements_text(last.snapshot->'open')::bigint)),
    'lots', lots, 'debts', private.explained_debts(account, at), 'entries', entries);
end
$$;

create or replace function api.account_explain(request jsonb) returns jsonb
language plpgsql security definer set search_path = stempel, pg_temp as $$
declare
  caller private.caller := private.enter('account_explain', request);
begin
  perform private.check_request(caller, request);
  return private.explanation(caller, private.find_account(
    caller, (request->>'account_id')::bigint),
    coalesce(private.plain(request, 'at')::timestamptz, private.now()));
end
$$;
comment on function api.account_explain(jsonb) is
  'Why a balance is what it is, or was at a moment: each point from its purchase to its use.';
