SELECT protect_workspace_table('former_schedule');
--> statement-breakpoint
-- As before, and a schedule that ends while its times of before the engine was told of it are not all in the inbox is kept until
-- they are. In milliseconds, as the worker counts.
CREATE OR REPLACE FUNCTION note_schedule_times() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.active AND OLD.generation = OLD.applied_generation THEN NEW.former_until := now(); END IF;
  IF OLD.active AND OLD.config ->> 'type' = 'schedule' AND (OLD.told_at IS NULL OR OLD.earlier_until < OLD.told_at) THEN
    INSERT INTO former_schedule (trigger_id, generation, workspace_id, config, earlier_until, until, told_at)
    VALUES (OLD.id, OLD.generation, OLD.workspace_id, OLD.config, coalesce(OLD.earlier_until, OLD.times_since),
            coalesce(OLD.told_at, date_trunc('milliseconds', now())), OLD.told_at);
  END IF;
  NEW.times_since := now();
  NEW.told_at := NULL;
  NEW.earlier_until := NULL;
  RETURN NEW;
END $$;
--> statement-breakpoint
-- As before; a tick of an earlier generation counts up to when that one ended, also while the flow is off.
CREATE OR REPLACE FUNCTION accept_tick(p_trigger uuid, p_generation integer, p_scheduled_for timestamptz) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  v_trigger flow_trigger%ROWTYPE;
  v_delivery uuid := uuidv7();
  v_payload uuid := uuidv7();
  v_body bytea;
  v_late boolean;
BEGIN
  SELECT * INTO v_trigger FROM flow_trigger t WHERE t.id = p_trigger
    AND ((t.active AND t.generation = p_generation)
      OR (p_generation < t.generation AND (p_scheduled_for <= t.former_until OR EXISTS (
        SELECT 1 FROM former_schedule f
        WHERE f.trigger_id = t.id AND f.generation = p_generation AND p_scheduled_for <= f.until))));
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
-- As before, and of those that ended before the engine was told of them, it stands fast in the same way.
CREATE OR REPLACE FUNCTION mark_schedule_applied(p_trigger uuid, p_generation integer, p_told_at timestamptz) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  UPDATE flow_trigger t SET applied_generation = p_generation,
    told_at = CASE WHEN f.first THEN p_told_at ELSE t.told_at END,
    earlier_until = CASE WHEN f.first
      THEN greatest(t.times_since, p_told_at - greatest((t.config ->> 'catchUpWindowMs')::numeric, 10000)::float8 * interval '1 millisecond')
      ELSE t.earlier_until END
  FROM (SELECT s.id, s.generation = p_generation AND s.told_at IS NULL AND p_told_at IS NOT NULL AS first
        FROM flow_trigger s WHERE s.id = p_trigger FOR UPDATE) f
  WHERE t.id = f.id;
  UPDATE former_schedule f SET told_at = coalesce(p_told_at, now()),
    earlier_until = greatest(f.earlier_until, coalesce(p_told_at, now())
      - greatest((f.config ->> 'catchUpWindowMs')::numeric, 10000)::float8 * interval '1 millisecond')
  WHERE f.trigger_id = p_trigger AND f.generation < p_generation AND f.told_at IS NULL;
  DELETE FROM former_schedule f WHERE f.trigger_id = p_trigger AND f.told_at IS NOT NULL AND f.earlier_until >= f.until
$$;
--> statement-breakpoint
-- As before; what has become something else than a schedule still has those to be told.
CREATE OR REPLACE FUNCTION list_unapplied_schedules()
RETURNS TABLE (id uuid, workspace_id uuid, generation integer, active boolean, config jsonb)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT t.id, t.workspace_id, t.generation, t.active, t.config FROM flow_trigger t
  WHERE t.generation <> t.applied_generation
    AND (t.config ->> 'type' = 'schedule' OR t.applied_generation > 0
      OR EXISTS (SELECT 1 FROM former_schedule f WHERE f.trigger_id = t.id))
