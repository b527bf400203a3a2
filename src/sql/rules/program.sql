-- rules/program.sql: the rules of a stamp program: defaults, checks, drafts
--
-- SPDX-License-Identifier: GPL-3.0-or-later

create or replace function private.default_rules() returns jsonb
language sql immutable as $$
  select '{"stamps_target": 10, "max_stamps_per_visit": 3, "cooldown_minutes": 15,
           "daily_limit": 5, "reward_value": null, "entitlement_days": null, "void_minutes": 15,
           "void_days": 30, "pin_policy": "operation", "shift_minutes": 480,
           "colour": "#1c71d8"}'::jsonb
$$;

create or replace function private.texts_errors(field text, texts jsonb, language text)
returns jsonb
language plpgsql stable as $$
declare
  errors jsonb := '[]';
  name text;
  value jsonb;
begin
  if jsonb_typeof(texts) is distinct from 'object' then
    return '[]'; -- Said already: required, or of the wrong type.
  end if;
  if jsonb_typeof(texts->language) is distinct from 'string'
     or private.plain(texts, language) is null then
    errors := private.field_error(field, 'required', jsonb_build_object('language', language));
  end if;
  for name, value in select * from jsonb_each(texts) loop
    if not private.format_holds('language', name) then
      errors := errors || private.field_error(field, 'unknown_member',
                                              jsonb_build_object('language', name));
    else
      errors := errors || coalesce((
        select jsonb_agg(e || jsonb_build_object('language', name))
          from jsonb_array_elements(private.member_errors(field, value,
                                    '{"type": "text", "max": 80}')) e), '[]');
    end if;
  end loop;
  return errors;
end
$$;
comment on function private.texts_errors(text, jsonb, text) is
  'A localised text must hold the merchant''s own language; the others may be missing.';

create or replace function private.rules_errors(caller private.caller, rules jsonb)
returns jsonb
language plpgsql stable as $$
declare
  language text;
begin
  if jsonb_typeof(rules) is distinct from 'object' then
    return '[]';
  end if;
  select m.language into language from stempel.merchant m
   where m.merchant_id = caller.merchant_id;
  return private.object_errors(rules, '{
      "names": {"type": "object", "required": true},
      "stamps_target": {"type": "integer", "min": 1, "max": 100},
      "max_stamps_per_visit": {"type": "integer", "min": 1, "max": 20},
      "cooldown_minutes": {"type": "integer", "min": 0, "max": 10080},
      "daily_limit": {"type": "integer", "min": 1, "max": 100},
      "reward": {"type": "object", "required": true},
      "reward_value": {"type": "integer", "min": 0, "max": 100000000},
      "entitlement_days": {"type": "integer", "min": 1, "max": 3650},
      "void_minutes": {"type": "integer", "min": 0, "max": 1440},
      "void_days": {"type": "integer", "min": 0, "max": 365},
      "pin_policy": {"type": "one_of", "values": ["operation", "shift", "none"]},
      "shift_minutes": {"type": "integer", "min": 15, "max": 1440},
      "colour": {"type": "colour"}}')
    || private.texts_errors('names', rules->'names', language)
    || private.texts_errors('reward', rules->'reward', language);
end
$$;

create or replace function private.plain_texts(texts jsonb) returns jsonb
language sql immutable as $$
  select jsonb_object_agg(t.key, private.trimmed(t.value)) from jsonb_each_text(texts) t
   where private.trimmed(t.value) <> ''
$$;

-- Every member is there and written one way, so that equal rules are equal JSON.
create or replace function private.plain_rules(rules jsonb) returns jsonb
language sql immutable as $$
  select private.default_rules()
    || coalesce((select jsonb_object_agg(r.key, r.value) from jsonb_each(rules) r
                  where r.value <> 'null' and private.trimmed(r.value #>> '{}') <> ''), '{}')
    || jsonb_build_object('names', private.plain_texts(rules->'names'),
         'reward', private.plain_texts(rules->'reward'),
         'colour', lower(coalesce(private.plain(rules, 'colour'),
                                  private.default_rules()->>'colour')))
$$;

create or replace function private.insert_version(caller private.caller, p stempel.program)
returns stempel.program_version
language plpgsql as $$
declare
  published stempel.program_version;
begin
  -- The draft has the very members of the columns: private.plain_rules wrote it.
  published := jsonb_populate_record(null::stempel.program_version, p.draft);
  published.merchant_id := p.merchant_id;
  published.program_id := p.id;
  published.number := coalesce(p.version, 0) + 1;
  published.published_at := private.now();
  published.published_by := caller.login_id;
  insert into stempel.program_version values (published.*);
  return published;
end
$$;
