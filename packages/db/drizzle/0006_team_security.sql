-- Mail of a workspace is queued under row-level security like any other row. Mail to a person (a new password) comes
-- from before anybody is signed in, and the worker sends for all workspaces: three functions cross.
SELECT protect_workspace_table('system_mail');
--> statement-breakpoint
GRANT CREATE ON SCHEMA public TO patchbay_system;
--> statement-breakpoint
CREATE FUNCTION queue_person_mail(
  p_id uuid, p_workspace uuid, p_kind text, p_dedupe_key text, p_to text, p_subject text, p_text text, p_html text, p_ttl_ms bigint
) RETURNS uuid
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  INSERT INTO system_mail (id, workspace_id, kind, dedupe_key, "to", subject, text, html, expires_at)
  VALUES (p_id, p_workspace, p_kind, p_dedupe_key, p_to, p_subject, p_text, p_html, now() + p_ttl_ms * interval '1 ms')
  ON CONFLICT ON CONSTRAINT system_mail_once DO UPDATE SET kind = excluded.kind
  RETURNING id
$$;
--> statement-breakpoint
-- Hands out mail that is due. What is past its time is given up, and what it said forgotten.
CREATE FUNCTION lease_system_mail(p_limit integer, p_ttl_ms integer)
RETURNS TABLE (id uuid, workspace_id uuid, kind text, recipient text, subject text, body_text text, body_html text, tries integer, expires_at timestamptz)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  UPDATE system_mail m SET state = 'failed', text = NULL, html = NULL, leased_until = NULL,
    last_error = coalesce(m.last_error, 'Nobody could send it before its time was over.')
  WHERE m.state = 'queued' AND m.expires_at <= now() AND (m.leased_until IS NULL OR m.leased_until < now());

  RETURN QUERY
  UPDATE system_mail m SET leased_until = now() + p_ttl_ms * interval '1 ms', tries = m.tries + 1
  WHERE m.id IN (
    SELECT c.id FROM system_mail c
    WHERE c.state = 'queued' AND c.due_at <= now() AND (c.leased_until IS NULL OR c.leased_until < now())
    ORDER BY c.due_at LIMIT p_limit FOR UPDATE SKIP LOCKED)
  RETURNING m.id, m.workspace_id, m.kind, m."to", m.subject, m.text, m.html, m.tries, m.expires_at;
END $$;
--> statement-breakpoint
-- How a try ended: sent, to be tried again after `p_again_ms`, or (null) given up.
CREATE FUNCTION finish_system_mail(p_id uuid, p_sent boolean, p_error text, p_again_ms bigint) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  UPDATE system_mail SET
    state = CASE WHEN p_sent THEN 'sent' WHEN p_again_ms IS NULL THEN 'failed' ELSE 'queued' END,
    sent_at = CASE WHEN p_sent THEN now() END,
    last_error = p_error,
    due_at = CASE WHEN p_again_ms IS NULL THEN due_at ELSE now() + p_again_ms * interval '1 ms' END,
    text = CASE WHEN p_sent OR p_again_ms IS NULL THEN NULL ELSE text END,
    html = CASE WHEN p_sent OR p_again_ms IS NULL THEN NULL ELSE html END,
    leased_until = NULL
  WHERE id = p_id AND state = 'queued'
$$;
--> statement-breakpoint
CREATE FUNCTION purge_system_mail(p_days integer, p_limit integer) RETURNS integer
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH gone AS (
    DELETE FROM system_mail WHERE id IN (
      SELECT m.id FROM system_mail m WHERE m.state <> 'queued' AND m.created_at < now() - p_days * interval '1 day' LIMIT p_limit)
    RETURNING 1)
  SELECT count(*)::integer FROM gone
$$;
--> statement-breakpoint
-- Removes what is older than its time, at most `p_limit` rows of each kind a call; nothing of an open run. A workspace may
-- keep less than the installation does, and runs that succeeded shorter than the others.
CREATE OR REPLACE FUNCTION purge_expired(p_runs_days integer, p_keys_days integer, p_limit integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  v_runs uuid[];
  v_deliveries uuid[];
  v_rows integer;
  v_total integer := 0;
BEGIN
  SELECT array_agg(x.id) INTO v_runs FROM (
    SELECT r.id FROM workspace w JOIN run r ON r.workspace_id = w.id
    WHERE r.finished_at < now() - least(p_runs_days, CASE r.state WHEN 'succeeded' THEN w.keep_succeeded_days ELSE w.keep_failed_days END) * interval '1 day'
    ORDER BY r.finished_at LIMIT p_limit FOR UPDATE OF r SKIP LOCKED) x;
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
    SELECT d.id FROM workspace w JOIN delivery d ON d.workspace_id = w.id
    -- What an event became decides how long it stays: an unpacked one has had its runs, the others are for looking into.
    WHERE d.received_at < now() - least(p_runs_days, CASE d.state WHEN 'expanded' THEN w.keep_succeeded_days ELSE w.keep_failed_days END) * interval '1 day'
      AND d.state <> 'accepted'
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
           WHERE n.nspname = 'public' AND p.prosecdef AND p.proowner <> 'patchbay_system'::regrole
  LOOP
    EXECUTE format('ALTER FUNCTION %s OWNER TO patchbay_system', f);
    EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', f);
    EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO patchbay_app', f);
  END LOOP;
END $$;
--> statement-breakpoint
REVOKE CREATE ON SCHEMA public FROM patchbay_system;
