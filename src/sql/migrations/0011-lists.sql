-- 0011-lists.sql: the indexes of the ledger that are needed, and no more
--
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Each booking pays for each of them.

set local role stempel_owner;

-- The entries of a customer are those of the customer's accounts.
drop index stempel.entry_customer;
-- Nobody looks for lots that are used up, or for the uses of a lot.
drop index stempel.lot_account;
drop index stempel.allocation_lot;

-- Ascending, and read backwards: a page that grows at its right end is split where it ends, so that
-- pages stay full; one that grows at its left end is split in halves.
drop index stempel.entry_time;
drop index stempel.entry_store;
drop index stempel.entry_program;
drop index stempel.entry_kind;
drop index stempel.entry_employee;
drop index stempel.entry_account;
create index entry_time on stempel.entry (merchant_id, occurred_at, id);
create index entry_store on stempel.entry (merchant_id, store_id, occurred_at, id);
create index entry_program on stempel.entry (merchant_id, program_id, occurred_at, id);
create index entry_kind on stempel.entry (merchant_id, kind, occurred_at, id);
create index entry_employee on stempel.entry (merchant_id, employee_id, occurred_at, id)
  where employee_id is not null;
create index entry_account on stempel.entry (merchant_id, account_id, occurred_at, id);

reset role;
