-- rules/demo.sql: a bakery in Luxembourg with a year of visits, to look at and to test with
--
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- The same seed gives the same data, counted back from now. Members are loaded in bulk; everything
-- that a rule protects (stamps, points, rewards, voids, PINs, cards, programs) is done by the
-- functions of the operations themselves, under a clock that walks through the year. Of a large
-- demo only what the first thousand members do: rules/demo_copies.sql.

create or replace function private.draw(seed bigint, what text, n bigint)
returns double precision
language sql immutable parallel safe as $$
  select (hashtextextended(what || n::text, seed) & 4294967295) / 4294967296.0::float8
$$;
comment on function private.draw(bigint, text, bigint) is
  'A number from 0 to below 1 that depends on nothing else, so that no plan can change the data.';

create or replace function private.pick(list text[], drawn double precision) returns text
language sql immutable parallel safe as $$
  select list[1 + floor(drawn * cardinality(list))::integer]
$$;

-- ---- The clock ----

create or replace function private.set_demo_clock(at timestamptz) returns void
language sql as $$
  select set_config('stempel.demo_clock', at::text, true)
$$;

-- Nobody else sees this: a function replaced in a transaction is as before for all others, and it
-- is put back before the transaction ends. A setting that the real clock obeyed would be a hole.
create or replace function private.stop_clock() returns text
language plpgsql as $$
declare
  real_clock text := pg_get_functiondef('private.now()'::regprocedure);
begin
  perform private.set_demo_clock(private.now());
  create or replace function private.now() returns timestamptz language sql volatile
    set search_path = pg_catalog, pg_temp
    as $clock$ select current_setting('stempel.demo_clock')::timestamptz $clock$;
  return real_clock;
end
$$;

-- ---- The bakery ----

create or replace function private.demo_caller(made jsonb, login_id bigint, operation text)
returns private.caller
language sql stable as $$
  select row(operation, true, l.merchant_id, l.id, l.name, l.role, null, m.zone, m.language,
             m.country, m.currency, null, null, null)::private.caller
    from stempel.login l join stempel.merchant m using (merchant_id)
   where l.merchant_id = (made->>'merchant_id')::bigint and l.id = demo_caller.login_id
$$;

create or replace function private.demo_logins(caller private.caller, roles jsonb)
returns jsonb
language plpgsql as $$
declare
  logins jsonb := jsonb_build_array(jsonb_build_object('id', caller.login_id,
    'name', caller.login_name, 'role', 'manager', 'database_role', roles->>'manager'));
  login jsonb;
begin
  for login in select * from jsonb_array_elements('[
      {"name": "Theke", "role": "staff"},
      {"name": "Fiduciaire Wampach", "email": "wampach@example.org", "role": "auditor"}]') loop
    if roles->>(login->>'role') is not null then
      login := login || jsonb_build_object('database_role', roles->>(login->>'role'));
      logins := logins || private.save_login(caller, login);
    end if;
  end loop;
  return (select jsonb_agg(jsonb_build_object('id', l->'id', 'name', l->'name', 'role', l->'role',
                                              'database_role', l->'database_role'))
            from jsonb_array_elements(logins) l);
end
$$;

create or replace function private.demo_stores(caller private.caller, first_id jsonb)
returns bigint[]
language plpgsql as $$
declare
  ids bigint[] := array[first_id::bigint];
  name text;
begin
  foreach name in array array['Esch-Uelzecht', 'Ettelbréck'] loop
    ids := ids || (private.save_store(caller, jsonb_build_object('name', name))->>'id')::bigint;
  end loop;
  return ids;
end
$$;

create or replace function private.demo_pin(seed bigint, n bigint) returns text
language sql immutable as $$
  select pin from generate_series(0, 50) try,
         lpad(floor(private.draw(seed, 'pin' || try, n) * 1000000)::text, 6, '0') pin
   where not private.is_trivial_pin(pin)
   order by try limit 1
$$;

create or replace function private.demo_employees(caller private.caller, seed bigint,
                                                  stores bigint[])
returns jsonb
language plpgsql as $$
declare
  person record;
  saved jsonb;
  employees jsonb := '[]';
begin
  for person in
    select name, number, case when home is null then '{}' else stores[home:home] end as store_ids
      from (values ('Tom Kieffer', 1, null::integer), ('Ana Ferreira', 2, 1),
                   ('Nathalie Lambert', 3, 1), ('Sven Schmitz', 4, 2), ('Joëlle Hoffmann', 5, 2),
                   ('Marco Teixeira', 6, 3), ('Claire Dubois', 7, 3), ('Jang Thill', 8, null))
             as staff (name, number, home)
     order by number
  loop
    saved := private.save_employee(caller, jsonb_build_object('name', person.name,
      'number', person.number::text, 'store_ids', to_jsonb(person.store_ids)));
    perform private.set_pin(caller, jsonb_build_object('id', saved->'id',
      'pin', private.demo_pin(seed, person.number)));
    employees := employees || jsonb_build_object('id', saved->'id', 'name', person.name,
      'number', person.number::text, 'pin', private.demo_pin(seed, person.number),
      'store_ids', person.store_ids);
  end loop;
  return employees;
