-- Fails half way
-- SPDX-License-Identifier: GPL-3.0-or-later
create table lost (id integer);
select 1 / 0;
