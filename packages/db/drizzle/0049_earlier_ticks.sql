ALTER TABLE "flow_trigger" ADD COLUMN "times_since" timestamp with time zone DEFAULT now() NOT NULL;--> statement-breakpoint
ALTER TABLE "flow_trigger" ADD COLUMN "former_until" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "flow_trigger" ADD COLUMN "told_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "flow_trigger" ADD COLUMN "earlier_until" timestamp with time zone;--> statement-breakpoint
SET LOCAL ROLE patchbay_system;
--> statement-breakpoint
-- What the engine has been told of has no earlier times to be made up for, and what it has not, none before today.
UPDATE flow_trigger SET former_until = updated_at,
  told_at = CASE WHEN generation = applied_generation THEN now() END,
  earlier_until = CASE WHEN generation = applied_generation THEN now() END;
--> statement-breakpoint
RESET ROLE;
--> statement-breakpoint
-- A generation that the engine was told of counts until the next one; of one that it never heard of there are no ticks, and
-- what it still knows ended when that one began.
CREATE FUNCTION note_schedule_times() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.active AND OLD.generation = OLD.applied_generation THEN NEW.former_until := now(); END IF;
  NEW.times_since := now();
  NEW.told_at := NULL;
  NEW.earlier_until := NULL;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER flow_trigger_times BEFORE UPDATE OF generation ON flow_trigger
FOR EACH ROW WHEN (OLD.generation <> NEW.generation)
EXECUTE FUNCTION note_schedule_times();
--> statement-breakpoint
-- As before; a tick of an earlier generation counts up to when that one ended, whatever else was changed since.
CREATE OR REPLACE FUNCTION accept_tick(p_trigger uuid, p_generation integer, p_scheduled_for timestamptz) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  v_trigger flow_trigger%ROWTYPE;
  v_delivery uuid := uuidv7();
  v_payload uuid := uuidv7();
  v_body bytea;
  v_late boolean;
BEGIN
  SELECT * INTO v_trigger FROM flow_trigger t WHERE t.id = p_trigger AND t.active
    AND (t.generation = p_generation OR (p_generation < t.generation AND p_scheduled_for <= t.former_until));
  IF NOT FOUND THEN RETURN NULL; END IF;
  INSERT INTO event_key (workspace_id, scope, kind, key, delivery_id)
  VALUES (v_trigger.workspace_id, p_trigger, 'delivery', sha256(convert_to('tick ' || extract(epoch FROM p_scheduled_for)::text, 'UTF8')), v_delivery)
  ON CONFLICT DO NOTHING;
  IF NOT FOUND THEN RETURN NULL; END IF;
  v_late := p_scheduled_for < now() - interval '5 seconds'
    AND (v_trigger.config ->> 'overlap' = 'queue' OR v_trigger.runs -> 'order' ->> 'whenOpen' IS NOT NULL);
  v_body := convert_to(json_build_object('scheduledFor', to_char(p_scheduled_for AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))::text, 'UTF8');
  INSERT INTO payload (id, workspace_id, kind, raw, bytes) VALUES (v_payload, v_trigger.workspace_id, 'event', v_body, length(v_body));
  INSERT INTO delivery (id, workspace_id, trigger_id, flow_id, origin, state, payload_id, bytes, scheduled_for, due_at)
  VALUES (v_delivery, v_trigger.workspace_id, p_trigger, v_trigger.flow_id, 'schedule', 'accepted', v_payload, length(v_body),
          p_scheduled_for, CASE WHEN v_late THEN now() + interval '10 seconds' ELSE now() END);
  RETURN v_delivery;
END $$;
--> statement-breakpoint
DROP FUNCTION mark_schedule_applied(uuid, integer);
--> statement-breakpoint
-- As before, and with the first word of a generation it stands fast which of its earlier times are made up for: those no older
-- than its window, which is ten seconds at least, as it is for the engine.
CREATE FUNCTION mark_schedule_applied(p_trigger uuid, p_generation integer, p_told_at timestamptz) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  UPDATE flow_trigger t SET applied_generation = p_generation,
    told_at = CASE WHEN f.first THEN p_told_at ELSE t.told_at END,
    earlier_until = CASE WHEN f.first
      THEN greatest(t.times_since, p_told_at - greatest((t.config ->> 'catchUpWindowMs')::numeric, 10000)::float8 * interval '1 millisecond')
      ELSE t.earlier_until END
  FROM (SELECT s.id, s.generation = p_generation AND s.told_at IS NULL AND p_told_at IS NOT NULL AS first
        FROM flow_trigger s WHERE s.id = p_trigger FOR UPDATE) f
  WHERE t.id = f.id
$$;
--> statement-breakpoint
CREATE FUNCTION list_earlier_times()
RETURNS TABLE (id uuid, generation integer, config jsonb, earlier_until timestamptz, told_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT t.id, t.generation, t.config, t.earlier_until, t.told_at FROM flow_trigger t
  WHERE t.active AND t.generation = t.applied_generation AND t.earlier_until < t.told_at
$$;
--> statement-breakpoint
CREATE FUNCTION mark_earlier_times(p_trigger uuid, p_generation integer, p_until timestamptz) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  UPDATE flow_trigger SET earlier_until = p_until
  WHERE id = p_trigger AND generation = p_generation AND earlier_until < p_until
$$;
--> statement-breakpoint
GRANT CREATE ON SCHEMA public TO patchbay_system;
--> statement-breakpoint
DO $$
DECLARE
  f text;
BEGIN
  FOREACH f IN ARRAY ARRAY['mark_schedule_applied(uuid, integer, timestamptz)', 'list_earlier_times()',
    'mark_earlier_times(uuid, integer, timestamptz)']
  LOOP
    EXECUTE format('ALTER FUNCTION %s OWNER TO patchbay_system', f);
    EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', f);
    EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO patchbay_app', f);
  END LOOP;
END $$;
--> statement-breakpoint
REVOKE CREATE ON SCHEMA public FROM patchbay_system;
