-- As before; a tick that is caught up, of a schedule whose runs go one after another, is unpacked ten seconds later: those
-- that were planned before it come in the same moment, and in any order.
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
    -- A tick planned before the last change belongs to the schedule as it was then, and still counts.
    AND (t.generation = p_generation OR p_scheduled_for <= t.updated_at);
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
-- As before, and ticks of a schedule go in the order they were planned.
CREATE OR REPLACE FUNCTION give_turn(p_workspace uuid, p_key text) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  v_next run%ROWTYPE;
  v_oldest run%ROWTYPE;
  v_holder run%ROWTYPE;
  v_queue text;
BEGIN
  LOOP
    SELECT * INTO v_holder FROM run r
    WHERE r.workspace_id = p_workspace AND r.order_key = p_key AND r.finished_at IS NULL AND r.has_turn;
    IF FOUND AND (v_holder.state <> 'queued' OR v_holder.lease_count > 0 OR v_holder.started_at IS NOT NULL) THEN
      RETURN 'taken';
    END IF;

    SELECT * INTO v_next FROM run r
    WHERE r.workspace_id = p_workspace AND r.order_key = p_key AND r.finished_at IS NULL AND r.state = 'queued'
    ORDER BY r.order_at, r.delivery_id, r.item_index LIMIT 1;
    IF NOT FOUND THEN RETURN 'none'; END IF;
    IF v_next.entity IS NOT NULL AND v_next.entity_version IS NOT NULL THEN
      SELECT * INTO v_oldest FROM run r
      WHERE r.workspace_id = p_workspace AND r.order_key = p_key AND r.finished_at IS NULL AND r.state = 'queued'
        AND r.entity = v_next.entity AND r.entity_version IS NOT NULL
      ORDER BY r.entity_version, r.order_at, r.delivery_id, r.item_index LIMIT 1;
      v_next := v_oldest;
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
