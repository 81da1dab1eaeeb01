SELECT protect_workspace_table(t::regclass) FROM unnest(ARRAY['blob', 'blob_chunk', 'erasure']) AS t;
--> statement-breakpoint
GRANT CREATE ON SCHEMA public TO patchbay_system;
--> statement-breakpoint
-- A sample that a person filled in was never said by anybody; the others go with what was said.
DO $$ BEGIN
  SET LOCAL ROLE patchbay_system;
  UPDATE sample SET pinned = true WHERE run_id IS NULL AND delivery_id IS NULL;
  RESET ROLE;
END $$;
--> statement-breakpoint
-- Tables whose rows belong to one run and go with it: all that name one, but for a sample, which says where it was taken
-- from, and an alert, which names the newest of many.
CREATE FUNCTION tables_of_runs() RETURNS SETOF name
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT c.relname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE n.nspname = 'public' AND c.relkind = 'r' AND a.attname = 'run_id' AND NOT a.attisdropped
    AND c.relname NOT IN ('sample', 'alert')
$$;
--> statement-breakpoint
-- What some finished runs said: bodies, inputs, outputs, answers and log lines. That they said it, and how they ended,
-- stays. An event that other runs still hold keeps its body.
CREATE FUNCTION forget_runs(p_runs uuid[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  v record;
  v_events uuid[];
BEGIN
  FOR v IN
    SELECT t AS "table", a.attname AS "column" FROM tables_of_runs() t
    JOIN pg_attribute a ON a.attrelid = t::text::regclass AND a.attname LIKE '%\_payload\_id' AND NOT a.attisdropped
  LOOP
    EXECUTE format('DELETE FROM payload p USING %I s WHERE s.run_id = ANY ($1) AND p.id = s.%I', v."table", v."column") USING p_runs;
    EXECUTE format('UPDATE %I SET %I = NULL WHERE run_id = ANY ($1) AND %I IS NOT NULL', v."table", v."column", v."column") USING p_runs;
  END LOOP;
  DELETE FROM payload p USING run r WHERE r.id = ANY (p_runs) AND p.id = r.item_payload_id;
  DELETE FROM step_log WHERE run_id = ANY (p_runs);
  DELETE FROM once_result WHERE run_id = ANY (p_runs);
  UPDATE run_answer SET body = NULL WHERE run_id = ANY (p_runs);
  UPDATE decision SET answer = NULL, note = NULL WHERE run_id = ANY (p_runs);
  UPDATE approval SET answers = NULL, note = NULL, facts = '[]' WHERE run_id = ANY (p_runs);
  UPDATE run SET search_text = lower(coalesce(subject, '')) WHERE id = ANY (p_runs);

  SELECT array_agg(DISTINCT d.payload_id) INTO v_events FROM run r JOIN delivery d ON d.id = r.delivery_id
  WHERE r.id = ANY (p_runs) AND d.payload_id IS NOT NULL;
  IF v_events IS NULL THEN RETURN; END IF;
  SELECT array_agg(e) INTO v_events FROM unnest(v_events) e
  WHERE NOT EXISTS (
    SELECT 1 FROM delivery d WHERE d.payload_id = e AND (d.state = 'accepted' OR EXISTS (
      SELECT 1 FROM run o WHERE o.delivery_id = d.id AND o.forgotten IS DISTINCT FROM 'data' AND NOT (o.id = ANY (p_runs)))));
  IF v_events IS NULL THEN RETURN; END IF;
  UPDATE delivery SET payload_id = NULL, headers = '{}' WHERE payload_id = ANY (v_events);
  DELETE FROM payload WHERE id = ANY (v_events);
END $$;
--> statement-breakpoint
-- Removes what is past its time, by what each workspace says and the installation allows at most. In this order: what runs
-- said; their steps; the runs themselves and the events they came from; events that became no run; samples nobody pinned;
-- payloads that nothing refers to; keys. Nothing of an open run, nor of one that an open run called. Rows removed; to be
-- called again while it is not zero.
CREATE OR REPLACE FUNCTION purge_expired(p_runs_days integer, p_keys_days integer, p_limit integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  v record;
  v_table name;
  v_runs uuid[];
  v_rows integer;
  v_total integer := 0;
BEGIN
  FOR v IN
    SELECT w.id, w.name,
      least(p_runs_days, w.keep_succeeded_days) AS succeeded, least(p_runs_days, w.keep_failed_days) AS failed,
      least(p_runs_days, w.keep_payload_days) AS data,
      least(p_runs_days, w.keep_metadata_days) AS metadata, w.keep_metadata_days IS NOT NULL AS lists,
      least(p_keys_days, w.keep_key_days) AS keys
    FROM workspace w
  LOOP
    -- What was said.
    IF v.data < greatest(v.succeeded, v.failed) THEN
      SELECT array_agg(x.id) INTO v_runs FROM (
        SELECT r.id FROM run r
        WHERE r.workspace_id = v.id AND r.accepted_at < now() - v.data * interval '1 day'
          AND r.finished_at < now() - v.data * interval '1 day' AND (r.forgotten IS NULL OR r.forgotten = 'erased')
          AND NOT EXISTS (SELECT 1 FROM run o WHERE o.id = r.parent_run_id AND o.finished_at IS NULL)
        ORDER BY r.accepted_at LIMIT p_limit FOR UPDATE OF r SKIP LOCKED) x;
      IF v_runs IS NOT NULL THEN
        PERFORM forget_runs(v_runs);
        UPDATE run SET forgotten = 'data' WHERE id = ANY (v_runs);
        v_total := v_total + cardinality(v_runs);
      END IF;
    END IF;

    -- Steps and log, where the lists are kept for longer.
    IF v.lists AND v.metadata > least(v.succeeded, v.failed) THEN
      SELECT array_agg(x.id) INTO v_runs FROM (
        SELECT r.id FROM run r
        WHERE r.workspace_id = v.id AND r.accepted_at < now() - least(v.succeeded, v.failed) * interval '1 day'
          AND r.finished_at < now() - CASE r.state WHEN 'succeeded' THEN v.succeeded ELSE v.failed END * interval '1 day'
          AND r.forgotten IS DISTINCT FROM 'steps'
          AND NOT EXISTS (SELECT 1 FROM run o WHERE o.id = r.parent_run_id AND o.finished_at IS NULL)
        ORDER BY r.accepted_at LIMIT p_limit FOR UPDATE OF r SKIP LOCKED) x;
      IF v_runs IS NOT NULL THEN
        PERFORM forget_runs(v_runs);
        FOR v_table IN SELECT t FROM tables_of_runs() t LOOP
          EXECUTE format('DELETE FROM %I WHERE run_id = ANY ($1)', v_table) USING v_runs;
        END LOOP;
        UPDATE run SET forgotten = 'steps' WHERE id = ANY (v_runs);
        v_total := v_total + cardinality(v_runs);
      END IF;
    END IF;

    -- Runs.
    SELECT array_agg(x.id) INTO v_runs FROM (
      SELECT r.id FROM run r
      WHERE r.workspace_id = v.id AND r.accepted_at < now() - least(v.succeeded, v.failed) * interval '1 day'
        AND r.finished_at < now() - greatest(
          CASE r.state WHEN 'succeeded' THEN v.succeeded ELSE v.failed END, CASE WHEN v.lists THEN v.metadata END) * interval '1 day'
        AND NOT EXISTS (SELECT 1 FROM run o WHERE o.id = r.parent_run_id AND o.finished_at IS NULL)
      ORDER BY r.accepted_at LIMIT p_limit FOR UPDATE OF r SKIP LOCKED) x;
    IF v_runs IS NOT NULL THEN
      PERFORM forget_runs(v_runs);
      FOR v_table IN SELECT t FROM tables_of_runs() t LOOP
        EXECUTE format('DELETE FROM %I WHERE run_id = ANY ($1)', v_table) USING v_runs;
      END LOOP;
      DELETE FROM run WHERE id = ANY (v_runs);
      v_total := v_total + cardinality(v_runs);
    END IF;

    v_total := v_total + purge_deliveries(v.id, v.data,
      -- What an event became decides how long it stays: an unpacked one has had its runs, the others are for looking into.
      greatest(v.succeeded, CASE WHEN v.lists THEN v.metadata END), greatest(v.failed, CASE WHEN v.lists THEN v.metadata END), p_limit);

    DELETE FROM sample WHERE workspace_id = v.id AND NOT pinned AND created_at < now() - v.data * interval '1 day';
    GET DIAGNOSTICS v_rows = ROW_COUNT;
    v_total := v_total + v_rows;

    v_total := v_total + purge_stray_payloads(v.id, p_runs_days, p_limit);

    DELETE FROM event_key k WHERE (k.scope, k.kind, k.key) IN (
      SELECT e.scope, e.kind, e.key FROM event_key e
      WHERE e.workspace_id = v.id AND e.created_at < now() - v.keys * interval '1 day' LIMIT p_limit);
    GET DIAGNOSTICS v_rows = ROW_COUNT;
    v_total := v_total + v_rows;
  END LOOP;
  RETURN v_total;
END $$;
--> statement-breakpoint
-- Events without a run: their bodies first, then that they came.
CREATE FUNCTION purge_deliveries(p_workspace uuid, p_data integer, p_expanded integer, p_others integer, p_limit integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  v_deliveries uuid[];
  v_payloads uuid[];
  v_rows integer;
BEGIN
  SELECT array_agg(x.id) INTO v_deliveries FROM (
    SELECT d.id FROM delivery d
    WHERE d.workspace_id = p_workspace AND d.received_at < now() - p_data * interval '1 day' AND d.state <> 'accepted'
      AND d.payload_id IS NOT NULL
      AND NOT EXISTS (SELECT 1 FROM run r WHERE r.delivery_id = d.id AND (r.finished_at IS NULL OR r.forgotten IS NULL OR r.forgotten = 'erased'))
    ORDER BY d.received_at LIMIT p_limit FOR UPDATE OF d SKIP LOCKED) x;
  IF v_deliveries IS NOT NULL THEN
    SELECT array_agg(d.payload_id) INTO v_payloads FROM delivery d WHERE d.id = ANY (v_deliveries);
    UPDATE delivery SET payload_id = NULL, headers = '{}' WHERE id = ANY (v_deliveries);
    DELETE FROM payload p WHERE p.id = ANY (v_payloads) AND NOT EXISTS (SELECT 1 FROM delivery o WHERE o.payload_id = p.id);
  END IF;
  SELECT array_agg(x.id) INTO v_deliveries FROM (
    SELECT d.id FROM delivery d
    WHERE d.workspace_id = p_workspace AND d.received_at < now() - least(p_expanded, p_others) * interval '1 day'
      AND d.received_at < now() - CASE d.state WHEN 'expanded' THEN p_expanded ELSE p_others END * interval '1 day'
      AND d.state <> 'accepted' AND NOT EXISTS (SELECT 1 FROM run r WHERE r.delivery_id = d.id)
    ORDER BY d.received_at LIMIT p_limit) x;
  IF v_deliveries IS NULL THEN RETURN 0; END IF;
  SELECT array_agg(d.payload_id) INTO v_payloads FROM delivery d WHERE d.id = ANY (v_deliveries);
  DELETE FROM delivery WHERE id = ANY (v_deliveries);
  GET DIAGNOSTICS v_rows = ROW_COUNT;
  DELETE FROM payload p WHERE p.id = ANY (v_payloads) AND NOT EXISTS (SELECT 1 FROM delivery o WHERE o.payload_id = p.id);
  RETURN v_rows;
END $$;
--> statement-breakpoint
-- Payloads older than any retention that nothing refers to: a retry that gives something else leaves the old output behind.
-- What is this old and still belongs to something belongs to a run that was accepted just as long ago.
CREATE FUNCTION purge_stray_payloads(p_workspace uuid, p_days integer, p_limit integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  v record;
  v_strays uuid[];
  v_held uuid[];
  v_rows integer;
BEGIN
  SELECT array_agg(x.id) INTO v_strays FROM (
    SELECT p.id FROM payload p WHERE p.workspace_id = p_workspace AND p.created_at < now() - p_days * interval '1 day'
      AND NOT EXISTS (SELECT 1 FROM delivery d WHERE d.payload_id = p.id)
      AND NOT EXISTS (SELECT 1 FROM awaited_event e WHERE e.payload_id = p.id)
      AND NOT EXISTS (
        SELECT 1 FROM run r WHERE r.workspace_id = p_workspace AND r.accepted_at < now() - p_days * interval '1 day' + interval '1 hour'
          AND (r.item_payload_id = p.id OR EXISTS (
            SELECT 1 FROM step_run s WHERE s.run_id = r.id AND p.id IN (s.input_payload_id, s.output_payload_id))))
    ORDER BY p.created_at LIMIT p_limit) x;
  IF v_strays IS NULL THEN RETURN 0; END IF;
  FOR v IN
    SELECT t AS "table", a.attname AS "column" FROM tables_of_runs() t
    JOIN pg_attribute a ON a.attrelid = t::text::regclass AND a.attname LIKE '%\_payload\_id' AND NOT a.attisdropped
    WHERE t <> 'step_run'
  LOOP
    EXECUTE format('SELECT array_agg(s.%I) FROM %I s WHERE s.workspace_id = $1 AND s.%I = ANY ($2)', v."column", v."table", v."column")
      INTO v_held USING p_workspace, v_strays;
    IF v_held IS NOT NULL THEN v_strays := ARRAY(SELECT unnest(v_strays) EXCEPT SELECT unnest(v_held)); END IF;
  END LOOP;
  DELETE FROM payload WHERE id = ANY (v_strays);
  GET DIAGNOSTICS v_rows = ROW_COUNT;
  RETURN v_rows;
END $$;
--> statement-breakpoint
CREATE OR REPLACE FUNCTION purge_tests(p_days integer, p_limit integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  v_tests uuid[];
  v_rows integer;
BEGIN
  UPDATE test_run SET work = NULL, preview = NULL
  WHERE id IN (SELECT t.id FROM test_run t WHERE t.created_at < now() - interval '1 day'
               AND (t.work IS NOT NULL OR t.preview IS NOT NULL) LIMIT p_limit);
  SELECT array_agg(x.id) INTO v_tests FROM (
    SELECT t.id FROM workspace w JOIN test_run t ON t.workspace_id = w.id
    WHERE t.created_at < now() - least(p_days, w.keep_succeeded_days, w.keep_payload_days) * interval '1 day'
    ORDER BY t.created_at LIMIT p_limit) x;
  IF v_tests IS NOT NULL THEN
    DELETE FROM step_test WHERE test_run_id = ANY (v_tests);
    DELETE FROM test_run WHERE id = ANY (v_tests);
  END IF;
  DELETE FROM lookup_answer WHERE id IN (
    SELECT l.id FROM lookup_answer l WHERE l.created_at < now() - interval '1 day' LIMIT p_limit);
  GET DIAGNOSTICS v_rows = ROW_COUNT;
  RETURN v_rows + coalesce(cardinality(v_tests), 0);
END $$;
--> statement-breakpoint
-- Blobs that nothing refers to and that are too old to be on their way: a payload was removed, or was never written.
CREATE FUNCTION find_unused_blobs(p_older_ms bigint, p_limit integer)
RETURNS TABLE (id uuid, workspace_id uuid, place text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT b.id, b.workspace_id, b.place FROM blob b
  WHERE b.created_at < now() - p_older_ms * interval '1 ms'
    AND NOT EXISTS (SELECT 1 FROM payload p WHERE p.blob_id = b.id)
  ORDER BY b.created_at LIMIT p_limit
$$;
--> statement-breakpoint
-- One erasure that is due, for one worker; whoever dies over it leaves it to the next where it stood.
CREATE FUNCTION lease_erasure(p_lease uuid, p_ttl_ms integer) RETURNS TABLE (id uuid, workspace_id uuid)
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  UPDATE erasure e SET lease_id = p_lease, leased_until = now() + p_ttl_ms * interval '1 ms'
  WHERE e.id = (
    SELECT c.id FROM erasure c
    WHERE c.state IN ('counting', 'erasing', 'waiting') AND c.due_at <= now() AND (c.leased_until IS NULL OR c.leased_until < now())
    ORDER BY c.due_at LIMIT 1 FOR UPDATE SKIP LOCKED)
  RETURNING e.id, e.workspace_id
$$;
--> statement-breakpoint
DO $$
DECLARE
  f regprocedure;
BEGIN
  FOR f IN SELECT p.oid::regprocedure FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
           WHERE n.nspname = 'public' AND p.prosecdef AND p.proowner <> 'patchbay_system'::regrole
  LOOP
    EXECUTE format('ALTER FUNCTION %s OWNER TO patchbay_system', f);
    EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', f);
    EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO patchbay_app', f);
  END LOOP;
END $$;
--> statement-breakpoint
-- Only purge_expired calls these: by themselves they ask nobody whether a run is open.
REVOKE ALL ON FUNCTION forget_runs(uuid[]) FROM patchbay_app;
--> statement-breakpoint
REVOKE ALL ON FUNCTION purge_deliveries(uuid, integer, integer, integer, integer) FROM patchbay_app;
--> statement-breakpoint
REVOKE ALL ON FUNCTION purge_stray_payloads(uuid, integer, integer) FROM patchbay_app;
--> statement-breakpoint
REVOKE CREATE ON SCHEMA public FROM patchbay_system;
