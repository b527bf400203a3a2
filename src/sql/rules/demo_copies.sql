-- rules/demo_copies.sql: a demo of any size: members whose year was like somebody else's
--
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Large demos are not booked visit by visit: the first members are, and the others get a copy of
-- what the rules made of those, as if each had always come a little earlier, under their own names
-- and numbers, and with a chain of their own. So what is there keeps every rule, by whatever code
-- the rules are written, and ten million entries take minutes.

-- Copies of one row lie beside each other: what is number `rank` of the originals becomes the ids
-- from base + rank * copies + 1 on. So ids grow with time, as if all had been booked in turn.
create or replace function private.rank_demo(table_name text, copies integer) returns bigint
language plpgsql as $$
declare
  many bigint;
begin
  execute format('create temporary table demo_%1$s on commit drop as
    select id, row_number() over (order by id) - 1 as rank from stempel.%1$I
     where merchant_id = private.current_merchant()', table_name);
  get diagnostics many = row_count;
  execute format('alter table pg_temp.demo_%s add primary key (id)', table_name);
  execute format('analyze pg_temp.demo_%s', table_name);
  return private.reserve_ids(table_name, many * copies) - 1;
end
$$;

create or replace function private.copy_id(made jsonb, table_name text, rank text) returns text
language sql immutable as $$
  select format('%s + %s * %s + c.number', made->'bases'->>table_name, rank, made->>'copies')
$$;
comment on function private.copy_id(jsonb, text, text) is
  'SQL for the id of the copy c of a row whose original is number `rank` of its table.';

create or replace function private.copy_query(target text, source text, changed jsonb)
returns text
language sql stable as $$
  select format('insert into stempel.%I (%s) overriding system value select %s from %s', target,
                string_agg(quote_ident(a.attname), ', ' order by a.attnum),
                string_agg(coalesce(changed->>a.attname::text, 'p.' || quote_ident(a.attname)
                  || case when a.atttypid = 'timestamptz'::regtype then ' - c.earlier' else '' end),
                  ', ' order by a.attnum), source)
    from pg_attribute a
   where a.attrelid = ('stempel.' || target)::regclass and a.attnum > 0
     and not a.attisdropped and a.attgenerated = ''
$$;
comment on function private.copy_query(text, text, jsonb) is
  'Copies rows p of source for the copies c: all columns, earlier, some of them by an expression.';

-- Indexes and foreign keys are taken off while rows come in by the million, and put back at once,
-- which proves the keys as well and takes a third of the time.
create or replace function private.lay_aside(tables text[]) returns text[]
language plpgsql as $$
declare
  off record;
  put_back text[] := '{}';
begin
  for off in
    select format('alter table %s drop constraint %I', c.conrelid::regclass, c.conname) as how,
           format('alter table %s add constraint %I %s', c.conrelid::regclass, c.conname,
                  pg_get_constraintdef(c.oid)) as back, 2 as turn
      from unnest(tables) as t (name)
      join pg_constraint c on c.conrelid = ('stempel.' || t.name)::regclass and c.contype = 'f'
    union all
    select format('drop index %s', i.indexrelid::regclass), pg_get_indexdef(i.indexrelid), 1
      from unnest(tables) as t (name)
      join pg_index i on i.indrelid = ('stempel.' || t.name)::regclass
     where not exists (select from pg_constraint c where c.conindid = i.indexrelid)
     order by turn
  loop
    execute off.how;
    put_back := put_back || off.back;
  end loop;
  return put_back;
end
$$;

create or replace function private.put_back(statements text[]) returns void
language plpgsql as $$
declare
  statement text;
begin
  perform set_config('maintenance_work_mem', '256MB', true);
  foreach statement in array statements loop
    execute statement;
  end loop;
end
$$;

-- ---- What is copied ----

-- `place` is where the member stands among the originals: copy n of it has n * originals more.
create or replace function private.plan_demo_copies(made jsonb) returns jsonb
language plpgsql as $$
declare
  originals integer := (made->>'originals')::integer;
  copies integer := ceil((made->>'members')::numeric / originals) - 1;
  name text;
  bases jsonb := '{}';
begin
  create temporary table demo_copy on commit drop as
    select n as number, n * private.demo_step(originals, (made->>'members')::integer) as earlier
      from generate_series(1, copies) n;
  foreach name in array array['account', 'entry', 'lot', 'entitlement', 'notice'] loop
    bases := bases || jsonb_build_object(name, private.rank_demo(name, copies));
  end loop;
  alter table pg_temp.demo_account add place bigint, add last_rank bigint;
  update pg_temp.demo_account d
     set place = a.customer_id - (made->>'customers')::bigint, last_rank = l.rank
    from stempel.account a
    left join (select e.account_id, max(r.rank) as rank
                 from stempel.entry e join pg_temp.demo_entry r using (id)
                where e.merchant_id = private.current_merchant() group by 1) l
      on l.account_id = a.id
   where a.merchant_id = private.current_merchant() and a.id = d.id;
  analyze pg_temp.demo_account;
  analyze pg_temp.demo_copy;
  return made || jsonb_build_object('copies', copies, 'bases', bases);
end
$$;

-- The originals of entries, and beside each the numbers of all that it speaks of.
create or replace function private.plan_demo_entries() returns void
language plpgsql as $$
begin
  analyze stempel.account, stempel.entry, stempel.lot, stempel.allocation, stempel.entitlement,
          stempel.notice, stempel.account_tier;
  create temporary table demo_original on commit drop as
    select e.*, r.rank, d.place, d.rank as account_rank, lag(r.rank) over chain as before_rank,
           t.rank as entitlement_rank, l.rank as lot_rank, v.rank as reverses_rank,
           f.rank as refunds_rank, s.rank as last_rank,
           array(select x.rank from unnest(e.issued) with ordinality as u (id, n)
                   join pg_temp.demo_entitlement x using (id) order by n) as issued_ranks,
           array(select x.rank from jsonb_array_elements_text(e.snapshot->'open')
                          with ordinality as u (id, n)
                   join pg_temp.demo_entitlement x on x.id = u.id::bigint order by n) as open_ranks,
           array(select x.rank from generate_subscripts(e.lots, 1) n
                   left join pg_temp.demo_lot x on x.id = e.lots[n] and n % 3 = 1
                  order by n) as lots_ranks
      from stempel.entry e
      join pg_temp.demo_entry r using (id)
      join pg_temp.demo_account d on d.id = e.account_id
      left join pg_temp.demo_entitlement t on t.id = e.entitlement_id
      left join pg_temp.demo_lot l on l.id = e.lot_id
      left join pg_temp.demo_entry v on v.id = e.reverses
      left join pg_temp.demo_entry f on f.id = e.refunds
      left join pg_temp.demo_entry s on s.id = (e.snapshot->>'last')::bigint
     where e.merchant_id = private.current_merchant()
    window chain as (partition by e.account_id order by e.id);
  alter table pg_temp.demo_original add primary key (rank);
  analyze pg_temp.demo_original;
end
$$;

create or replace function private.wanted_copies(made jsonb, place text) returns text
language sql immutable as $$
  select format('%s + c.number * %s < %s', place, made->>'originals', made->>'members')
$$;
comment on function private.wanted_copies(jsonb, text) is
  'SQL: the last copy of all may be of some of the members only.';

create or replace function private.copy_of_member(made jsonb, what text, place text) returns text
language sql immutable as $$
  select format('%s + %s + c.number * %s', made->>what, place, made->>'originals')
$$;

create or replace function private.copied_from(made jsonb, rows_of text, joins text default '')
returns text
language sql immutable as $$
  select format('stempel.%I p join pg_temp.demo_account d on d.id = p.account_id
                 cross join pg_temp.demo_copy c %s
                 where p.merchant_id = private.current_merchant() and %s', rows_of, joins,
                private.wanted_copies(made, 'd.place'))
$$;

create or replace function private.copied_entry(made jsonb) returns jsonb
language sql immutable as $$
  select jsonb_build_object(
    'id', private.copy_id(made, 'entry', 'p.rank'),
    'account_id', private.copy_id(made, 'account', 'p.account_rank'),
    'customer_id', private.copy_of_member(made, 'customers', 'p.place'),
    'card_id', format('case when p.card_id is not null then %s end',
                      private.copy_of_member(made, 'cards', 'p.place')),
    'reverses', private.copy_id(made, 'entry', 'p.reverses_rank'),
    'refunds', private.copy_id(made, 'entry', 'p.refunds_rank'),
    'entitlement_id', private.copy_id(made, 'entitlement', 'p.entitlement_rank'),
    'lot_id', private.copy_id(made, 'lot', 'p.lot_rank'),
    'issued', format('case when p.issued = ''{}'' then p.issued else array(
      select %s from unnest(p.issued_ranks) with ordinality as u (rank, n) order by n) end',
      private.copy_id(made, 'entitlement', 'u.rank')),
    'lots', format('case cardinality(p.lots) when 0 then p.lots
      when 3 then array[%s, p.lots[2], p.lots[3]] else array(
      select case when n %% 3 = 1 then %s else p.lots[n] end
        from generate_subscripts(p.lots, 1) n order by n) end',
      private.copy_id(made, 'lot', 'p.lots_ranks[1]'),
      private.copy_id(made, 'lot', 'p.lots_ranks[n]')),
    'receipt', format('case when p.receipt is not null
      then (1000000 + p.rank * %s + c.number)::text end', made->>'copies'),
    'idempotency_key', format('md5(case p.kind when ''welcome'' then ''welcome:'' || (%s)
      else p.idempotency_key::text || c.number end)::uuid',
      private.copy_id(made, 'account', 'p.account_rank')),
    'previous', 'coalesce(q.hash, p.previous)',
    'snapshot', format('p.snapshot || jsonb_build_object(''last'', %s, ''open'',
      case when p.open_ranks = ''{}'' then ''[]'' else to_jsonb(array(
        select %s from unnest(p.open_ranks) with ordinality as u (rank, n) order by n)) end)',
      private.copy_id(made, 'entry', 'p.last_rank'),
      private.copy_id(made, 'entitlement', 'u.rank')))
