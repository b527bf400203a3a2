-- rules/import_book.sql: rows of a file become members with balances; and all of it taken back
--
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- A chunk is one transaction: its members, cards, accounts, lots and entries, and that its rows are
-- done. So a row is imported once, whatever is killed. Everything is written by the set, hence not
-- by the functions of a booking; the self-check proves that it is the same.

create or replace function private.draw_members(caller private.caller, job stempel.import,
                                                how_many integer)
returns private.import_member[]
language plpgsql set enable_seqscan = off as $$
begin
  return (
    select array_agg(row(r.number, r.data, nextval('stempel.customer_id_seq'),
                         nextval('stempel.account_id_seq'),
                         case when (r.data->>'points')::bigint > 0
                                or (r.data->>'stamps')::bigint > 0
                              then nextval('stempel.entry_id_seq') end)::private.import_member
                     order by r.number)
      from (select x.number, x.data from stempel.import_row x
             where x.merchant_id = caller.merchant_id and x.import_id = job.id
               and x.number > job.place and x.data is not null
             order by x.number limit how_many) r);
end
$$;
comment on function private.draw_members(private.caller, stempel.import, integer) is
  'The next good rows, with an entry where there is a balance; null: there are no more.';

create or replace function private.import_moment(day text, zone text, otherwise timestamptz)
returns timestamptz
language sql stable as $$
  select coalesce(day::date::timestamp at time zone zone, otherwise)
$$;

create or replace function private.import_customers(caller private.caller, job stempel.import,
                                                    members private.import_member[],
                                                    at timestamptz)
returns void
language plpgsql as $$
declare
  usual_language text := private.merchant_language(caller);
begin
  insert into stempel.customer (merchant_id, id, given_name, family_name, email, phone, phone_norm,
                                birthday, language, note, enrolled_at, enrolled_store_id)
  overriding system value
  select caller.merchant_id, m.customer_id, m.data->>'given_name', m.data->>'family_name',
         m.data->>'email', m.data->>'phone', m.data->>'phone_norm',
         (m.data->>'birthday')::date, coalesce(m.data->>'language', usual_language),
         m.data->>'note', private.import_moment(m.data->>'enrolled_on', caller.zone, at),
         job.store_id
    from unnest(members) m;
  insert into stempel.consent (merchant_id, customer_id, purpose, given_on, source, version,
                               import_id, login_id, recorded_at)
  select caller.merchant_id, m.customer_id, c->>'purpose', (c->>'given_on')::date, c->>'source',
         c->>'version', job.id, caller.login_id, at
    from unnest(members) m, jsonb_array_elements(m.data->'consents') c;
end
$$;

-- Returns whose card had been printed ahead.
create or replace function private.import_cards(caller private.caller,
                                                members private.import_member[],
                                                at timestamptz)
returns bigint[]
language plpgsql set enable_seqscan = off as $$
declare
  printed bigint[];
  without bigint[];
begin
  with handed as (
    update stempel.card k set state = 'active', customer_id = m.customer_id, issued_at = at
      from unnest(members) m
     where k.merchant_id = caller.merchant_id and k.number = m.data->>'card_number'
       and k.state = 'unassigned'
    returning k.customer_id)
  select coalesce(array_agg(customer_id), '{}') into printed from handed;
  insert into stempel.card (merchant_id, customer_id, number, token, state, issued_at)
  select caller.merchant_id, m.customer_id, m.data->>'card_number', private.new_token(16),
         'active', at
    from unnest(members) m
   where m.data ? 'card_number' and m.customer_id <> all (printed);

  without := array(select m.customer_id from unnest(members) m
                    where not m.data ? 'card_number');
  while without <> '{}' loop
    with issued as (
      insert into stempel.card (merchant_id, customer_id, number, token, state, issued_at)
      select caller.merchant_id, u.id, private.new_card_number(), private.new_token(16),
             'active', at
        from unnest(without) u (id)
      on conflict (merchant_id, number) do nothing
      returning customer_id)
    select array(select unnest(without) except select customer_id from issued) into without;
  end loop;
  return printed;
end
$$;

create or replace function private.import_accounts(caller private.caller, job stempel.import,
                                                   rules stempel.program_version,
                                                   members private.import_member[],
                                                   at timestamptz)
