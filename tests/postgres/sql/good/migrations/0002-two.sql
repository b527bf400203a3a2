-- A second one that stands on the first
-- SPDX-License-Identifier: GPL-3.0-or-later
alter table one.item add column name text;