$$;
--> statement-breakpoint
DROP FUNCTION list_earlier_times();
--> statement-breakpoint
CREATE FUNCTION list_earlier_times()
RETURNS TABLE (id uuid, generation integer, config jsonb, earlier_until timestamptz, until timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT t.id, t.generation, t.config, t.earlier_until, t.told_at FROM flow_trigger t
  WHERE t.active AND t.generation = t.applied_generation AND t.earlier_until < t.told_at
  UNION ALL
  SELECT f.trigger_id, f.generation, f.config, f.earlier_until, f.until FROM former_schedule f WHERE f.told_at IS NOT NULL
  ORDER BY 1, 2
$$;
--> statement-breakpoint
CREATE OR REPLACE FUNCTION mark_earlier_times(p_trigger uuid, p_generation integer, p_until timestamptz) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  UPDATE flow_trigger SET earlier_until = p_until
  WHERE id = p_trigger AND generation = p_generation AND earlier_until < p_until;
  UPDATE former_schedule SET earlier_until = p_until
  WHERE trigger_id = p_trigger AND generation = p_generation AND earlier_until < p_until;
  DELETE FROM former_schedule WHERE trigger_id = p_trigger AND generation = p_generation AND earlier_until >= until
$$;
--> statement-breakpoint
-- Whether times of a schedule that lie before this one may still come into the inbox by being asked for.
CREATE FUNCTION earlier_ticks_missing(p_trigger uuid, p_planned timestamptz) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT EXISTS (
      SELECT 1 FROM flow_trigger t WHERE t.id = p_trigger AND t.active
        AND (t.told_at IS NULL OR t.earlier_until < t.told_at) AND coalesce(t.earlier_until, t.times_since) < p_planned)
    OR EXISTS (SELECT 1 FROM former_schedule f WHERE f.trigger_id = p_trigger AND f.earlier_until < p_planned)
$$;
--> statement-breakpoint
-- As before, and a tick waits for those before it that are not in the inbox yet; after an hour in vain it does no longer.
CREATE OR REPLACE FUNCTION give_turn(p_workspace uuid, p_key text) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  v_next run%ROWTYPE;
  v_oldest run%ROWTYPE;
  v_holder run%ROWTYPE;
  v_queue text;
  v_at timestamptz;
  v_delivery uuid;
  v_item integer;
  v_gathers uuid[];
  v_lent uuid[];
BEGIN
  LOOP
    SELECT * INTO v_holder FROM run r
    WHERE r.workspace_id = p_workspace AND r.order_key = p_key AND r.finished_at IS NULL AND r.has_turn;
    IF FOUND AND (v_holder.state <> 'queued' OR v_holder.lease_count > 0 OR v_holder.started_at IS NOT NULL) THEN
      RETURN 'taken';
    END IF;

    SELECT array_agg(r.id) INTO v_lent FROM run r
    WHERE r.workspace_id = p_workspace AND r.lent_key = p_key AND r.finished_at IS NULL;
    IF v_lent IS NOT NULL THEN
      WITH RECURSIVE waits (lent, id) AS (
        SELECT r.id, r.parent_run_id FROM run r WHERE r.id = ANY (v_lent) AND r.parent_waits
        UNION ALL
        SELECT w.lent, r.parent_run_id FROM waits w JOIN run r ON r.id = w.id WHERE r.parent_waits AND r.finished_at IS NULL)
      SELECT r.* INTO v_next FROM run r
      WHERE r.workspace_id = p_workspace AND r.order_key = p_key AND r.finished_at IS NULL AND r.state = 'queued'
        AND (SELECT count(DISTINCT w.lent) FROM waits w WHERE w.id = r.id) = cardinality(v_lent)
      ORDER BY r.order_at, r.delivery_id, r.item_index LIMIT 1;
      IF NOT FOUND THEN RETURN 'taken'; END IF;
    ELSE
      SELECT * INTO v_next FROM run r
      WHERE r.workspace_id = p_workspace AND r.order_key = p_key AND r.finished_at IS NULL AND r.state = 'queued'
      ORDER BY r.order_at, r.delivery_id, r.item_index LIMIT 1;
      IF NOT FOUND THEN RETURN 'none'; END IF;
      v_at := v_next.order_at;
      v_delivery := v_next.delivery_id;
      v_item := v_next.item_index;
      IF v_next.entity IS NOT NULL AND v_next.entity_version IS NOT NULL THEN
        SELECT * INTO v_oldest FROM run r
        WHERE r.workspace_id = p_workspace AND r.order_key = p_key AND r.finished_at IS NULL AND r.state = 'queued'
          AND r.entity = v_next.entity AND r.entity_version IS NOT NULL
        ORDER BY r.entity_version, r.order_at, r.delivery_id, r.item_index LIMIT 1;
        v_next := v_oldest;
      END IF;

      -- Of a schedule, what was planned before goes first, also while it is not in the inbox yet: asked before the inbox is.
      IF v_next.entity LIKE 'schedule/%' AND v_next.progress_at > now() - interval '1 hour'
        AND earlier_ticks_missing(v_next.trigger_id, to_timestamp(v_next.entity_version / 1000000))
      THEN
        RETURN 'later';
      END IF;

      SELECT t.runs -> 'order' ->> 'queue' INTO v_queue FROM flow_trigger t WHERE t.id = v_next.trigger_id;
      IF EXISTS (
        SELECT 1 FROM (
          SELECT v_next.trigger_id AS id
          UNION SELECT t.id FROM flow_trigger t WHERE t.workspace_id = p_workspace AND t.runs -> 'order' ->> 'queue' = v_queue) s
        CROSS JOIN LATERAL (
          SELECT 1 FROM delivery d
          WHERE d.trigger_id = s.id AND d.state = 'accepted' AND d.reason_code IS DISTINCT FROM 'held'
            AND (d.received_at, d.id) < (v_next.order_at, v_next.delivery_id) LIMIT 1) b)
      THEN
        RETURN 'later';
      END IF;
      -- Ticks that are caught up come in any order: what was planned before goes first.
      IF v_next.entity LIKE 'schedule/%' AND EXISTS (
        SELECT 1 FROM delivery d
        WHERE d.trigger_id = v_next.trigger_id AND d.state = 'accepted' AND d.reason_code IS DISTINCT FROM 'held'
          AND d.scheduled_for < to_timestamp(v_next.entity_version / 1000000))
      THEN
        RETURN 'later';
      END IF;
      -- What lies in open gathers has its payload; of several orders, their run goes in no order.
      IF EXISTS (SELECT 1 FROM gather_item i WHERE i.workspace_id = p_workspace AND i.order_key = p_key AND i.payload_id IS NOT NULL) THEN
        SELECT array_agg(g.id) INTO v_gathers
        FROM (SELECT DISTINCT i.gather_id FROM gather_item i
              WHERE i.workspace_id = p_workspace AND i.order_key = p_key AND i.payload_id IS NOT NULL) o
        JOIN gather g ON g.id = o.gather_id
        WHERE g.state = 'open' AND g.trigger_id = v_next.trigger_id AND g.last_at <= v_next.order_at
          AND (g.version_id <> v_next.version_id OR g.key LIKE '% sealed ' || g.id)
          AND v_next.progress_at > now() - interval '1 hour'
          AND NOT EXISTS (SELECT 1 FROM gather_item i WHERE i.gather_id = g.id AND i.order_key IS DISTINCT FROM p_key);
        IF v_gathers IS NOT NULL THEN
          -- Whoever is at one of them is not waited for: it is looked at again.
          UPDATE gather SET due_at = last_at WHERE id IN (
            SELECT g.id FROM gather g WHERE g.id = ANY (v_gathers) AND g.state = 'open' AND g.due_at > g.last_at
            FOR UPDATE SKIP LOCKED);
          RETURN 'later';
        END IF;
      END IF;

      -- What was unpacked or closed while this was looked at has its run by now.
      IF EXISTS (
        SELECT 1 FROM run r
        WHERE r.workspace_id = p_workspace AND r.order_key = p_key AND r.finished_at IS NULL AND r.state = 'queued'
          AND (r.order_at, r.delivery_id, r.item_index) < (v_at, v_delivery, v_item))
        OR (v_next.entity IS NOT NULL AND v_next.entity_version IS NOT NULL AND EXISTS (
        SELECT 1 FROM run r
        WHERE r.workspace_id = p_workspace AND r.order_key = p_key AND r.finished_at IS NULL AND r.state = 'queued'
          AND r.entity = v_next.entity AND r.entity_version < v_next.entity_version))
      THEN
        CONTINUE;
      END IF;
    END IF;

    -- Nobody is waited for here: leasing goes on for all the others.
    PERFORM 1 FROM run r WHERE r.id = v_next.id AND r.state = 'queued' AND r.finished_at IS NULL FOR UPDATE SKIP LOCKED;
    IF NOT FOUND THEN RETURN 'later'; END IF;

    IF v_next.skips_older AND v_next.entity_version IS NOT NULL AND EXISTS (
      SELECT 1 FROM run n
      WHERE n.trigger_id = v_next.trigger_id AND n.order_key = p_key AND n.entity = v_next.entity
        AND n.entity_version > v_next.entity_version AND n.started_at IS NOT NULL)
    THEN
      UPDATE run SET state = 'cancelled', reason_code = 'older_version', finished_at = now(), progress_at = now(),
        reason = 'A newer state of ' || subject_words(subject, entity) || ' has run already; this one was left out.'
      WHERE id = v_next.id;
      CONTINUE;
    END IF;

    IF v_holder.id IS NOT NULL AND v_holder.id <> v_next.id THEN
      PERFORM 1 FROM run r WHERE r.id = v_holder.id AND r.lease_count = 0 FOR UPDATE SKIP LOCKED;
      IF NOT FOUND THEN RETURN 'later'; END IF;
      UPDATE run SET has_turn = false WHERE id = v_holder.id;
    END IF;
    UPDATE run SET has_turn = true WHERE id = v_next.id AND NOT has_turn;
    RETURN 'given';
  END LOOP;
END $$;
--> statement-breakpoint
GRANT CREATE ON SCHEMA public TO patchbay_system;
--> statement-breakpoint
DO $$
DECLARE
  f text;
BEGIN
  FOREACH f IN ARRAY ARRAY['list_earlier_times()', 'earlier_ticks_missing(uuid, timestamptz)']
  LOOP
    EXECUTE format('ALTER FUNCTION %s OWNER TO patchbay_system', f);
    EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', f);
    EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO patchbay_app', f);
  END LOOP;
END $$;
--> statement-breakpoint
REVOKE CREATE ON SCHEMA public FROM patchbay_system;
