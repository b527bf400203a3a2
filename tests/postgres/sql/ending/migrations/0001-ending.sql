-- Ends the transaction it was given
-- SPDX-License-Identifier: GPL-3.0-or-later
create table escaped (id integer);
rollback;
