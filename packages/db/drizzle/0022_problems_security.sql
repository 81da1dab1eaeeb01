SELECT protect_workspace_table(t::regclass) FROM unnest(ARRAY['problem', 'step_history', 'bulk_job', 'bulk_item']) AS t;
--> statement-breakpoint
-- Problems are raised and resolved where a run or a step changes its state, whoever changes it. The functions run with
-- the rights of the one who does: row-level security holds in them as everywhere.

-- One open row for a run's failed or held step; one that comes back after somebody tried is opened again.
CREATE FUNCTION raise_problem(r run, s step_run, p_kind text) RETURNS void
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  v_code text := coalesce(s.error ->> 'code', r.reason_code, 'failed');
  v_connection uuid := CASE WHEN v_code = 'auth_expired' THEN s.connection_id END;
  v_connector text;
  v_cause text;
  v_known uuid;
BEGIN
  IF s.node IS NOT NULL THEN
    SELECT p.body -> 'work' -> s.node ->> 'connector' INTO v_connector
    FROM plan p WHERE p.workspace_id = r.workspace_id AND p.hash = r.plan_hash;
  END IF;
  -- A refused credential is one reason, however many flows use it.
  v_cause := md5(CASE WHEN v_connection IS NOT NULL THEN 'connection ' || v_connection::text ELSE
    jsonb_build_array(r.flow_id, s.step_id, v_connector, v_code, s.error ->> 'field', s.error ->> 'vendorCode')::text END);

  SELECT p.id INTO v_known FROM problem p
  WHERE p.run_id = r.id AND p.step_run_id IS NOT DISTINCT FROM s.id AND p.state IN ('open', 'mending');
  IF FOUND THEN
    UPDATE problem p SET state = 'open', kind = p_kind, cause = v_cause, connector = v_connector, code = v_code,
      field = s.error ->> 'field', connection_id = coalesce(v_connection, s.connection_id), last_at = now(),
      times = p.times + CASE p.state WHEN 'mending' THEN 1 ELSE 0 END,
      how = NULL, settled_by = NULL, settled_at = NULL, note = NULL
    WHERE p.id = v_known;
    RETURN;
  END IF;
  INSERT INTO problem (id, workspace_id, run_id, step_run_id, flow_id, step_id, kind, cause, connector, code, field,
                       connection_id, order_key, accepted_at)
  VALUES (uuidv7(), r.workspace_id, r.id, s.id, r.flow_id, coalesce(s.step_id, r.failed_step_id), p_kind, v_cause, v_connector,
          v_code, s.error ->> 'field', coalesce(v_connection, s.connection_id), r.order_key, r.accepted_at);
END $$;
--> statement-breakpoint
CREATE FUNCTION follow_run_problems() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  v_step step_run;
BEGIN
  IF NEW.finished_at IS NULL THEN
    -- Somebody lets it go on.
    UPDATE problem SET state = 'mending' WHERE run_id = NEW.id AND state = 'open';
    RETURN NULL;
  END IF;
  IF NEW.state = 'failed' THEN
    SELECT * INTO v_step FROM step_run x
    WHERE x.run_id = NEW.id AND x.step_id = NEW.failed_step_id AND x.state = 'failed'
    ORDER BY x.finished_at DESC NULLS LAST LIMIT 1;
  END IF;
  UPDATE problem SET state = 'resolved', settled_at = now(),
    how = coalesce(how, CASE NEW.state WHEN 'succeeded' THEN CASE kind WHEN 'held' THEN 'mended' ELSE 'retried' END
                                       WHEN 'cancelled' THEN 'cancelled' ELSE 'ended' END)
  WHERE run_id = NEW.id AND state IN ('open', 'mending') AND (NEW.state <> 'failed' OR step_run_id IS DISTINCT FROM v_step.id);
  IF NEW.state = 'failed' THEN
    PERFORM raise_problem(NEW, v_step, 'failed');
  ELSIF NEW.state = 'succeeded' THEN
    IF NEW.order_key IS NOT NULL THEN
      UPDATE problem SET state = 'resolved', settled_at = now(), how = 'later_run', settled_by_run = NEW.id
      WHERE flow_id = NEW.flow_id AND order_key = NEW.order_key AND state = 'open' AND kind = 'failed'
        AND accepted_at < NEW.accepted_at AND run_id <> NEW.id;
    END IF;
    IF NEW.again_of IS NOT NULL THEN
      -- What it does again, and what that did again.
      UPDATE problem SET state = 'resolved', settled_at = now(), how = 'later_run', settled_by_run = NEW.id
      WHERE state = 'open' AND kind = 'failed' AND run_id IN (
        WITH RECURSIVE before AS (
          SELECT r.id, r.again_of, 1 AS depth FROM run r WHERE r.id = NEW.again_of
          UNION ALL
          SELECT r.id, r.again_of, b.depth + 1 FROM run r JOIN before b ON r.id = b.again_of WHERE b.depth < 100)
        SELECT b.id FROM before b);
    END IF;
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE FUNCTION follow_step_problems() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  v_run run;
BEGIN
  IF NEW.state = 'needs_attention' THEN
    -- What only a person can know is a decision, and stands with those.
    IF EXISTS (SELECT 1 FROM decision d WHERE d.step_run_id = NEW.id AND d.state = 'open' AND d.kind <> 'failed') THEN
      RETURN NULL;
    END IF;
    SELECT * INTO v_run FROM run r WHERE r.id = NEW.run_id;
    PERFORM raise_problem(v_run, NEW, 'held');
  ELSIF NEW.state IN ('succeeded', 'skipped') THEN
    UPDATE problem SET state = 'resolved', settled_at = now(), how = coalesce(how, CASE kind WHEN 'held' THEN 'mended' ELSE 'retried' END)
    WHERE step_run_id = NEW.id AND state IN ('open', 'mending');
  ELSIF NEW.state IN ('running', 'retrying') THEN
    UPDATE problem SET state = 'mending' WHERE step_run_id = NEW.id AND state = 'open';
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE FUNCTION forget_run_problems() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  DELETE FROM problem WHERE run_id = OLD.id;
  DELETE FROM payload p USING step_history h WHERE h.run_id = OLD.id AND p.id IN (h.input_payload_id, h.output_payload_id);
  DELETE FROM step_history WHERE run_id = OLD.id;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER run_problems AFTER UPDATE OF state, finished_at ON run FOR EACH ROW
