-- rules/scene.sql: what a booking needs to know of the program, the member and the shop
--
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Read by one query, because on the way of a booking each query costs as much as its work. What is
-- seldom there (an employee, a card) is looked up only where it is.

create or replace function private.load_scene(merchant_id bigint, program_id bigint,
                                              version integer, customer_id bigint,
                                              store_id bigint)
returns private.scene
language plpgsql stable as $$
declare
  scene private.scene;
begin
  select p.kind, p.state, p.prolongs, private.customer_name(c), m.language, null, null, v, s
    into scene
    from stempel.program p
    join stempel.merchant m on m.merchant_id = p.merchant_id
    join stempel.program_version v on v.merchant_id = p.merchant_id and v.program_id = p.id
                                  and v.number = coalesce(load_scene.version, p.version)
    join stempel.customer c on c.merchant_id = p.merchant_id and c.id = load_scene.customer_id
    left join stempel.store s on s.merchant_id = p.merchant_id and s.id = load_scene.store_id
   where p.merchant_id = load_scene.merchant_id and p.id = load_scene.program_id;
  return scene;
end
$$;
comment on function private.load_scene(bigint, bigint, integer, bigint, bigint) is
  'By the rules of that version; null: by those in force.';

create or replace function private.set_scene(caller private.caller, request jsonb,
                                             account stempel.account)
returns private.scene
language plpgsql stable as $$
declare
  store_id bigint := (request->>'store_id')::bigint;
  employee_id bigint := (request->>'employee_id')::bigint;
  scene private.scene := private.load_scene(account.merchant_id, account.program_id, null,
                                            account.customer_id, store_id);
begin
  if account.closed_as is not null then
    perform private.refuse_closed(account);
  end if;
  if (scene.store).state is distinct from 'active' then
    perform private.open_store(caller, store_id);
  end if;
  if request->>'card_id' is not null then
    perform private.check_presented_card(caller, account, (request->>'card_id')::bigint);
  end if;
  if scene.state <> 'active' then
    perform private.check_program(private.find_program(caller, account.program_id));
  end if;
  if employee_id is not null or caller.role = 'staff' then
    scene.employee_name := private.check_employee(caller, employee_id, store_id);
  end if;
  scene.login_name := caller.login_name;
  return scene;
end
$$;
comment on function private.set_scene(private.caller, jsonb, stempel.account) is
  'For a booking at a counter: the member, the card, the program, the store and the employee must '
  'all be good for it.';

create or replace function private.scene_of(e stempel.entry) returns private.scene
language plpgsql stable as $$
declare
  scene private.scene := private.load_scene(e.merchant_id, e.program_id, e.program_version,
                                            e.customer_id, e.store_id);
begin
  if e.login_id is not null then
    scene.login_name := private.login_name(e.merchant_id, e.login_id);
  end if;
  if e.employee_id is not null then
    scene.employee_name := private.employee_name(e.merchant_id, e.employee_id);
  end if;
  return scene;
end
$$;
comment on function private.scene_of(stempel.entry) is 'Of an entry that was made before.';

create or replace function private.login_name(merchant_id bigint, id bigint) returns text
language plpgsql stable as $$
begin
  return (select l.name from stempel.login l
           where l.merchant_id = login_name.merchant_id and l.id = login_name.id);
end
$$;

create or replace function private.employee_name(merchant_id bigint, id bigint) returns text
language plpgsql stable as $$
begin
  return (select e.name from stempel.employee e
           where e.merchant_id = employee_name.merchant_id and e.id = employee_name.id);
end
$$;
