-- Names a function that a later file makes
-- SPDX-License-Identifier: GPL-3.0-or-later
create or replace function one.first() returns integer language sql as 'select one.second() + 1';