$$;

-- One entry of the originals after the other, so that each copy finds the one before it in its
-- account, whose hash it needs. It is looked up by its id, though the plan is made while there are
-- few; by an id that was computed before, as no arithmetic may see a row before the policy has.
create or replace function private.copy_demo_entries(made jsonb) returns bigint
language plpgsql
set enable_hashjoin = off set enable_mergejoin = off set enable_material = off
set enable_seqscan = off as $$
declare
  last integer;
  booked bigint;
begin
  select max(rank), sum(((made->>'members')::bigint - 1 - place) / (made->>'originals')::bigint)
    into last, booked from pg_temp.demo_original;
  execute 'prepare copy_demo_entry (bigint) as ' || private.copy_query('entry', format(
    'pg_temp.demo_original p cross join pg_temp.demo_copy c
     cross join lateral (select %s as id offset 0) before
     left join stempel.entry q on q.merchant_id = p.merchant_id and q.id = before.id
     where p.rank = $1 and %s', private.copy_id(made, 'entry', 'p.before_rank'),
    private.wanted_copies(made, 'p.place')), private.copied_entry(made));
  for rank in 0..last loop
    execute format('execute copy_demo_entry (%s)', rank);
  end loop;
  deallocate copy_demo_entry;
  return booked;
end
$$;