returns void
language plpgsql as $$
begin
  insert into stempel.account (merchant_id, id, customer_id, program_id, opened_at, points, stamps,
                               lapses_on, lapsing_points)
  overriding system value
  select caller.merchant_id, m.account_id, m.customer_id, job.program_id,
         private.import_moment(m.data->>'enrolled_on', caller.zone, at),
         (m.data->>'points')::bigint,
         (m.data->>'stamps')::integer
           - (m.data->>'full_cards')::integer * coalesce(rules.stamps_target, 0),
         l.expires_on, coalesce(l.points, 0)
    from unnest(members) m
    left join lateral (
      select (x->>'expires_on')::date as expires_on, sum((x->>'points')::bigint) as points
        from jsonb_array_elements(m.data->'lots') x
       where x ? 'expires_on' group by 1 order by 1 limit 1) l on true;
  insert into stempel.account (merchant_id, customer_id, program_id, opened_at)
  select caller.merchant_id, m.customer_id, p.id,
         private.import_moment(m.data->>'enrolled_on', caller.zone, at)
    from unnest(members) m, unnest(job.program_ids) p (id)
   where p.id <> job.program_id
   order by m.customer_id, p.id;
end
$$;

create or replace function private.import_balances(caller private.caller, job stempel.import,
                                                   rules stempel.program_version,
                                                   members private.import_member[],
                                                   at timestamptz)
returns void
language plpgsql as $$
begin
  insert into stempel.lot (merchant_id, account_id, entry_id, source_id, points, remaining,
                           opened_at, expires_on)
  select caller.merchant_id, m.account_id, m.entry_id, m.entry_id, (l.lot->>'points')::bigint,
         (l.lot->>'points')::bigint,
         private.import_moment(l.lot->>'earned_on', caller.zone, at),
         (l.lot->>'expires_on')::date
    from unnest(members) m, jsonb_array_elements(m.data->'lots') with ordinality l (lot, place)
   order by m.entry_id, l.place;
  insert into stempel.entitlement (merchant_id, account_id, program_id, program_version, entry_id,
                                   stamps, issued_at, expires_on)
  select caller.merchant_id, m.account_id, job.program_id, rules.number, m.entry_id,
         rules.stamps_target, at,
         coalesce((m.data->>'rewards_expire_on')::date,
                  private.local_day(caller, at) + rules.entitlement_days)
    from unnest(members) m, generate_series(1, (m.data->>'full_cards')::integer)
   order by m.entry_id;
end
$$;

create or replace function private.import_entries(caller private.caller, job stempel.import,
                                                  rules stempel.program_version,
                                                  members private.import_member[],
                                                  at timestamptz)
returns void
language plpgsql set enable_seqscan = off as $$
declare
  store stempel.store := private.find_store(caller, job.store_id);
begin
  with booked as (
    insert into stempel.entry (
      merchant_id, id, kind, account_id, customer_id, program_id, program_version, store_id,
      login_id, stamps, stamps_after, owed_after, points, points_after, owed_points_after,
      occurred_at, recorded_at, business_day, reason_code, reason, issued, lots, batch_id,
      idempotency_key, request_hash, snapshot)
    overriding system value
    select caller.merchant_id, m.entry_id, 'import', m.account_id, m.customer_id, job.program_id,
           rules.number, job.store_id, caller.login_id, (m.data->>'stamps')::integer, a.stamps, 0,
           a.points, a.points, 0, at, at,
           private.business_day(at, store.zone, store.day_start), 'import', job.name, i.issued,
           l.lots, job.id, private.import_key(job.id, m.number),
           sha256(convert_to('import:' || m.entry_id, 'UTF8')),
           jsonb_build_object('last', null, 'today', 0, 'open', i.issued)
      from unnest(members) m
      join stempel.account a on a.merchant_id = caller.merchant_id and a.id = m.account_id
     cross join lateral (
       select array(select t.id from stempel.entitlement t
                     where t.merchant_id = caller.merchant_id and t.account_id = m.account_id
                       and t.state = 'open' order by t.id) as issued) i
     cross join lateral (
       select array(select u.n
                      from stempel.lot x
                     cross join unnest(array[x.id, x.points, private.day_number(x.expires_on)])
                                  with ordinality as u (n, place)
                     where x.merchant_id = caller.merchant_id and x.entry_id = m.entry_id
                     order by x.id, u.place) as lots) l
     where m.entry_id is not null
     order by m.entry_id
    returning account_id, hash)
  update stempel.account a set head = b.hash
    from booked b
   where a.merchant_id = caller.merchant_id and a.id = b.account_id;
end
$$;

create or replace function private.import_key(job_id bigint, number bigint) returns uuid
language sql immutable as $$
  select md5('import:' || job_id || ':' || number)::uuid
