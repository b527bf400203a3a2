-- rules/demo.sql: a bakery in Luxembourg with a year of visits, to look at and to test with
--
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- The same seed gives the same data, counted back from now. Members are loaded in bulk; everything
-- that a rule protects (stamps, rewards, voids, PINs, cards, programs, the audit log) is done by the
-- functions of the operations themselves, under a clock that walks through the year.

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

create or replace function private.demo_rules() returns jsonb
language sql immutable as $$
  select '[
    {"names": {"lb": "Kaffiskaart", "fr": "Carte café", "de": "Kaffeekarte", "en": "Coffee card"},
     "reward": {"lb": "E waarmt Gedrénks no Wiel", "fr": "Une boisson chaude au choix",
                "de": "Ein Heißgetränk nach Wahl", "en": "A hot drink of your choice"},
     "stamps_target": 10, "reward_value": 390, "entitlement_days": 180, "colour": "#8b4a2b"},
    {"names": {"lb": "Broutclub", "fr": "Club du pain", "de": "Brotklub", "en": "Bread club"},
     "reward": {"lb": "E Brout", "fr": "Un pain", "de": "Ein Brot", "en": "A loaf of bread"},
     "stamps_target": 8, "reward_value": 520, "colour": "#b8862b"},
    {"names": {"lb": "Summeräis", "fr": "Glace d’été", "de": "Sommereis", "en": "Summer ice"},
     "reward": {"lb": "Zwou Kugelen Äis", "fr": "Deux boules de glace",
                "de": "Zwei Kugeln Eis", "en": "Two scoops of ice cream"},
     "stamps_target": 6, "colour": "#2b7a8b"}]'::jsonb
$$;

create or replace function private.demo_caller(made jsonb, login_id bigint, operation text)
returns private.caller
language sql stable as $$
  select row(operation, true, l.merchant_id, l.id, l.name, l.role, null, m.zone, m.language,
             m.country, m.currency)::private.caller
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
      {"name": "Theke", "role": "staff"}, {"name": "Fiduciaire Wampach", "role": "auditor"}]') loop
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

create or replace function private.demo_programs(caller private.caller) returns bigint[]
language plpgsql as $$
declare
  ids bigint[] := '{}';
  id bigint;
  rules jsonb;
  step text;
begin
  for rules in select * from jsonb_array_elements(private.demo_rules()) loop
    id := (private.save_draft(caller, jsonb_build_object('kind', 'stamps', 'draft', rules))
           ->>'id')::bigint;
    ids := ids || id;
    -- The first one runs, the second rests, the third is still being written.
    foreach step in array (array['{program_publish}', '{program_publish,program_pause}', '{}']
                           )[cardinality(ids)]::text[] loop
      caller.operation := step;
      perform private.change_program(caller, jsonb_build_object('id', id));
    end loop;
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

-- ---- The visits ----

-- From six to a quarter to seven, most before work, at noon and after five; Sundays until noon.
create or replace function private.demo_time_of_day(seed bigint, n bigint, sunday boolean)
returns interval
language sql immutable parallel safe as $$
  select interval '1 minute' * case
           when sunday then 420 + 300 * late
           when hour < 0.42 then 360 + 210 * late
           when hour < 0.68 then 690 + 120 * late
           when hour < 0.90 then 990 + 135 * late
           else 570 + 420 * late end
    from (select private.draw(seed, 'hour', n) as hour, private.draw(seed, 'late', n) as late) d
$$;

create or replace function private.demo_days(seed bigint, place bigint) returns integer
language sql immutable parallel safe as $$
  select ceil(least(365, 600 * private.draw(seed, 'since', place)))::integer
$$;
comment on function private.demo_days(bigint, bigint) is
  'For how long somebody has been a member: many since the first day, a few since last week.';

create or replace function private.plan_demo_visits(seed bigint, members integer, visits integer,
                                                    until timestamptz, zone text)
