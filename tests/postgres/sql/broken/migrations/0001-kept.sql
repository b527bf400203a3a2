-- A migration that works
-- SPDX-License-Identifier: GPL-3.0-or-later
create table kept (id integer);
