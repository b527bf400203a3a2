-- rules/demo_members.sql: the people of the demo, their cards and accounts, in bulk
--
-- SPDX-License-Identifier: GPL-3.0-or-later

create or replace function private.demo_names(people text) returns text[]
language sql immutable parallel safe as $$
  select case people
    when 'lb given' then
      '{Jang,Léa,Pit,Mia,Luc,Anouk,Claude,Josée,Marc,Martine,Guy,Nadine,Romain,Viviane,
        Georges,Sylvie,Tun,Lynn,Yves,Carole,Fernand,Maisy,Serge,Danielle}'
    when 'lb family' then
      '{Weber,Wagner,Schmit,Hoffmann,Thill,Kremer,Muller,Reuter,Weis,Klein,Faber,Meyers,
        Steichen,Wampach,Feltgen,Kayser,Biver,Theisen,Neuberg,Majerus,Kohn,Goedert,Welter,
        Schroeder}'
    when 'fr given' then
      '{Camille,Louis,Chloé,Hugo,Manon,Jules,Élodie,Thomas,Amélie,Antoine,Céline,Benoît,
        Mathilde,Olivier,Aurélie,Rémi,Hélène,Nicolas,Zoé,François}'
    when 'fr family' then
      '{Martin,Bernard,Lefèvre,Moreau,Laurent,Girard,Rousseau,Fontaine,Mercier,Dupont,
        Lambert,Collignon,Noël,Gérard,Jacquemin,Marchal,Aubry,Thiébaut}'
    when 'de given' then
      '{Anna,Lukas,Katharina,Felix,Sabine,Jürgen,Petra,Jonas,Heike,Stefan,Mareike,Björn,
        Ulrike,Matthias,Käthe,Dieter,Silke,Tobias}'
    when 'de family' then
      '{Schneider,Fischer,Becker,Schäfer,Koch,Krämer,Schröder,Neumann,Zimmermann,Groß,
        Hübner,Lenz,Jäger,Böhm,Peters,Vogel}'
    when 'pt given' then
      '{João,Maria,José,Ana,António,Inês,Rui,Sofia,Tiago,Beatriz,Luís,Catarina,Paulo,
        Conceição,Nuno,Fátima,Diogo,Mariana}'
    else
      '{Ferreira,da Silva,Santos,Pereira,Oliveira,Rodrigues,Martins,Gonçalves,Fernandes,
        Lopes,Marques,Ribeiro,Araújo,Conceição,Simões,Magalhães}'
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

-- Nobody waits between enrolling and the first stamp. Of a large demo only the originals come to
-- the counter; the others are like them, up to an hour earlier.
create or replace function private.demo_enrolments(seed bigint, originals integer, members integer,
                                                   until timestamptz)
returns table (place integer, enrolled_at timestamptz)
language sql stable as $$
  select n, coalesce(v.first_at - interval '2 minutes',
                     until - interval '1 day' * private.demo_days(seed, n % originals))
            - (n / originals) * private.demo_step(originals, members)
    from generate_series(0, members - 1) n
    left join (select place, min(at) as first_at from pg_temp.demo_visit group by 1) v
      on v.place = n % originals
$$;

create or replace function private.demo_step(originals integer, members integer) returns interval
language sql immutable parallel safe as $$
  select interval '1 hour' / ceil(members::numeric / originals)::integer
$$;
comment on function private.demo_step(integer, integer) is
  'How much earlier each copy comes than the one before it; all of them within an hour.';

create or replace function private.load_demo_customers(caller private.caller, seed bigint,
                                                       made jsonb, first integer, members integer,
                                                       until timestamptz)
returns void
language plpgsql as $$
declare
  stores bigint[] := array(select jsonb_array_elements_text(made->'stores')::bigint);
begin
  insert into stempel.customer (merchant_id, id, given_name, family_name, email, phone, phone_norm,
    birthday, language, enrolled_at, enrolled_store_id)
  overriding system value
  select caller.merchant_id, (made->>'customers')::bigint + p.place, p.given, p.family,
         case when private.draw(seed, 'mail', p.place) < 0.7
              then p.mail_name || coalesce(nullif(p.namesake, 1)::text, '') || '@example.com' end,
         case when phoned then '+352 621 ' || left(digits, 3) || ' ' || right(digits, 3) end,
         case when phoned then '+352621' || digits end,
         case when private.draw(seed, 'birthday', p.place) < 0.5
              then date '1945-01-01' + floor(23000 * private.draw(seed, 'age', p.place))::integer
         end,
         p.language, e.enrolled_at,
         stores[1 + floor(cardinality(stores) * private.draw(seed, 'home', p.place % d.originals)
                         )::integer]
    from (select n.*, row_number() over (partition by n.mail_name order by n.place) as namesake
            from private.demo_people(seed, members) n) p
    -- Multiplied by a prime, so that no two are the same.
    cross join lateral (select private.draw(seed, 'phone', p.place) < 0.6 and p.place < 900000
                                 as phoned,
                               (100000 + p.place * 7919::bigint % 900000)::text as digits,
                               (made->>'originals')::integer as originals) d
    join private.demo_enrolments(seed, (made->>'originals')::integer,
                                 (made->>'members')::integer, until) e using (place)
   where p.place >= first;
