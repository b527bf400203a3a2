-- Comes after the rules
-- SPDX-License-Identifier: GPL-3.0-or-later
create or replace function one.second() returns integer language sql as 'select 41';
