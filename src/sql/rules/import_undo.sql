-- rules/import_undo.sql: taking a whole import back, until somebody has used what it brought
--
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- First all of it is looked at and its accounts are closed, in one transaction: from then on nobody
-- can use them. Then its members go, chunk by chunk, as if they were erased: the ledger is never
-- changed, and an entry of kind `import` takes back what the first one gave.

create or replace function private.imported_customers(caller private.caller, job stempel.import,
                                                      how_many bigint default null)
returns bigint[]
language plpgsql stable as $$
begin
  return array(select r.customer_id from stempel.import_row r
                where r.merchant_id = caller.merchant_id and r.import_id = job.id
                  and r.customer_id is not null
                order by r.number limit how_many);
end
$$;

create or replace function private.lock_imported(caller private.caller, ids bigint[])
returns void
language plpgsql as $$
begin
  perform private.lock_merges(caller);
  perform 1 from stempel.customer c
    where c.merchant_id = caller.merchant_id and c.id = any (ids)
    order by c.id for no key update;
  perform 1 from stempel.card k
    where k.merchant_id = caller.merchant_id and k.customer_id = any (ids)
    order by k.id for update;
  perform 1 from stempel.account a
    where a.merchant_id = caller.merchant_id and a.customer_id = any (ids)
    order by a.id for update;
end
$$;
comment on function private.lock_imported(private.caller, bigint[]) is
  'Rows only, in the order of private.lock_customers: a file may have more members than there is '
  'room for advisory locks.';

-- Everything that somebody did with a member since, whether or not it left a trace in the ledger.
create or replace function private.import_uses(caller private.caller, job stempel.import,
                                               ids bigint[])
returns table (customer_id bigint, account_id bigint, used_as text)
language plpgsql stable as $$
begin
  return query
    select a.customer_id, a.id, 'booked'
      from stempel.account a
     where a.merchant_id = caller.merchant_id and a.customer_id = any (ids)
       and exists (select from stempel.entry e
                    where e.merchant_id = a.merchant_id and e.account_id = a.id
                      and e.batch_id is distinct from job.id)
    union all
    select a.customer_id, a.id, 'reserved'
      from stempel.account a
      join stempel.reservation r on (r.merchant_id, r.account_id) = (a.merchant_id, a.id)
     where a.merchant_id = caller.merchant_id and a.customer_id = any (ids) and r.state = 'open'
       and r.expires_at > private.now()
    union all
    select a.customer_id, a.id, 'tier'
      from stempel.account a
      join stempel.account_tier t on (t.merchant_id, t.account_id) = (a.merchant_id, a.id)
     where a.merchant_id = caller.merchant_id and a.customer_id = any (ids)
    union all
    select a.customer_id, a.id, 'account'
      from stempel.account a
     where a.merchant_id = caller.merchant_id and a.customer_id = any (ids)
       and a.program_id <> all (job.program_ids)
    union all
    select c.id, null, 'changed'
      from stempel.customer c
     where c.merchant_id = caller.merchant_id and c.id = any (ids)
       and (c.state <> 'active' or c.revision > 1)
    union all
    select m.survivor_id, null, 'changed'
      from stempel.merge m
     where m.merchant_id = caller.merchant_id and m.survivor_id = any (ids)
    union all
    select n.customer_id, null, 'changed'
      from stempel.consent n
     where n.merchant_id = caller.merchant_id and n.customer_id = any (ids)
       and n.import_id is distinct from job.id
    union all
    select p.customer_id, null, 'employee'
      from stempel.employee p
     where p.merchant_id = caller.merchant_id and p.customer_id = any (ids)
    union all
    select k.customer_id, null, 'card'
      from stempel.card k
     where k.merchant_id = caller.merchant_id and k.customer_id = any (ids)
     group by k.customer_id having count(*) <> 1 or min(k.state) <> 'active';
end
$$;
comment on function private.import_uses(private.caller, stempel.import, bigint[]) is
  'used_as: booked, reserved, tier, account (opened since), changed, employee, card.';

create or replace function private.refuse_used_import(caller private.caller, job stempel.import,
                                                      ids bigint[])
returns void
language plpgsql as $$
declare
  first record;
  used bigint;