returns void
language plpgsql as $$
begin
  create temporary table demo_visit on commit drop as
    with drawn as (
      -- A few come nearly every day, many once in a while.
      select n, floor(members * private.draw(seed, 'who', n) ^ 1.5)::integer as place,
             (until at time zone zone)::date - floor(365 * private.draw(seed, 'day', n))::integer
               as day
        from generate_series(1, visits * 4 + 100) n),
    timed as (
      select distinct on (place, day) n, place,
             (day + private.demo_time_of_day(seed, n, extract(isodow from day) = 7))
               at time zone zone as at
        from drawn
       where day >= (until at time zone zone)::date - private.demo_days(seed, place)
         and private.draw(seed, 'open', n)
             < (array[0.85, 0.8, 0.8, 0.85, 0.9, 1, 0.55])[extract(isodow from day)::integer]
       order by place, day, n)
    select * from timed where at < until - interval '20 minutes' order by n limit visits;
  analyze pg_temp.demo_visit;
end
$$;

create or replace function private.demo_names(people text) returns text[]
language sql immutable parallel safe as $$
  select case people
    when 'lb given' then '{Jang,Léa,Pit,Mia,Luc,Anouk,Claude,Josée,Marc,Martine,Guy,Nadine,Romain,Viviane,Georges,Sylvie,Tun,Lynn,Yves,Carole,Fernand,Maisy,Serge,Danielle}'
    when 'lb family' then '{Weber,Wagner,Schmit,Hoffmann,Thill,Kremer,Muller,Reuter,Weis,Klein,Faber,Meyers,Steichen,Wampach,Feltgen,Kayser,Biver,Theisen,Neuberg,Majerus,Kohn,Goedert,Welter,Schroeder}'
    when 'fr given' then '{Camille,Louis,Chloé,Hugo,Manon,Jules,Élodie,Thomas,Amélie,Antoine,Céline,Benoît,Mathilde,Olivier,Aurélie,Rémi,Hélène,Nicolas,Zoé,François}'
    when 'fr family' then '{Martin,Bernard,Lefèvre,Moreau,Laurent,Girard,Rousseau,Fontaine,Mercier,Dupont,Lambert,Collignon,Noël,Gérard,Jacquemin,Marchal,Aubry,Thiébaut}'
    when 'de given' then '{Anna,Lukas,Katharina,Felix,Sabine,Jürgen,Petra,Jonas,Heike,Stefan,Mareike,Björn,Ulrike,Matthias,Käthe,Dieter,Silke,Tobias}'
    when 'de family' then '{Schneider,Fischer,Becker,Schäfer,Koch,Krämer,Schröder,Neumann,Zimmermann,Groß,Hübner,Lenz,Jäger,Böhm,Peters,Vogel}'
    when 'pt given' then '{João,Maria,José,Ana,António,Inês,Rui,Sofia,Tiago,Beatriz,Luís,Catarina,Paulo,Conceição,Nuno,Fátima,Diogo,Mariana}'
    else '{Ferreira,da Silva,Santos,Pereira,Oliveira,Rodrigues,Martins,Gonçalves,Fernandes,Lopes,Marques,Ribeiro,Araújo,Conceição,Simões,Magalhães}'
  end::text[]
$$;

create or replace function private.demo_people(seed bigint, members integer)
returns table (place integer, given text, family text, language text, mail_name text)
language sql stable as $$
  select n, given, family, case people when 'pt' then 'fr' else people end,
         regexp_replace(private.fold(given || '.' || family), '[^a-z.]', '', 'g')
    from generate_series(0, members - 1) n,
         lateral private.pick('{lb,lb,lb,lb,fr,fr,pt,pt,de}', private.draw(seed, 'people', n))
           people,
         lateral private.pick(private.demo_names(people || ' given'),
                              private.draw(seed, 'given', n)) given,
         lateral private.pick(private.demo_names(people || ' family'),
                              private.draw(seed, 'family', n)) family
$$;

create or replace function private.reserve_ids(table_name text, how_many bigint) returns bigint
language plpgsql as $$
declare
  sequence text := pg_get_serial_sequence('stempel.' || table_name, 'id');
  first bigint := nextval(sequence);
begin
  perform setval(sequence, first + how_many);
  return first;
end
$$;
comment on function private.reserve_ids(text, bigint) is
  'First of a run of ids, so that rows of several tables can be loaded beside each other.';

