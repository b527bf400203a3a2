-- rules/welcome.sql: the points that a new member gets
--
-- SPDX-License-Identifier: GPL-3.0-or-later

-- The key of the entry is made from the account: whatever happens, there is one such row for it.
create or replace function private.welcome(caller private.caller, request jsonb,
                                           account stempel.account, store stempel.store)
returns void
language plpgsql as $$
declare
  rules stempel.program_version := private.rules_of(account);
  entry stempel.entry;
begin
  if coalesce(rules.welcome_points, 0) = 0 then
    return;
  end if;
  -- Nobody else knows the account before this transaction ends, so it needs no lock.
  entry := private.draft_entry(caller, request, account, 'welcome', rules, store);
  entry.idempotency_key := md5('welcome:' || account.id)::uuid;
  entry.points := rules.welcome_points;
  account := private.credit_points(account, entry, entry.points, private.expires_on(
    rules, private.local_day(caller, entry.occurred_at)));
  perform private.write_entry(account, entry);
end
$$;
comment on function private.welcome(private.caller, jsonb, stempel.account, stempel.store) is
  'Credits what a program promises to new members, once per account.';