begin
  select u.* into first
    from private.import_uses(caller, job, ids) u
   order by u.customer_id, u.account_id nulls last
   limit 1;
  if first.customer_id is null then
    return;
  end if;
  select count(distinct u.customer_id) into used
    from private.import_uses(caller, job, ids) u;
  perform private.refuse_conflict('import_used', jsonb_build_object(
    'customer_id', first.customer_id, 'account_id', first.account_id,
    'used_as', first.used_as, 'used', used));
end
$$;

create or replace function private.begin_undo(caller private.caller, job stempel.import)
returns stempel.import
language plpgsql as $$
declare
  ids bigint[] := private.imported_customers(caller, job);
begin
  perform private.lock_imported(caller, ids);
  perform private.refuse_used_import(caller, job, ids);
  update stempel.account a set closed_as = 'erased'
   where a.merchant_id = caller.merchant_id and a.customer_id = any (ids);
  delete from stempel.import_row r
   where r.merchant_id = caller.merchant_id and r.import_id = job.id and r.customer_id is null;
  job.state := 'undoing';
  perform private.audit(caller, 'import.undo', 'import', job.id, job.name,
                        private.import_figures(job), null);
  return job;
end
$$;

create or replace function private.take_import_back(caller private.caller, job stempel.import,
                                                    account_id bigint, at timestamptz)
returns void
language plpgsql as $$
declare
  account stempel.account := private.find_account(caller, account_id);
  entry stempel.entry := private.draft_transfer(caller, account, 'import', 'undo', at);
begin
  entry.batch_id := job.id;
  perform private.empty_account(account, entry);
end
$$;

-- What is left of a member is a number without a name, card, or balance.
create or replace function private.forget_imported(caller private.caller, job stempel.import,
                                                   ids bigint[])
returns void
language plpgsql as $$
begin
  update stempel.card k set state = 'unassigned', customer_id = null
    from stempel.import_row r
   where r.merchant_id = caller.merchant_id and r.import_id = job.id and r.printed_card
     and r.customer_id = any (ids)
     and k.merchant_id = r.merchant_id and k.customer_id = r.customer_id;
  delete from stempel.card k
   where k.merchant_id = caller.merchant_id and k.customer_id = any (ids);
  delete from stempel.notice n using stempel.account a
   where a.merchant_id = caller.merchant_id and a.customer_id = any (ids)
     and (n.merchant_id, n.account_id) = (a.merchant_id, a.id);
  perform private.erase_records(caller, ids);
  perform private.erase_traces(caller, ids);
  delete from stempel.import_row r
   where r.merchant_id = caller.merchant_id and r.import_id = job.id
     and r.customer_id = any (ids);
end
$$;

create or replace function private.undo_chunk(caller private.caller, job stempel.import)
returns stempel.import
language plpgsql as $$
declare
  ids bigint[] := private.imported_customers(caller, job, 200);
  at timestamptz;
  account_id bigint;
begin
  perform private.lock_merges(caller);
  perform private.lock_customers(caller, ids);
  at := private.now();
  for account_id in
    select a.id from stempel.account a
     where a.merchant_id = caller.merchant_id and a.customer_id = any (ids)
       and (a.points > 0 or a.stamps > 0 or private.open_cards(a) <> '{}')
     order by a.id
  loop
    perform private.take_import_back(caller, job, account_id, at);
  end loop;
  update stempel.account a set closed_as = 'erased'
   where a.merchant_id = caller.merchant_id and a.customer_id = any (ids);
  perform private.forget_imported(caller, job, ids);
  if cardinality(ids) < 200 then
    job.state := 'undone';
    job.undone_at := at;
  end if;
  return job;
end
$$;
comment on function private.undo_chunk(private.caller, stempel.import) is
  'Takes the next members back; after the last the import is undone.';

-- A file that was checked and never imported holds what people told somebody else.
create or replace function private.discard_import(caller private.caller, job stempel.import)
returns stempel.import
language plpgsql as $$
begin
  delete from stempel.import_row r
   where r.merchant_id = caller.merchant_id and r.import_id = job.id;
  job.state := 'discarded';
  perform private.audit(caller, 'import.discard', 'import', job.id, job.name);
  return job;
end
$$;