create or replace function private.copy_demo_balances(made jsonb) returns void
language plpgsql as $$
begin
  execute private.copy_query('account', format('stempel.account p
      join pg_temp.demo_account d using (id) cross join pg_temp.demo_copy c
      left join pg_temp.demo_entry l on l.id = p.last_stamp_entry_id
      left join stempel.entry q on q.merchant_id = p.merchant_id and q.id = %s
     where p.merchant_id = private.current_merchant() and %s',
      private.copy_id(made, 'entry', 'd.last_rank'), private.wanted_copies(made, 'd.place')),
    jsonb_build_object('id', private.copy_id(made, 'account', 'd.rank'),
      'customer_id', private.copy_of_member(made, 'customers', 'd.place'),
      'last_stamp_entry_id', private.copy_id(made, 'entry', 'l.rank'),
      'head', 'coalesce(q.hash, p.head)'));
  execute private.copy_query('account_tier', private.copied_from(made, 'account_tier',
      'left join pg_temp.demo_entry s on s.id = p.settled_entry_id'),
    jsonb_build_object('account_id', private.copy_id(made, 'account', 'd.rank'),
      'settled_entry_id', private.copy_id(made, 'entry', 's.rank')));
end
$$;

create or replace function private.copy_demo_lots(made jsonb) returns void
language plpgsql as $$
begin
  execute private.copy_query('lot', private.copied_from(made, 'lot',
      'join pg_temp.demo_lot l on l.id = p.id join pg_temp.demo_entry e on e.id = p.entry_id
       join pg_temp.demo_entry s on s.id = p.source_id'),
    jsonb_build_object('id', private.copy_id(made, 'lot', 'l.rank'),
      'account_id', private.copy_id(made, 'account', 'd.rank'),
      'entry_id', private.copy_id(made, 'entry', 'e.rank'),
      'source_id', private.copy_id(made, 'entry', 's.rank')));
  execute private.copy_query('allocation', format('stempel.allocation p
      join pg_temp.demo_original e on e.id = p.entry_id
      join pg_temp.demo_lot l on l.id = p.lot_id cross join pg_temp.demo_copy c
     where p.merchant_id = private.current_merchant() and %s',
      private.wanted_copies(made, 'e.place')),
    jsonb_build_object('entry_id', private.copy_id(made, 'entry', 'e.rank'),
      'lot_id', private.copy_id(made, 'lot', 'l.rank')));
  execute private.copy_query('notice', private.copied_from(made, 'notice',
      'join pg_temp.demo_notice n on n.id = p.id left join pg_temp.demo_lot l
         on l.id = p.subject_id and p.kind = ''points_expire'''),
    jsonb_build_object('id', private.copy_id(made, 'notice', 'n.rank'),
      'account_id', private.copy_id(made, 'account', 'd.rank'),
      'subject_id', format('case p.kind when ''points_expire'' then %s else %s end',
        private.copy_id(made, 'lot', 'l.rank'), private.copy_id(made, 'account', 'd.rank'))));
end
$$;

create or replace function private.copy_demo_rewards(made jsonb) returns void
language plpgsql as $$
begin
  execute private.copy_query('entitlement', private.copied_from(made, 'entitlement',
      'join pg_temp.demo_entitlement t on t.id = p.id
       left join pg_temp.demo_entry e on e.id = p.entry_id
       left join pg_temp.demo_entry r on r.id = p.redeemed_entry_id'),
    jsonb_build_object('id', private.copy_id(made, 'entitlement', 't.rank'),
      'account_id', private.copy_id(made, 'account', 'd.rank'),
      'entry_id', private.copy_id(made, 'entry', 'e.rank'),
      'redeemed_entry_id', private.copy_id(made, 'entry', 'r.rank')));
end
$$;

create or replace function private.copy_demo(manager private.caller, made jsonb, seed bigint,
                                             until timestamptz)
returns integer
language plpgsql as $$
declare
  originals integer := (made->>'originals')::integer;
  aside text[];
  booked bigint;
begin
  made := private.plan_demo_copies(made);
  perform private.plan_demo_entries();
  aside := private.lay_aside(array['customer', 'card', 'audit_event', 'audit_personal', 'account',
    'entry', 'lot', 'allocation', 'entitlement', 'notice', 'account_tier']);
  -- Namesakes by the thousand: nobody wants to hear of them.
  alter table stempel.customer disable trigger user;
  perform private.load_demo_customers(manager, seed, made, originals,
                                      (made->>'members')::integer, until);
  alter table stempel.customer enable trigger user;
  insert into stempel.name_in_use (merchant_id, name)
  select c.merchant_id, n.name
    from stempel.customer c cross join unnest(array[c.given_fold, c.family_fold]) as n (name)
   where c.merchant_id = private.current_merchant() group by 1, 2
  on conflict do nothing;
  perform private.load_demo_cards(manager, seed, made, originals);
  perform private.load_demo_audit(manager, made, originals);
  booked := private.copy_demo_entries(made);
  perform private.copy_demo_lots(made);
  perform private.copy_demo_rewards(made);
  perform private.copy_demo_balances(made);
  perform private.put_back(aside);
  return booked;
end
$$;