create or replace function private.load_demo_customers(caller private.caller, seed bigint,
                                                       members integer, stores bigint[],
                                                       until timestamptz)
returns bigint
language plpgsql as $$
declare
  base bigint := private.reserve_ids('customer', members);
begin
  insert into stempel.customer (merchant_id, id, given_name, family_name, email, phone, phone_norm,
    birthday, language, enrolled_at, enrolled_store_id)
  overriding system value
  select caller.merchant_id, base + p.place, p.given, p.family,
         case when private.draw(seed, 'mail', p.place) < 0.7
              then p.mail_name || coalesce(nullif(row_number() over same_name, 1)::text, '')
                   || '@example.com' end,
         case when phoned then '+352 621 ' || left(digits, 3) || ' ' || right(digits, 3) end,
         case when phoned then '+352621' || digits end,
         case when private.draw(seed, 'birthday', p.place) < 0.5
              then date '1945-01-01' + floor(private.draw(seed, 'age', p.place) * 23000)::integer end,
         -- Nobody waits between enrolling and the first stamp.
         p.language, coalesce(v.first_at - interval '2 minutes',
                              until - interval '1 day' * private.demo_days(seed, p.place)),
         stores[1 + floor(cardinality(stores) * private.draw(seed, 'home', p.place))::integer]
    from private.demo_people(seed, members) p
    -- Multiplied by a prime, so that no two are the same.
    cross join lateral (select private.draw(seed, 'phone', p.place) < 0.6 and p.place < 900000
                                 as phoned,
                               (100000 + p.place * 7919::bigint % 900000)::text as digits) d
    left join (select place, min(at) as first_at from pg_temp.demo_visit group by 1) v using (place)
  window same_name as (partition by p.mail_name order by p.place);
  return base;
end
$$;

create or replace function private.load_demo_cards(caller private.caller, seed bigint,
                                                   customers bigint, members integer)
returns bigint
language sql as $$
  insert into stempel.card (merchant_id, id, customer_id, number, token, issued_at)
  overriding system value
  select c.merchant_id, r.base + c.id - customers, c.id, d.digits || private.luhn_digit(d.digits),
         rtrim(translate(encode(decode(md5(seed || 'card' || c.id - customers), 'hex'), 'base64'),
                         '+/', '-_'), '='), c.enrolled_at
    from (select private.reserve_ids('card', members) as base) r,
         stempel.customer c,
         -- Multiplied by a number coprime to 10^12, so that no two are the same.
         lateral (select lpad(((c.id - customers + 1 + abs(seed) % 1000000000) * 387420489
                               % 1000000000000)::text, 12, '0') as digits) d
   where c.merchant_id = caller.merchant_id and c.id between customers and customers + members - 1;
  select min(k.id) from stempel.card k where k.merchant_id = caller.merchant_id
$$;

create or replace function private.load_demo_accounts(caller private.caller, program_id bigint,
                                                      customers bigint, members integer)
returns bigint
language sql as $$
  insert into stempel.account (merchant_id, id, customer_id, program_id, opened_at)
  overriding system value
  select c.merchant_id, r.base + c.id - customers, c.id, program_id, c.enrolled_at
    from (select private.reserve_ids('account', members) as base) r, stempel.customer c
   where c.merchant_id = caller.merchant_id and c.id between customers and customers + members - 1;
  insert into stempel.audit_event (merchant_id, at, action, subject_kind, subject_id, subject_name,
                                   login_id, store_id, application, after)
  select c.merchant_id, c.enrolled_at, 'customer.enroll', 'customer', c.id,
         private.customer_name(c), caller.login_id, c.enrolled_store_id, 'stempel-demo',
         private.customer_record(c)
    from stempel.customer c
   where c.merchant_id = caller.merchant_id and c.id between customers and customers + members - 1
   order by c.enrolled_at, c.id;
  select min(a.id) from stempel.account a where a.merchant_id = caller.merchant_id
$$;

-- ---- The counter ----

create or replace function private.demo_booking(caller private.caller, seed bigint, n bigint,
                                                operation text, employee_id bigint, facts jsonb,
                                                at timestamptz)
