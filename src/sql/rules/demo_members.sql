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
              then date '1945-01-01' + floor(23000 * private.draw(seed, 'age', p.place))::integer
         end,
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