end
$$;

-- Whoever gets in: a session that is open since then and was used a few minutes ago.
create or replace function private.let_demo_device_in(device stempel.login, at timestamptz)
returns void
language plpgsql as $$
begin
  perform private.open_session(private.act_as('session_whoami', '{}', device.merchant_id,
                                              device.id), null);
  update stempel.session s
     set seen_at = at, address = '192.0.2.10'::inet + device.id % 200, application = null
   where s.merchant_id = device.merchant_id and s.login_id = device.id;
end
$$;

create or replace function private.demo_devices(manager private.caller, made jsonb,
                                                at timestamptz)
returns void
language plpgsql as $$
declare
  wanted record;
  device stempel.login;
begin
  for wanted in
    select * from (values
        ('terminal', 'Comptoir Gare', 0, 400, null::text[]),
        ('terminal', 'Comptoir Esch', 1, 7, null),
        ('terminal', 'Alen Tablet Esch', 1, null, null),
        ('key', 'Keess Bistro', null, 2,
         '{account_get,card_lookup,customer_search,points_earn,points_preview,points_redeem,'
         'session_whoami}'),
        ('key', 'Newsletter', null, 1500, '{customer_search,session_whoami}'))
      as devices (kind, name, store, seen_minutes, operations)
  loop
    perform private.set_demo_clock(at - interval '200 days');
    insert into stempel.login (merchant_id, kind, role, name, store_id, operations, created_at,
                               state)
    values (manager.merchant_id, wanted.kind, 'staff', wanted.name,
            (made->'stores'->wanted.store)::bigint, wanted.operations, private.now(),
            case when wanted.seen_minutes is null then 'disabled' else 'active' end)
    returning * into device;
    perform private.audit(manager, case wanted.kind when 'terminal' then 'terminal.pair'
                                                    else 'api_key.create' end,
                          case wanted.kind when 'terminal' then 'terminal' else 'api_key' end,
                          device.id, device.name);
    if wanted.seen_minutes is not null then
      perform private.let_demo_device_in(device,
                                         at - wanted.seen_minutes * interval '1 minute');
    end if;
  end loop;
end
$$;

-- ---- What goes wrong in a year ----

create or replace function private.demo_mishaps(manager private.caller, till private.caller,
                                                made jsonb, members integer, at timestamptz)
returns void
language plpgsql as $$
declare
  first_card bigint := (made->>'cards')::bigint;
  locked stempel.employee := private.find_employee(manager,
                               (made->'employees'->6->>'id')::bigint);
  colleague stempel.employee := private.find_employee(manager,
                                  (made->'employees'->2->>'id')::bigint);
begin
  if members > 10 then
    perform private.set_demo_clock(at - interval '3 days');
    perform private.replace_card(till, jsonb_build_object('id', first_card + 10,
                                                          'reason', 'Portmonni verluer'));
  end if;
  if members > 11 then
    perform private.set_demo_clock(at - interval '2 days');
    perform private.block_card(till, jsonb_build_object('id', first_card + 11,
                                                        'reason', 'An der Strooss fonnt'));
  end if;
  if members > 2 then
    perform private.set_demo_clock(at - interval '1 day');
    perform private.set_manual_tier(manager, jsonb_build_object('tier', 2, 'reason',
      'Gewënnspill', 'until', private.local_day(manager, at) + 60), private.demo_account(
        manager, (made->>'customers')::bigint + 2, (made->'plus')::bigint));
  end if;
  for wrong in 1..6 loop
    perform private.set_demo_clock(at - wrong * interval '47 days');
    perform private.try_pin(till, colleague, colleague.id, '000000', null);
    perform private.unlock_pin(manager, jsonb_build_object('id', colleague.id));
  end loop;
  perform private.set_demo_clock((made->>'leaves_at')::timestamptz);
  perform private.retire(manager, jsonb_build_object('id', made->'employees'->7->'id'));

  -- Locked so often before that it lasts for a day of looking at the demo.
  update stempel.employee_pin p set lock_level = 7
   where p.merchant_id = manager.merchant_id and p.employee_id = locked.id;
  for attempt in 1..5 loop
    perform private.set_demo_clock(at - interval '10 minutes' + attempt * interval '7 seconds');
    perform private.try_pin(till, locked, locked.id, '000000', null);
  end loop;
end
$$;

-- ---- All of it ----

create or replace function private.found_demo(roles jsonb, seed bigint) returns jsonb
language plpgsql as $$
declare
  made jsonb := private.merchant_create(jsonb_build_object('name', 'Bäckerei Millebaach',
    'currency', 'EUR', 'zone', 'Europe/Luxembourg', 'language', 'lb', 'country', 'LU',
    'store', jsonb_build_object('name', 'Lëtzebuerg-Gare'),
    'manager', jsonb_build_object('name', 'Monique Millebaach', 'email', 'monique@example.org',
                                  'database_role', roles->'manager')));
  manager private.caller := private.demo_caller(made, (made->>'login_id')::bigint, 'demo');
  stores bigint[] := private.demo_stores(manager, made->'store_id');
  stamps bigint[] := private.demo_programs(manager, private.demo_stamp_rules());
  points bigint[] := private.demo_programs(manager, private.demo_point_rules());
