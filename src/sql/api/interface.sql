-- api/interface.sql: what the operations are, for programs that read it
--
-- SPDX-License-Identifier: GPL-3.0-or-later

create or replace function api.interface_get(request jsonb) returns jsonb
language plpgsql security definer set search_path = stempel, pg_temp as $$
declare
  caller private.caller;
begin
  -- It is the same for everybody, so nobody needs to say who they are.
  caller.operation := 'interface_get';
  perform private.check_call(request);
  perform private.check_request(caller, request);
  return jsonb_build_object(
    'operations', (select jsonb_object_agg(o.name, jsonb_build_object(
                            'roles', o.roles, 'writes', o.writes,
                            'members', private.members_of(o.name)))
                     from private.operation o),
    'formats', private.formats(), 'texts', private.text_member());
end
$$;
comment on function api.interface_get(jsonb) is
  'Says what the requests of all operations may hold.';
