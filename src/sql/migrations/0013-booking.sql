-- 0013-booking.sql: what a booking would otherwise have to look for each time
--
-- SPDX-License-Identifier: GPL-3.0-or-later

set local role stempel_owner;

alter table stempel.account
  add lapses_on date,
  add lapsing_points bigint not null default 0 check (lapsing_points >= 0),
  add reserved_until timestamptz;
comment on column stempel.account.lapses_on is
  'The first last day of all its open lots, lapsed ones included; null: none ever lapses.';
comment on column stempel.account.lapsing_points is 'What remains in the lots of that day.';
comment on column stempel.account.reserved_until is
  'From then on nothing is reserved for a till; null: nothing ever was.';

alter table stempel.program add prolongs boolean not null default false;
comment on column stempel.program.prolongs is
  'Some version of its rules lets points lapse by inactivity: visits may prolong lots.';

create type private.scene as (
  kind text,
  state text,
  prolongs boolean,
  customer_name text,
  language text,
  login_name text,
  employee_name text,
  rules stempel.program_version,
  store stempel.store
);
comment on type private.scene is
  'What a booking needs to know of the program, the member and the shop. language: the merchant''s.';

-- Who calls and whether they may is one question.
grant usage on schema private to stempel_search;
grant select on private.operation to stempel_search;

do $$
begin
  alter table stempel.lot no force row level security;
  alter table stempel.account no force row level security;
  alter table stempel.program no force row level security;
  alter table stempel.program_version no force row level security;
  alter table stempel.reservation no force row level security;
  update stempel.account a set lapses_on = l.expires_on, lapsing_points = l.points
    from (select distinct on (o.merchant_id, o.account_id) o.merchant_id, o.account_id,
                 o.expires_on, sum(o.remaining) as points
            from stempel.lot o where o.open and o.expires_on is not null
           group by o.merchant_id, o.account_id, o.expires_on
           order by o.merchant_id, o.account_id, o.expires_on) l
   where (l.merchant_id, l.account_id) = (a.merchant_id, a.id);
  update stempel.account a set reserved_until = r.until
    from (select o.merchant_id, o.account_id, max(o.expires_at) as until
            from stempel.reservation o where o.state = 'open'
           group by o.merchant_id, o.account_id) r
   where (r.merchant_id, r.account_id) = (a.merchant_id, a.id);
  update stempel.program p set prolongs = true
   where exists (select from stempel.program_version v
                  where v.merchant_id = p.merchant_id and v.program_id = p.id
                    and v.expiry = 'inactivity');
  alter table stempel.reservation force row level security;
  alter table stempel.program_version force row level security;
  alter table stempel.program force row level security;
  alter table stempel.account force row level security;
  alter table stempel.lot force row level security;
end
$$;

reset role;
