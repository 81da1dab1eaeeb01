-- As before, and whatever refers to a payload keeps it: events wait for others to join them for longer than the shortest
-- time that a workspace may keep runs.
CREATE OR REPLACE FUNCTION purge_stray_payloads(p_workspace uuid, p_days integer, p_limit integer) RETURNS integer
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
      AND NOT EXISTS (
        SELECT 1 FROM run r WHERE r.workspace_id = p_workspace AND r.accepted_at < now() - p_days * interval '1 day' + interval '1 hour'
          AND (r.item_payload_id = p.id OR EXISTS (
            SELECT 1 FROM step_run s WHERE s.run_id = r.id AND p.id IN (s.input_payload_id, s.output_payload_id))))
    ORDER BY p.created_at LIMIT p_limit) x;
  IF v_strays IS NULL THEN RETURN 0; END IF;
  FOR v IN
    SELECT c.relname AS "table", a.attname AS "column" FROM pg_attribute a
    JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = 'public' AND c.relkind = 'r' AND a.attname LIKE '%payload\_id' AND NOT a.attisdropped
      AND c.relname <> 'step_run'
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
GRANT CREATE ON SCHEMA public TO patchbay_system;
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE ON turn TO patchbay_system;
--> statement-breakpoint
-- True for one worker in `p_every_ms`, which then does what one does for all.
CREATE FUNCTION take_turn(p_name text, p_every_ms integer) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO turn (name, due_at) VALUES (p_name, now() + p_every_ms * interval '1 ms')
  ON CONFLICT (name) DO UPDATE SET due_at = excluded.due_at WHERE turn.due_at <= now();
  RETURN FOUND;
END $$;
--> statement-breakpoint
ALTER FUNCTION take_turn(text, integer) OWNER TO patchbay_system;
--> statement-breakpoint
REVOKE ALL ON FUNCTION take_turn(text, integer) FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION take_turn(text, integer) TO patchbay_app;
--> statement-breakpoint
REVOKE CREATE ON SCHEMA public FROM patchbay_system;
