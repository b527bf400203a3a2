-- 0017-merged.sql: what follows a member who was merged into another one
--
-- SPDX-License-Identifier: GPL-3.0-or-later

set local role stempel_owner;

alter table stempel.account add includes bigint[];
comment on column stempel.account.includes is
  'The accounts that were merged into it, and those that had been merged into them: limits, tiers '
  'and voids count what was booked on all of them. Null: none were.';

alter table stempel.lot add continues bigint;
comment on column stempel.lot.continues is
  'The lot that these points were in before they moved with their member.';
create index lot_continues on stempel.lot (merchant_id, continues) where continues is not null;

alter table stempel.entitlement add continues bigint;
comment on column stempel.entitlement.continues is
  'The full card that this was before it moved with its member, or came back to the survivor.';

alter table stempel.account_tier add settled_of bigint[];
comment on column stempel.account_tier.settled_of is
  'The accounts whose entries counted when it was settled; the membership year is that of the first. '
  'Null: its own only.';

alter table stempel.merge add carried jsonb not null default '[]';
comment on column stempel.merge.carried is
  'Array of {from, to (accounts), before, after (the survivor''s visits and tier), review_on}.';

-- Those who were merged already.
do $$
begin
  alter table stempel.account no force row level security;
  alter table stempel.lot no force row level security;
  alter table stempel.allocation no force row level security;
  alter table stempel.entry no force row level security;
  with recursive inside (merchant_id, root, id) as (
    select a.merchant_id, a.merged_into, a.id from stempel.account a
     where a.merged_into is not null
    union
    select p.merchant_id, p.merged_into, i.id
      from inside i join stempel.account p on (p.merchant_id, p.id) = (i.merchant_id, i.root)
     where p.merged_into is not null)
  update stempel.account a set includes = i.ids
    from (select merchant_id, root, array_agg(id order by id) as ids from inside group by 1, 2) i
   where (i.merchant_id, i.root) = (a.merchant_id, a.id);
  -- The lots of a transfer were opened in the order in which the other half used the old ones.
  update stempel.lot l set continues = o.lot_id
    from (select l.merchant_id, l.id, e.pair_id,
                 row_number() over (partition by l.entry_id order by l.id) as place
            from stempel.lot l
            join stempel.entry e on (e.merchant_id, e.id) = (l.merchant_id, l.entry_id)
           where e.kind = 'transfer' and e.reason_code = 'merge') n
    join stempel.allocation o
      on (o.merchant_id, o.entry_id, o.place) = (n.merchant_id, n.pair_id, n.place)
   where (n.merchant_id, n.id) = (l.merchant_id, l.id);
  loop
    update stempel.lot l set continues = o.continues
      from stempel.lot o
     where (o.merchant_id, o.id) = (l.merchant_id, l.continues) and o.continues is not null;
    exit when not found;
  end loop;
  -- What the log says about tiers given by hand goes to where it can be erased.
  alter table stempel.audit_event disable trigger user;
  alter table stempel.audit_event no force row level security;
  alter table stempel.audit_personal no force row level security;
  insert into stempel.audit_personal (merchant_id, event_id, customer_id, salt, subject_name,
                                      before, after)
  select e.merchant_id, e.id, a.customer_id, uuid_send(gen_random_uuid()), e.subject_name,
         e.before, e.after
    from stempel.audit_event e
    join stempel.account a on (a.merchant_id, a.id) = (e.merchant_id, e.subject_id)
   where e.action = 'account.set_tier' and e.digest is null;
  update stempel.audit_event e
     set subject_name = null, before = null, after = null,
         digest = sha256(p.salt || convert_to(
           jsonb_build_array(p.subject_name, p.before, p.after)::text, 'UTF8'))
    from stempel.audit_personal p
   where (p.merchant_id, p.event_id) = (e.merchant_id, e.id) and e.digest is null;
  alter table stempel.audit_personal force row level security;
  alter table stempel.audit_event force row level security;
  alter table stempel.audit_event enable always trigger append_only;
  alter table stempel.audit_event enable always trigger append_only_truncate;
  alter table stempel.entry force row level security;
  alter table stempel.allocation force row level security;
  alter table stempel.lot force row level security;
  alter table stempel.account force row level security;
end
$$;

reset role;