end
$$;

create or replace function private.load_demo_cards(caller private.caller, seed bigint,
                                                   made jsonb, first integer)
returns void
language sql as $$
  insert into stempel.card (merchant_id, id, customer_id, number, token, issued_at)
  overriding system value
  select c.merchant_id, (made->>'cards')::bigint + d.place, c.id,
         d.digits || private.luhn_digit(d.digits),
         rtrim(translate(encode(decode(md5(seed || 'card' || d.place), 'hex'), 'base64'),
                         '+/', '-_'), '='), c.enrolled_at
    from stempel.customer c
   -- Multiplied by a number coprime to 10^12, so that no two are the same.
   cross join lateral (select c.id - (made->>'customers')::bigint as place,
                              lpad(((c.id - (made->>'customers')::bigint + 1
                                     + abs(seed) % 1000000000) * 387420489
                                    % 1000000000000)::text, 12, '0') as digits) d
   where c.merchant_id = caller.merchant_id and c.id >= (made->>'customers')::bigint + first
$$;

create or replace function private.load_demo_audit(caller private.caller, made jsonb,
                                                   first integer)
returns void
language plpgsql as $$
declare
  -- Beside the log, where it can be erased, as private.audit keeps it.
  base bigint := private.reserve_ids('audit_event', (made->>'members')::bigint);
begin
  with enrolled as materialized (
    select c.merchant_id, base + row_number() over (order by c.enrolled_at, c.id) - 1 as event_id,
           c.id, c.enrolled_at, c.enrolled_store_id, private.customer_name(c) as name,
           private.customer_record(c) as record, extensions.gen_random_bytes(16) as salt
      from stempel.customer c
     where c.merchant_id = caller.merchant_id and c.id >= (made->>'customers')::bigint + first),
  logged as (
    insert into stempel.audit_event (merchant_id, id, at, action, subject_kind, subject_id,
                                     login_id, store_id, application, digest)
    overriding system value
    select merchant_id, event_id, enrolled_at, 'customer.enroll', 'customer', id, caller.login_id,
           enrolled_store_id, 'stempel-demo', private.personal_digest(salt, name, null, record)
      from enrolled order by event_id)
  insert into stempel.audit_personal (merchant_id, event_id, customer_id, salt, subject_name, after)
  select merchant_id, event_id, id, salt, name, record from enrolled order by event_id;
end
$$;

-- Everybody has the coffee card; every other one collects points, and some eat at the bistro.
create or replace function private.demo_takes_part(seed bigint, program text, place bigint)
returns boolean
language sql immutable parallel safe as $$
  select case program when 'plus' then place in (0, 2) or private.draw(seed, 'plus', place) < 0.5
                      when 'bistro' then place = 2 or private.draw(seed, 'bistro', place) < 0.15
                      else true end
$$;

create or replace function private.load_demo_accounts(caller private.caller, seed bigint,
                                                      made jsonb)
returns void
language sql as $$
  insert into stempel.account (merchant_id, customer_id, program_id, opened_at)
  select c.merchant_id, c.id, (made->p.name)::bigint, c.enrolled_at
    from stempel.customer c
   cross join unnest(array['coffee', 'plus', 'bistro']) with ordinality as p (name, place)
   where c.merchant_id = caller.merchant_id
     and private.demo_takes_part(seed, p.name, c.id - (made->>'customers')::bigint)
   order by p.place, c.id
$$;

create or replace function private.demo_account(caller private.caller, customer_id bigint,
                                                program_id bigint)
returns stempel.account
language plpgsql stable as $$
declare
  found_one stempel.account;
begin
  select * into found_one from stempel.account a
   where a.merchant_id = caller.merchant_id and a.customer_id = demo_account.customer_id
     and a.program_id = demo_account.program_id;
  return found_one;
end
$$;
comment on function private.demo_account(private.caller, bigint, bigint) is
  'The account of a member in a program; null: takes no part.';
