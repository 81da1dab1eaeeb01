-- The named functions that may cross workspaces: accept, lease, reconcile, retain, and the two look-ups that find a
-- workspace in the first place. Each runs as patchbay_system; patchbay_app may call them and nothing else.

CREATE FUNCTION find_source(p_address text)
RETURNS TABLE (id uuid, workspace_id uuid, kind text, connector text, connection_id uuid, auth jsonb, secret_id uuid,
               enabled boolean, answer jsonb)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT s.id, s.workspace_id, s.kind, s.connector, s.connection_id, s.auth, s.secret_id, s.enabled,
         (SELECT t.config -> 'answer' FROM flow_trigger t WHERE t.source_id = s.id AND t.config ->> 'type' = 'webhook' LIMIT 1)
  FROM source s WHERE s.address = p_address
$$;
--> statement-breakpoint
CREATE FUNCTION find_api_key(p_hash bytea)
RETURNS TABLE (id uuid, workspace_id uuid, name text, scopes text[], expires_at timestamptz, revoked_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT k.id, k.workspace_id, k.name, k.scopes, k.expires_at, k.revoked_at FROM api_key k WHERE k.hash = p_hash
$$;
--> statement-breakpoint
-- One event at a source: a delivery for each trigger that listens, told apart from what came before by the vendor's
-- own delivery id. A refused delivery holds no key, so that the event can still be replayed or sent again.
CREATE FUNCTION accept_event(
  p_source uuid, p_vendor_id text, p_topic text, p_headers jsonb, p_body bytea, p_verified boolean
) RETURNS TABLE (delivery_id uuid, state text, duplicate_of uuid)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  v_source source%ROWTYPE;
  v_trigger flow_trigger%ROWTYPE;
  v_payload uuid;
  v_known uuid;
  v_heard boolean := false;
BEGIN
  SELECT * INTO STRICT v_source FROM source s WHERE s.id = p_source;
  FOR v_trigger IN
    SELECT * FROM flow_trigger t
    WHERE t.source_id = p_source AND (t.topics = '{}' OR p_topic = ANY (t.topics)) ORDER BY t.id
  LOOP
    v_heard := true;
    delivery_id := uuidv7();
    duplicate_of := NULL;
    IF NOT v_trigger.active THEN
      state := 'refused';
    ELSIF p_vendor_id IS NULL THEN
      state := 'accepted';
    ELSE
      INSERT INTO event_key (workspace_id, scope, kind, key, delivery_id)
      VALUES (v_source.workspace_id, v_trigger.id, 'delivery', sha256(convert_to(p_vendor_id, 'UTF8')), accept_event.delivery_id)
      ON CONFLICT DO NOTHING;
      IF FOUND THEN
        state := 'accepted';
      ELSE
        state := 'duplicate';
        SELECT k.delivery_id INTO duplicate_of FROM event_key k
        WHERE k.scope = v_trigger.id AND k.kind = 'delivery' AND k.key = sha256(convert_to(p_vendor_id, 'UTF8'));
      END IF;
    END IF;
    v_known := NULL;
    IF state = 'duplicate' THEN
      SELECT d.payload_id INTO v_known FROM delivery d WHERE d.id = accept_event.duplicate_of;
    ELSIF v_payload IS NULL THEN
      v_payload := uuidv7();
      INSERT INTO payload (id, workspace_id, kind, raw, bytes)
      VALUES (v_payload, v_source.workspace_id, 'event', p_body, length(p_body));
    END IF;
    INSERT INTO delivery (id, workspace_id, source_id, trigger_id, flow_id, origin, vendor_id, topic, headers, state,
                          reason_code, reason, duplicate_of, payload_id, bytes, verified)
    VALUES (delivery_id, v_source.workspace_id, p_source, v_trigger.id, v_trigger.flow_id,
            CASE v_source.kind WHEN 'vendor' THEN 'event' ELSE 'webhook' END, p_vendor_id, p_topic, p_headers, state,
            CASE state WHEN 'refused' THEN 'flow_off' WHEN 'duplicate' THEN 'delivery_seen' END,
            CASE state
              WHEN 'refused' THEN 'The flow was switched off when this event came in. Switch it on and replay the event.'
              WHEN 'duplicate' THEN 'This event had been accepted before under the same delivery id.'
            END,
            duplicate_of, CASE state WHEN 'duplicate' THEN v_known ELSE v_payload END, length(p_body), p_verified);
    RETURN NEXT;
  END LOOP;
  IF NOT v_heard THEN
    delivery_id := uuidv7();
    state := 'ignored';
    duplicate_of := NULL;
    INSERT INTO delivery (id, workspace_id, source_id, origin, vendor_id, topic, headers, state, reason_code, reason, bytes, verified)
    VALUES (delivery_id, v_source.workspace_id, p_source,
            CASE v_source.kind WHEN 'vendor' THEN 'event' ELSE 'webhook' END, p_vendor_id, p_topic, p_headers, state,
            'no_trigger', 'No flow listens to ' || coalesce('"' || p_topic || '"', 'this address') || '.', length(p_body), p_verified);
    RETURN NEXT;
  END IF;
END $$;
--> statement-breakpoint
-- An event that was turned away before it could be stored: no body, no secrets, only that it came and why not.
CREATE FUNCTION record_refusal(p_source uuid, p_code text, p_reason text, p_headers jsonb, p_bytes integer) RETURNS uuid
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  INSERT INTO delivery (id, workspace_id, source_id, trigger_id, flow_id, origin, headers, state, reason_code, reason, bytes, verified)
  SELECT uuidv7(), s.workspace_id, s.id, t.id, t.flow_id, CASE s.kind WHEN 'vendor' THEN 'event' ELSE 'webhook' END,
         p_headers, 'refused', p_code, p_reason, p_bytes, false
  FROM source s LEFT JOIN LATERAL (SELECT * FROM flow_trigger f WHERE f.source_id = s.id ORDER BY f.id LIMIT 1) t ON true
  WHERE s.id = p_source
  RETURNING id
$$;
--> statement-breakpoint
-- A schedule's tick, keyed by trigger and scheduled time: however often Temporal says it, it is one delivery.
CREATE FUNCTION accept_tick(p_trigger uuid, p_generation integer, p_scheduled_for timestamptz) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  v_trigger flow_trigger%ROWTYPE;
  v_delivery uuid := uuidv7();
  v_payload uuid := uuidv7();
  v_body bytea;
BEGIN
  SELECT * INTO v_trigger FROM flow_trigger t WHERE t.id = p_trigger AND t.active
    -- A tick planned before the last change belongs to the schedule as it was then, and still counts.
    AND (t.generation = p_generation OR p_scheduled_for <= t.updated_at);
  IF NOT FOUND THEN RETURN NULL; END IF;
  INSERT INTO event_key (workspace_id, scope, kind, key, delivery_id)
  VALUES (v_trigger.workspace_id, p_trigger, 'delivery', sha256(convert_to('tick ' || extract(epoch FROM p_scheduled_for)::text, 'UTF8')), v_delivery)
  ON CONFLICT DO NOTHING;
  IF NOT FOUND THEN RETURN NULL; END IF;
  v_body := convert_to(json_build_object('scheduledFor', to_char(p_scheduled_for AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))::text, 'UTF8');
  INSERT INTO payload (id, workspace_id, kind, raw, bytes) VALUES (v_payload, v_trigger.workspace_id, 'event', v_body, length(v_body));
  INSERT INTO delivery (id, workspace_id, trigger_id, flow_id, origin, state, payload_id, bytes, scheduled_for)
  VALUES (v_delivery, v_trigger.workspace_id, p_trigger, v_trigger.flow_id, 'schedule', 'accepted', v_payload, length(v_body), p_scheduled_for);
  RETURN v_delivery;
END $$;
--> statement-breakpoint
-- Leases deliveries, a fair share for each workspace. What was leased twice is leased alone from then on; what three
-- leases of its own did not get through is dead, and takes no neighbour with it.
CREATE FUNCTION lease_deliveries(p_lease uuid, p_limit integer, p_ttl_ms integer)
RETURNS TABLE (id uuid, workspace_id uuid, lease_count integer)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  v_leased uuid[];
BEGIN
  UPDATE delivery d SET state = 'dead', lease_id = NULL, leased_until = NULL, reason_code = 'poison',
    reason = 'Unpacking this event ended its worker, or did not end, five times. Its body is kept; replay it once the cause is mended.'
  WHERE d.state = 'accepted' AND d.lease_count >= 5 AND d.leased_until < now();

  SELECT array_agg(s.id) INTO v_leased FROM (
    SELECT d.id FROM delivery d
    WHERE d.state = 'accepted' AND d.due_at <= now() AND d.lease_count >= 2 AND (d.leased_until IS NULL OR d.leased_until < now())
    ORDER BY d.due_at LIMIT 1 FOR UPDATE SKIP LOCKED) s;

  IF v_leased IS NULL THEN
    -- Everybody's first, then everybody's second, and so on: a full inbox next door costs a workspace one place a round.
    SELECT array_agg(t.id) INTO v_leased FROM (
      SELECT f.id FROM (SELECT DISTINCT x.workspace_id FROM delivery x WHERE x.state = 'accepted' AND x.due_at <= now()) w
      CROSS JOIN LATERAL (
        SELECT l.id, row_number() OVER (ORDER BY l.due_at, l.id) AS turn FROM (
          SELECT c.id, c.due_at FROM delivery c
          WHERE c.workspace_id = w.workspace_id AND c.state = 'accepted' AND c.due_at <= now()
            AND (c.leased_until IS NULL OR c.leased_until < now())
          ORDER BY c.due_at, c.id LIMIT p_limit FOR UPDATE SKIP LOCKED) l
      ) f ORDER BY f.turn, f.id LIMIT p_limit) t;
  END IF;

  RETURN QUERY
  UPDATE delivery d SET lease_id = p_lease, lease_count = d.lease_count + 1, leased_until = now() + p_ttl_ms * interval '1 ms'
  WHERE d.id = ANY (v_leased)
  RETURNING d.id, d.workspace_id, d.lease_count;
END $$;
--> statement-breakpoint
-- Leases queued runs to be started. Runs of one trigger with the same order key go one after another.
CREATE FUNCTION lease_runs(p_lease uuid, p_limit integer, p_ttl_ms integer)
RETURNS TABLE (id uuid, workspace_id uuid, epoch integer, plan_hash text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  v_leased uuid[];
BEGIN
  SELECT array_agg(t.id) INTO v_leased FROM (
    SELECT f.id FROM (SELECT DISTINCT x.workspace_id FROM run x WHERE x.state = 'queued' AND x.due_at <= now()) w
    CROSS JOIN LATERAL (
      SELECT l.id, row_number() OVER (ORDER BY l.due_at, l.id) AS turn FROM (
      SELECT c.id, c.due_at FROM run c
      WHERE c.workspace_id = w.workspace_id AND c.state = 'queued' AND c.due_at <= now()
        AND (c.leased_until IS NULL OR c.leased_until < now())
        AND (c.order_key IS NULL OR NOT EXISTS (
          SELECT 1 FROM run o WHERE o.trigger_id = c.trigger_id AND o.order_key = c.order_key AND o.finished_at IS NULL
            AND o.id <> c.id AND (o.state <> 'queued' OR (o.accepted_at, o.id) < (c.accepted_at, c.id))))
      ORDER BY c.due_at, c.id LIMIT p_limit FOR UPDATE SKIP LOCKED) l
    ) f ORDER BY f.turn, f.id LIMIT p_limit) t;

  RETURN QUERY
  UPDATE run r SET lease_id = p_lease, lease_count = r.lease_count + 1, leased_until = now() + p_ttl_ms * interval '1 ms'
  WHERE r.id = ANY (v_leased)
  RETURNING r.id, r.workspace_id, r.epoch, r.plan_hash;
END $$;
--> statement-breakpoint
-- The engine has taken these runs over. A run that is further on already stays as it is.
CREATE FUNCTION mark_runs_started(p_lease uuid, p_runs uuid[]) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  UPDATE run SET state = 'running', started_at = coalesce(started_at, now()), checked_at = now(), lease_id = NULL, leased_until = NULL
  WHERE id = ANY (p_runs) AND lease_id = p_lease AND state = 'queued'
$$;
--> statement-breakpoint
-- Open runs that nothing was heard of since `p_silent_ms`, each handed out once per period.
CREATE FUNCTION take_silent_runs(p_silent_ms integer, p_limit integer)
RETURNS TABLE (id uuid, workspace_id uuid, epoch integer, state text, cancel_requested_at timestamptz)
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  UPDATE run r SET checked_at = now()
  WHERE r.id IN (
    SELECT c.id FROM run c
    WHERE c.finished_at IS NULL AND c.state <> 'queued' AND greatest(c.checked_at, c.progress_at) < now() - p_silent_ms * interval '1 ms'
    ORDER BY c.checked_at LIMIT p_limit FOR UPDATE SKIP LOCKED)
  RETURNING r.id, r.workspace_id, r.epoch, r.state, r.cancel_requested_at
$$;
--> statement-breakpoint
-- Runs whose cancelling was asked for and not answered within `p_grace_ms`.
CREATE FUNCTION take_unanswered_cancels(p_grace_ms integer, p_limit integer)
RETURNS TABLE (id uuid, workspace_id uuid, epoch integer)
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  UPDATE run r SET checked_at = now()
  WHERE r.id IN (
    SELECT c.id FROM run c
    WHERE c.finished_at IS NULL AND c.cancel_requested_at < now() - p_grace_ms * interval '1 ms'
    ORDER BY c.cancel_requested_at LIMIT p_limit FOR UPDATE SKIP LOCKED)
  RETURNING r.id, r.workspace_id, r.epoch
$$;
--> statement-breakpoint
-- Held steps whose cause is gone (the connection works again, or the decision was taken): to be told once more.
CREATE FUNCTION find_releasable_steps(p_limit integer)
RETURNS TABLE (run_id uuid, workspace_id uuid, epoch integer, node integer, iteration text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT s.run_id, s.workspace_id, r.epoch, s.node, s.iteration
  FROM step_run s JOIN run r ON r.id = s.run_id LEFT JOIN connection c ON c.id = s.connection_id
  WHERE r.finished_at IS NULL AND r.state <> 'queued'
    AND (s.release_requested_at IS NOT NULL
      OR (s.state = 'needs_attention' AND s.error ->> 'code' = 'auth_expired' AND c.state = 'working'))
  LIMIT p_limit
$$;
--> statement-breakpoint
CREATE FUNCTION list_unapplied_schedules()
RETURNS TABLE (id uuid, workspace_id uuid, generation integer, active boolean, config jsonb)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT t.id, t.workspace_id, t.generation, t.active, t.config FROM flow_trigger t
  WHERE t.generation <> t.applied_generation
    AND (t.config ->> 'type' = 'schedule' OR t.applied_generation > 0)
$$;
--> statement-breakpoint
CREATE FUNCTION mark_schedule_applied(p_trigger uuid, p_generation integer) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  UPDATE flow_trigger SET applied_generation = p_generation WHERE id = p_trigger
$$;
--> statement-breakpoint
-- Removes what is older than its time, at most `p_limit` rows of each kind a call; nothing of an open run.
CREATE FUNCTION purge_expired(p_runs_days integer, p_keys_days integer, p_limit integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  v_runs uuid[];
  v_deliveries uuid[];
  v_rows integer;
  v_total integer := 0;
BEGIN
  SELECT array_agg(x.id) INTO v_runs FROM (
    SELECT r.id FROM run r WHERE r.finished_at < now() - p_runs_days * interval '1 day'
    ORDER BY r.finished_at LIMIT p_limit FOR UPDATE SKIP LOCKED) x;
  IF v_runs IS NOT NULL THEN
    DELETE FROM payload p USING step_run s WHERE s.run_id = ANY (v_runs) AND p.id IN (s.input_payload_id, s.output_payload_id);
    DELETE FROM payload p USING run r WHERE r.id = ANY (v_runs) AND p.id = r.item_payload_id;
    DELETE FROM step_log WHERE run_id = ANY (v_runs);
    DELETE FROM attempt WHERE run_id = ANY (v_runs);
    DELETE FROM once_result WHERE run_id = ANY (v_runs);
    DELETE FROM decision WHERE run_id = ANY (v_runs);
    DELETE FROM run_answer WHERE run_id = ANY (v_runs);
    DELETE FROM step_run WHERE run_id = ANY (v_runs);
    DELETE FROM run WHERE id = ANY (v_runs);
    v_total := v_total + cardinality(v_runs);
  END IF;
  SELECT array_agg(x.id) INTO v_deliveries FROM (
    SELECT d.id FROM delivery d
    WHERE d.received_at < now() - p_runs_days * interval '1 day' AND d.state <> 'accepted'
      AND NOT EXISTS (SELECT 1 FROM run r WHERE r.delivery_id = d.id)
    ORDER BY d.received_at LIMIT p_limit) x;
  IF v_deliveries IS NOT NULL THEN
    DELETE FROM payload p USING delivery d
    WHERE d.id = ANY (v_deliveries) AND p.id = d.payload_id
      AND NOT EXISTS (SELECT 1 FROM delivery o WHERE o.payload_id = p.id AND NOT (o.id = ANY (v_deliveries)));
    DELETE FROM delivery WHERE id = ANY (v_deliveries);
    v_total := v_total + cardinality(v_deliveries);
  END IF;
  DELETE FROM event_key k WHERE (k.scope, k.kind, k.key) IN (
    SELECT e.scope, e.kind, e.key FROM event_key e WHERE e.created_at < now() - p_keys_days * interval '1 day' LIMIT p_limit);
  GET DIAGNOSTICS v_rows = ROW_COUNT;
  RETURN v_total + v_rows;
END $$;
--> statement-breakpoint
DO $$
DECLARE
  f regprocedure;
BEGIN
  FOR f IN SELECT p.oid::regprocedure FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
           WHERE n.nspname = 'public' AND p.prosecdef
  LOOP
    EXECUTE format('ALTER FUNCTION %s OWNER TO patchbay_system', f);
    EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', f);
    EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO patchbay_app', f);
  END LOOP;
END $$;
--> statement-breakpoint
REVOKE CREATE ON SCHEMA public FROM patchbay_system;
