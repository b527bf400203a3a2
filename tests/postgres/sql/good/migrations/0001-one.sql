-- A migration that works
-- SPDX-License-Identifier: GPL-3.0-or-later
create schema one;
create table one.item (id integer primary key);
comment on table one.item is 'Something';