$$;
comment on function private.import_key(bigint, bigint) is
  'The key of a row''s entry: whatever happens, there is one for it.';

create or replace function private.close_rows(caller private.caller, job stempel.import,
                                              members private.import_member[], printed bigint[])
returns void
language plpgsql set enable_seqscan = off as $$
begin
  update stempel.import_row r
     set customer_id = m.customer_id, data = null, email_norm = null, phone_norm = null,
         card_number = null, printed_card = m.customer_id = any (printed)
    from unnest(members) m
   where r.merchant_id = caller.merchant_id and r.import_id = job.id and r.number = m.number;
end
$$;
comment on function private.close_rows(private.caller, stempel.import, private.import_member[],
                                       bigint[]) is
  'From here on the row only says which member it has become.';

create or replace function private.book_members(caller private.caller, job stempel.import,
                                                members private.import_member[])
returns void
language plpgsql as $$
declare
  rules stempel.program_version := private.import_rules(job);
  at timestamptz := private.now();
  printed bigint[];
begin
  perform private.import_customers(caller, job, members, at);
  printed := private.import_cards(caller, members, at);
  perform private.import_accounts(caller, job, rules, members, at);
  perform private.import_balances(caller, job, rules, members, at);
  perform private.import_entries(caller, job, rules, members, at);
  perform private.close_rows(caller, job, members, printed);
end
$$;

-- A file may fill an empty database, faster than it notices by itself that its tables have grown;
-- with the plans for empty ones each row would look at all the others.
create or replace function private.count_anew(known regclass, before bigint, after bigint)
returns boolean
language sql stable as $$
  select length(after::text) > length(before::text)
         and (select c.reltuples from pg_class c where c.oid = known) < after
$$;
comment on function private.count_anew(regclass, bigint, bigint) is
  'Whether it is time: ten times more rows came than at the last time, and than are known of.';

create or replace function private.import_chunk_size() returns integer
language sql immutable as $$
  select 500
$$;

-- Somebody may have become a member since the file was checked, or becomes one at this moment.
create or replace function private.import_chunk(caller private.caller, job stempel.import)
returns stempel.import
language plpgsql as $$
declare
  members private.import_member[];
  last bigint;
  before jsonb;
  after jsonb;
begin
  select max(x.number) into last
    from (select r.number from stempel.import_row r
           where r.merchant_id = caller.merchant_id and r.import_id = job.id
             and r.number > job.place
           order by r.number limit private.import_chunk_size()) x;
  if last is null then
    return private.finish_import(caller, job);
  end if;
  before := private.import_sums(caller, job.id, job.place + 1, last);
  for attempt in 1..5 loop
    perform private.refuse_rows(caller, job.id, coalesce((
      select jsonb_agg(to_jsonb(t))
        from private.import_taken(caller, job.id, job.place + 1, last) t), '[]'));
    after := private.import_sums(caller, job.id, job.place + 1, last);
    members := private.draw_members(caller, job, (after->>'members')::integer);
    exit when members is null;
    begin
      perform private.book_members(caller, job, members);
      exit;
    exception when unique_violation then
      if attempt = 5 then
        raise;
      end if;
    end;
  end loop;
  if private.count_anew('stempel.customer', coalesce((job.imported->>'members')::bigint, 0),
       coalesce((job.imported->>'members')::bigint, 0) + (after->>'members')::bigint) then
    analyze stempel.customer, stempel.card, stempel.account, stempel.entry, stempel.lot,
            stempel.entitlement, stempel.consent, stempel.import_row, stempel.duplicate;
  end if;
  job.place := last;
  job.imported := private.added_counts(job.imported, after);
  job.totals := private.subtracted(private.added_counts(job.totals, after), before);
  job.bad := private.added_counts(job.bad, private.only(private.subtracted(before, after)
    || jsonb_build_object('rows', private.subtracted(before, after)->'members'),
    array['rows', 'points', 'stamps']));
  return job;
end
$$;
comment on function private.import_chunk(private.caller, stempel.import) is
  'Imports the next rows; when there are none left, the import is done.';

create or replace function private.finish_import(caller private.caller, job stempel.import)
returns stempel.import
language plpgsql as $$
begin
  update stempel.import_row r set email_norm = null, phone_norm = null, card_number = null
   where r.merchant_id = caller.merchant_id and r.import_id = job.id and r.errors is not null;
  job.state := 'done';
  job.finished_at := private.now();
  perform private.audit(caller, 'import.finish', 'import', job.id, job.name, null,
                        private.import_figures(job));
  return job;
end
$$;