returns stempel.entry
language plpgsql as $$
declare
  employee stempel.employee := private.find_employee(caller, employee_id);
  account stempel.account := private.find_account(caller, (facts->>'account_id')::bigint);
  request jsonb;
begin
  perform private.set_demo_clock(at);
  caller.operation := operation;
  request := facts || jsonb_build_object('employee_id', employee_id,
    'idempotency_key', md5(seed || operation || n || caller.merchant_id)::uuid,
    'pin_token', private.grant_pin(caller, employee, 'operation', null)->>'pin_token');
  return case operation
           when 'stamp_earn' then private.earn_stamps(caller, request, account)
           when 'stamp_redeem' then private.redeem_stamps(caller, request, account)
           else private.void_entry(caller, request, account,
                  private.find_entry(caller, (facts->>'entry_id')::bigint)) end;
end
$$;
comment on function private.demo_booking(private.caller, bigint, bigint, text, bigint, jsonb, timestamptz)
  is 'A booking as at the counter, PIN token and all; only the PIN itself is not compared.';

create or replace function private.demo_visit(caller private.caller, seed bigint, n bigint,
                                              at timestamptz, facts jsonb, employee_id bigint,
                                              extra boolean)
returns integer
language plpgsql as $$
declare
  stamps integer := (array[1, 1, 1, 1, 1, 1, 1, 2, 2, 3])[1 + floor(10
                      * private.draw(seed, 'stamps', n))::integer];
  earned stempel.entry := private.demo_booking(caller, seed, n, 'stamp_earn', employee_id,
                            facts || jsonb_build_object('stamps', stamps), at);
begin
  if not extra then
    return 1;
  elsif private.draw(seed, 'void', n) < 0.015 then
    perform private.demo_booking(caller, seed, n, 'entry_void', employee_id,
      facts - 'card_id' || jsonb_build_object('entry_id', earned.id, 'reason', private.pick(
        '{Falsche Client,Zweemol gescannt,Ze vill Stempelen,Erreur de caisse}',
        private.draw(seed, 'why', n))), at + interval '2 minutes');
    return 2;
  elsif earned.snapshot->'open' <> '[]' and private.draw(seed, 'redeem', n) < 0.7 then
    perform private.demo_booking(caller, seed, n, 'stamp_redeem', employee_id, facts,
                                 at + interval '1 minute');
    return 2;
  end if;
  return 1;
end
$$;

-- What visits bring beyond their stamps is spread over the year, so that the numbers come out even.
create or replace function private.run_demo_visits(caller private.caller, seed bigint,
                                                   entries integer, made jsonb)
returns integer
language plpgsql as $$
declare
  visit record;
  booked integer := 0;
  done integer := 0;
  visits integer := (select count(*) from pg_temp.demo_visit);
begin
  for visit in
    select v.*, case when private.draw(seed, 'away', v.n) < 0.8 then c.enrolled_store_id
                     else s.ids[1 + floor(3 * private.draw(seed, 'where', v.n))::integer]
                end as store_id
      from pg_temp.demo_visit v
      join stempel.customer c on c.merchant_id = caller.merchant_id
                             and c.id = (made->>'customers')::bigint + v.place
      cross join (select array(select jsonb_array_elements_text(made->'stores')::bigint) as ids) s
     order by v.at, v.n
  loop
    done := done + 1;
    if done in (100, 1000, 10000) then
      -- The plans made for empty tables would read all of them.
      analyze stempel.entry, stempel.entitlement, stempel.pin_grant, stempel.account;
    end if;
    booked := booked + private.demo_visit(caller, seed, visit.n, visit.at,
      private.demo_facts(seed, made, visit.n, visit.place, visit.store_id),
      private.demo_colleague(seed, made, visit.n, visit.store_id, visit.at),
      booked < done + (entries - visits) * (done::bigint * 100 / visits) / 100);
  end loop;
  return booked;
end
$$;

create or replace function private.demo_facts(seed bigint, made jsonb, n bigint, place integer,
                                              store_id bigint)
returns jsonb
language sql immutable as $$
  select jsonb_build_object('account_id', (made->>'accounts')::bigint + place,
                            'store_id', store_id)
         || case when private.draw(seed, 'card', n) < 0.9
                 then jsonb_build_object('card_id', (made->>'cards')::bigint + place)
                 else '{}' end