WHEN ((NEW.finished_at IS NOT NULL AND NEW.state IS DISTINCT FROM OLD.state)
  OR (NEW.finished_at IS NULL AND OLD.finished_at IS NOT NULL AND NEW.unwinding_at IS NULL))
EXECUTE FUNCTION follow_run_problems();
--> statement-breakpoint
CREATE TRIGGER run_problems_gone AFTER DELETE ON run FOR EACH ROW EXECUTE FUNCTION forget_run_problems();
--> statement-breakpoint
CREATE TRIGGER step_run_problems AFTER UPDATE OF state ON step_run FOR EACH ROW
WHEN (NEW.state IS DISTINCT FROM OLD.state
  AND (NEW.state = 'needs_attention' OR OLD.state = 'needs_attention' OR (NEW.state = 'succeeded' AND NEW.attempts > 1)))
EXECUTE FUNCTION follow_step_problems();
--> statement-breakpoint
CREATE TRIGGER step_run_problem_raised AFTER INSERT ON step_run FOR EACH ROW
WHEN (NEW.state = 'needs_attention') EXECUTE FUNCTION follow_step_problems();
--> statement-breakpoint
-- What stopped in the last days is there from the start.
DO $$
DECLARE
  r run;
  s step_run;
BEGIN
  FOR r IN SELECT * FROM run x WHERE x.state = 'failed' AND x.finished_at > now() - interval '7 days' LOOP
    s := NULL;
    SELECT * INTO s FROM step_run x WHERE x.run_id = r.id AND x.step_id = r.failed_step_id AND x.state = 'failed'
    ORDER BY x.finished_at DESC NULLS LAST LIMIT 1;
    PERFORM raise_problem(r, s, 'failed');
  END LOOP;
  FOR s IN SELECT * FROM step_run x WHERE x.state = 'needs_attention'
    AND NOT EXISTS (SELECT 1 FROM decision d WHERE d.step_run_id = x.id AND d.state = 'open') LOOP
    SELECT * INTO r FROM run x WHERE x.id = s.run_id;
    PERFORM raise_problem(r, s, 'held');
  END LOOP;
END $$;
--> statement-breakpoint
GRANT CREATE ON SCHEMA public TO patchbay_system;
--> statement-breakpoint
-- Bulk jobs that have something left to do, over all workspaces.
CREATE FUNCTION find_bulk_jobs(p_limit integer) RETURNS TABLE (id uuid, workspace_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT j.id, j.workspace_id FROM bulk_job j WHERE j.state = 'running' ORDER BY j.created_at LIMIT p_limit
$$;
--> statement-breakpoint
-- Jobs that ended long ago, and previews that nobody took away.
CREATE FUNCTION purge_bulk_jobs(p_days integer, p_limit integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  v_jobs uuid[];
BEGIN
  SELECT array_agg(x.id) INTO v_jobs FROM (
    SELECT j.id FROM bulk_job j
    WHERE j.finished_at < now() - p_days * interval '1 day' OR (j.state = 'preview' AND j.created_at < now() - interval '1 hour')
    LIMIT p_limit FOR UPDATE SKIP LOCKED) x;
  IF v_jobs IS NULL THEN RETURN 0; END IF;
  DELETE FROM bulk_item WHERE job_id = ANY (v_jobs);
  DELETE FROM bulk_job WHERE id = ANY (v_jobs);
  RETURN cardinality(v_jobs);
END $$;
--> statement-breakpoint
DO $$
DECLARE
  f regprocedure;
BEGIN
  FOREACH f IN ARRAY ARRAY['find_bulk_jobs(integer)'::regprocedure, 'purge_bulk_jobs(integer, integer)'::regprocedure] LOOP
    EXECUTE format('ALTER FUNCTION %s OWNER TO patchbay_system', f);
    EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', f);
    EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO patchbay_app', f);
  END LOOP;
END $$;
--> statement-breakpoint
REVOKE CREATE ON SCHEMA public FROM patchbay_system;
