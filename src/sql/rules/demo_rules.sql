-- rules/demo_rules.sql: what the bakery of the demo offers: programs, tiers, rewards
--
-- SPDX-License-Identifier: GPL-3.0-or-later

-- `steps` is what is done with the draft: one program is paused, one is still being written.
create or replace function private.demo_stamp_rules() returns jsonb
language sql immutable as $$
  select '[
    {"kind": "stamps", "steps": ["program_publish"], "draft": {
     "names": {"lb": "Kaffiskaart", "fr": "Carte café", "de": "Kaffeekarte", "en": "Coffee card"},
     "reward": {"lb": "E waarmt Gedrénks no Wiel", "fr": "Une boisson chaude au choix",
                "de": "Ein Heißgetränk nach Wahl", "en": "A hot drink of your choice"},
     "stamps_target": 10, "reward_value": 390, "entitlement_days": 180, "colour": "#8b4a2b"}},
    {"kind": "stamps", "steps": ["program_publish", "program_pause"], "draft": {
     "names": {"lb": "Broutclub", "fr": "Club du pain", "de": "Brotklub", "en": "Bread club"},
     "reward": {"lb": "E Brout", "fr": "Un pain", "de": "Ein Brot", "en": "A loaf of bread"},
     "stamps_target": 8, "reward_value": 520, "colour": "#b8862b"}},
    {"kind": "stamps", "steps": [], "draft": {
     "names": {"lb": "Summeräis", "fr": "Glace d’été", "de": "Sommereis", "en": "Summer ice"},
     "reward": {"lb": "Zwou Kugelen Äis", "fr": "Deux boules de glace",
                "de": "Zwei Kugeln Eis", "en": "Two scoops of ice cream"},
     "stamps_target": 6, "colour": "#2b7a8b"}}]'::jsonb
$$;

create or replace function private.demo_point_rules() returns jsonb
language sql immutable as $$
  select '[
    {"kind": "points", "steps": ["program_publish"], "draft": {
     "names": {"lb": "Millebaach Plus", "fr": "Millebaach Plus", "de": "Millebaach Plus",
               "en": "Millebaach Plus"},
     "points_per_step": 2, "step_amount": 100, "minimum_amount": 200, "welcome_points": 20,
     "bonus_periods": [{"name": "Mëttwochs duebel", "multiplier_bp": 20000, "weekdays": [3]}],
     "bonus_mode": "max", "redeem_minimum": 50, "redeem_multiple": 10,
     "money_points": 100, "money_amount": 200, "expiry": "months", "expiry_months": 4,
     "tiers": [{"key": 1, "threshold": 8000, "multiplier_bp": 12500, "grace_days": 30,
                "names": {"lb": "Sëlwer", "fr": "Argent", "de": "Silber", "en": "Silver"}},
               {"key": 2, "threshold": 20000, "multiplier_bp": 15000, "grace_days": 30,
                "names": {"lb": "Gold", "fr": "Or", "de": "Gold", "en": "Gold"}}],
     "tier_metric": "eligible_spend", "adjust_maximum": 500, "colour": "#1c7c54"}},
    {"kind": "hybrid", "steps": ["program_publish"], "draft": {
     "names": {"lb": "Bistro um Eck", "fr": "Bistrot du coin", "de": "Bistro am Eck",
               "en": "Corner bistro"},
     "reward": {"lb": "E Menu vum Dag", "fr": "Un menu du jour", "de": "Ein Tagesmenü",
                "en": "A dish of the day"},
     "stamps_target": 8, "max_stamps_per_visit": 4, "reward_value": 1450, "points_per_step": 1,
     "step_amount": 100, "rounding": "linear", "expiry": "inactivity", "expiry_days": 60,
     "refund_policy": "write_off", "write_off_maximum": 50, "colour": "#7a3b8f"}}]'::jsonb
$$;

create or replace function private.demo_rewards() returns jsonb
language sql immutable as $$
  select '[
    {"place": 0, "names": {"lb": "E Croissant", "fr": "Un croissant", "de": "Ein Croissant",
                           "en": "A croissant"}, "cost_points": 60, "value": 150},
    {"place": 0, "names": {"lb": "E Brout", "fr": "Un pain", "de": "Ein Brot",
                           "en": "A loaf of bread"}, "cost_points": 150, "value": 420},
    {"place": 0, "names": {"lb": "Eng Dréitut", "fr": "Un sac en toile", "de": "Eine Stofftasche",
                           "en": "A cloth bag"}, "cost_points": 250, "value": 900,
     "limit_per_member": 1, "stock": 40},
    {"place": 1, "names": {"lb": "En Dessert", "fr": "Un dessert", "de": "Ein Dessert",
                           "en": "A dessert"}, "cost_points": 80, "value": 550}]'::jsonb
$$;
comment on function private.demo_rewards() is
  'place: of which of the programs with points, in the order of private.demo_point_rules.';

create or replace function private.demo_programs(caller private.caller, programs jsonb)
returns bigint[]
language plpgsql as $$
declare
  ids bigint[] := '{}';
  program jsonb;
  step text;
begin
  for program in select p from jsonb_array_elements(programs) with ordinality as u (p, place)
                  order by place loop
    ids := ids || (private.save_draft(caller, program - 'steps')->>'id')::bigint;
    for step in select jsonb_array_elements_text(program->'steps') loop
      caller.operation := step;
      perform private.change_program(caller, jsonb_build_object('id', ids[cardinality(ids)]));
    end loop;
  end loop;
  return ids;
end
$$;

create or replace function private.demo_catalogue(caller private.caller, programs bigint[])
returns void
language plpgsql as $$
declare
  reward jsonb;
begin
  for reward in select r from jsonb_array_elements(private.demo_rewards()) with ordinality
                                as u (r, place) order by place loop
    perform private.save_reward(caller, reward - 'place' || jsonb_build_object(
      'program_id', programs[1 + (reward->>'place')::integer]));
  end loop;
end
$$;