$$;

create or replace function private.demo_colleague(seed bigint, made jsonb, n bigint,
                                                  store_id bigint, at timestamptz)
returns bigint
language sql stable as $$
  select ids[1 + floor(cardinality(ids) * private.draw(seed, 'colleague', n))::integer]
    from (select array_agg((e->>'id')::bigint order by e->>'number') as ids
            from jsonb_array_elements(made->'employees') e
           where (e->'store_ids' @> to_jsonb(store_id) or e->'store_ids' = '[]')
             and (e->>'number' <> '8' or at < (made->>'leaves_at')::timestamptz)) team
$$;

-- The rest up to the number asked for: members who have not been in today get a stamp just now.
create or replace function private.fill_demo(caller private.caller, seed bigint, missing integer,
                                             made jsonb, at timestamptz)
returns integer
language plpgsql as $$
declare
  late record;
  booked integer := 0;
begin
  for late in
    select a.id, c.enrolled_store_id as store_id
      from stempel.account a
      join stempel.customer c on (c.merchant_id, c.id) = (a.merchant_id, a.customer_id)
     where a.merchant_id = caller.merchant_id and c.enrolled_at < fill_demo.at
       and coalesce(a.last_stamp_at < fill_demo.at - interval '1 day', true)
     order by a.id desc limit missing
  loop
    perform private.demo_booking(caller, seed, -late.id, 'stamp_earn',
      private.demo_colleague(seed, made, -late.id, late.store_id, at),
      jsonb_build_object('account_id', late.id, 'store_id', late.store_id), at);
    booked := booked + 1;
  end loop;
  return booked;
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
    'manager', jsonb_build_object('name', 'Monique Millebaach',
                                  'database_role', roles->'manager')));
  manager private.caller := private.demo_caller(made, (made->>'login_id')::bigint, 'demo');
  stores bigint[] := private.demo_stores(manager, made->'store_id');
begin
  return made || jsonb_build_object('stores', stores,
    'leaves_at', private.now() + interval '336 days',
    'logins', private.demo_logins(manager, roles),
    'programs', private.demo_programs(manager),
    'employees', private.demo_employees(manager, seed, stores));
end
$$;

create or replace function private.load_demo_members(manager private.caller, seed bigint,
                                                     members integer, made jsonb,
                                                     until timestamptz)
returns jsonb
language plpgsql as $$
declare
  stores bigint[] := array(select jsonb_array_elements_text(made->'stores')::bigint);
  customers bigint := private.load_demo_customers(manager, seed, members, stores, until);
begin
  return made || jsonb_build_object('customers', customers,
    'cards', private.load_demo_cards(manager, seed, customers, members),
    'accounts', private.load_demo_accounts(manager, (made->'programs'->>0)::bigint, customers,
                                           members));
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
language plpgsql security definer set search_path = stempel, pg_temp as $$
declare
  members integer := coalesce((request->>'members')::integer, 200);
  entries integer := coalesce((request->>'entries')::integer, 5000);
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
  made := private.found_demo(roles, seed);
  manager := private.demo_caller(made, (made->>'login_id')::bigint, 'demo');
  till := private.demo_caller(made, coalesce((select (l->>'id')::bigint
    from jsonb_array_elements(made->'logins') l where l->>'role' = 'staff'), manager.login_id),
    'demo');

  perform private.plan_demo_visits(seed, members, entries * 9 / 10, until, manager.zone);
  made := private.load_demo_members(manager, seed, members, made, until);
  booked := private.run_demo_visits(till, seed, entries, made);
  booked := booked + private.fill_demo(till, seed, entries - booked, made,
                                       until - interval '5 minutes');
  perform private.demo_mishaps(manager, till, made, members, until);
  delete from pin_grant g where g.merchant_id = manager.merchant_id;

  execute real_clock;
  return private.demo_reply(manager, made, members, booked);
end
$$;
comment on function private.demo(jsonb) is
  'Fills the database with a demo: {members, entries, seed, roles {manager, staff, auditor}}. The
   reply alone tells the PINs. Called by the superuser of a cluster.';