begin
  perform private.demo_catalogue(manager, points);
  return made || jsonb_build_object('stores', stores,
    'leaves_at', private.now() + interval '336 days',
    'logins', private.demo_logins(manager, roles),
    'programs', stamps || points, 'coffee', stamps[1], 'plus', points[1], 'bistro', points[2],
    'employees', private.demo_employees(manager, seed, stores));
end
$$;

create or replace function private.demo_originals(members integer, most integer) returns integer
language sql immutable as $$
  select ceil(members / ceil(members::numeric / most))::integer
$$;
comment on function private.demo_originals(integer, integer) is
  'How many members come to the counter: no more than `most`, the others are copies of them.';

create or replace function private.book_demo(manager private.caller, till private.caller,
                                             made jsonb, seed bigint, entries integer,
                                             until timestamptz)
returns integer
language plpgsql as $$
declare
  originals integer := (made->>'originals')::integer;
begin
  perform private.plan_demo_visits(seed, originals, entries * 97 / 100, until, manager.zone);
  perform private.load_demo_customers(manager, seed, made, 0, originals, until);
  perform private.load_demo_cards(manager, seed, made, 0);
  perform private.load_demo_audit(manager, made, 0);
  perform private.load_demo_accounts(manager, seed, made);
  return private.run_demo_visits(till, seed, entries, made);
end
$$;

create or replace function private.demo_reply(manager private.caller, made jsonb, members integer,
                                              entries integer)
returns jsonb
language sql stable as $$
  select jsonb_build_object('merchant', private.merchant_record(m), 'members', members,
    'entries', entries,
    'logins', (select jsonb_agg(l - 'id') from jsonb_array_elements(made->'logins') l),
    'program_ids', made->'programs', 'store_ids', made->'stores',
    'employees', (select jsonb_agg(e - 'store_ids' order by e->>'number')
                    from jsonb_array_elements(made->'employees') e
                   where e->>'number' <> '8'),
    'cards', (select jsonb_agg(jsonb_build_object('number', k.number, 'token', k.token,
                       'customer', private.customer_name(c)) order by k.id)
                from stempel.card k
                join stempel.customer c on (c.merchant_id, c.id) = (k.merchant_id, k.customer_id)
               where k.merchant_id = manager.merchant_id
                 and k.id < (made->>'cards')::bigint + least(members, 10)))
    from stempel.merchant m where m.merchant_id = manager.merchant_id
$$;

create or replace function private.demo(request jsonb) returns jsonb
language plpgsql security definer set search_path = stempel, pg_temp set jit = off as $$
declare
  members integer := coalesce((request->>'members')::integer, 200);
  entries integer := coalesce((request->>'entries')::integer, 5000);
  originals integer := private.demo_originals(members,
    coalesce((request->>'originals')::integer, 1000));
  seed bigint := coalesce((request->>'seed')::bigint, 1);
  until timestamptz := private.now();
  roles jsonb := coalesce(request->'roles', '{"manager": "stempel_demo_manager",
    "staff": "stempel_demo_staff", "auditor": "stempel_demo_auditor"}');
  real_clock text := private.stop_clock();
  made jsonb;
  manager private.caller;
  till private.caller;
  booked integer;
begin
  perform private.set_demo_clock(until - interval '366 days');
  made := private.found_demo(roles, seed) || jsonb_build_object('members', members,
    'originals', originals, 'customers', private.reserve_ids('customer', members),
    'cards', private.reserve_ids('card', members));
  manager := private.demo_caller(made, (made->>'login_id')::bigint, 'demo');
  till := private.demo_caller(made, coalesce((select (l->>'id')::bigint
    from jsonb_array_elements(made->'logins') l where l->>'role' = 'staff'), manager.login_id),
    'demo');

  booked := private.book_demo(manager, till, made, seed,
                              (entries::bigint * originals / members)::integer, until);
  if originals < members then
    booked := booked + private.copy_demo(manager, made, seed, until);
  end if;
  booked := booked + private.fill_demo(till, seed, greatest(entries - booked, 0), made,
                                       until - interval '5 minutes');
  perform private.demo_mishaps(manager, till, made, members, until);
  perform private.demo_devices(manager, made, until);
  delete from pin_grant g where g.merchant_id = manager.merchant_id;

  -- Nobody waits for autovacuum: the first list of a start would be sorted from all members.
  analyze stempel.customer, stempel.card, stempel.account, stempel.entry, stempel.entitlement,
          stempel.lot, stempel.allocation, stempel.audit_event;
  execute real_clock;
  return private.demo_reply(manager, made, members, booked);
end
$$;
comment on function private.demo(jsonb) is
  'Fills the database with a demo: {members, entries, seed, roles {manager, staff, auditor},
   originals: how many members are booked one by one}. The reply alone tells the PINs. Called by
   the superuser of a cluster.';
