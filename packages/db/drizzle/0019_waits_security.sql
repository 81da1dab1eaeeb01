SELECT protect_workspace_table(t::regclass) FROM unnest(ARRAY[
  'awaited_event', 'event_wait', 'approval', 'approval_link'
]) AS t;
--> statement-breakpoint
GRANT CREATE ON SCHEMA public TO patchbay_system;
--> statement-breakpoint
-- A link says who comes, and nobody is signed in: which workspace it is of is not known before this.
CREATE FUNCTION find_approval_link(p_hash bytea)
RETURNS TABLE (id uuid, workspace_id uuid, approval_id uuid, user_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT l.id, l.workspace_id, l.approval_id, l.user_id FROM approval_link l WHERE l.hash = p_hash
$$;
--> statement-breakpoint
-- Questions whose mail or reminder is due.
CREATE FUNCTION find_due_approvals(p_limit integer) RETURNS TABLE (id uuid, workspace_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT a.id, a.workspace_id FROM approval a WHERE a.state = 'open' AND a.notice_at <= now() ORDER BY a.notice_at LIMIT p_limit
$$;
--> statement-breakpoint
-- Whom a question may be put to: only within a transaction of that very workspace. `reachable`: mail to the address is
-- known to reach its owner.
CREATE FUNCTION list_askable_members(p_workspace uuid)
RETURNS TABLE (user_id uuid, name text, email text, role text, reachable boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT m.user_id, u.name, u.email, m.role, u.email_verified OR m.role = 'owner'
  FROM "member" m JOIN "user" u ON u.id = m.user_id
  WHERE m.organization_id = p_workspace
    AND p_workspace = nullif(current_setting('app.workspace', true), '')::uuid
$$;
--> statement-breakpoint
-- Listeners of versions that no run is on any more. Events that they have accepted are unpacked first.
CREATE FUNCTION retire_listeners(p_limit integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  v_rows integer;
BEGIN
  DELETE FROM flow_trigger WHERE id IN (
    SELECT t.id FROM flow_trigger t JOIN flow f ON f.id = t.flow_id
    WHERE t.role = 'wait' AND t.updated_at < now() - interval '1 hour'
      AND (t.version_id IS DISTINCT FROM f.live_version_id OR f.archived_at IS NOT NULL)
      AND NOT EXISTS (SELECT 1 FROM run r WHERE r.flow_id = t.flow_id AND r.finished_at IS NULL)
      AND NOT EXISTS (SELECT 1 FROM delivery d WHERE d.flow_id = t.flow_id AND d.trigger_id = t.id AND d.state = 'accepted')
    LIMIT p_limit FOR UPDATE OF t SKIP LOCKED);
  GET DIAGNOSTICS v_rows = ROW_COUNT;
  RETURN v_rows;
END $$;
--> statement-breakpoint
-- Events that nobody came for in 30 days, or in the longest time that a run may look back, and what is left of runs that
-- have been removed. At most `p_limit` rows of each kind a call.
CREATE FUNCTION purge_waits(p_limit integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  v_events uuid[];
  v_rows integer;
  v_total integer := 0;
BEGIN
  SELECT array_agg(x.id) INTO v_events FROM (
    SELECT e.id FROM awaited_event e LEFT JOIN flow_trigger t ON t.id = e.trigger_id
    WHERE (t.id IS NULL
        OR e.received_at < now() - greatest(interval '30 days', coalesce(t.look_back_ms, 0) * interval '1 ms'))
      AND NOT EXISTS (
        SELECT 1 FROM event_wait w JOIN run r ON r.id = w.run_id
        WHERE w.awaited_event_id = e.id AND r.finished_at IS NULL)
    LIMIT p_limit FOR UPDATE OF e SKIP LOCKED) x;
  IF v_events IS NOT NULL THEN
    DELETE FROM payload p USING awaited_event e WHERE e.id = ANY (v_events) AND p.id = e.payload_id;
    DELETE FROM awaited_event WHERE id = ANY (v_events);
    v_total := cardinality(v_events);
  END IF;

  DELETE FROM event_wait WHERE id IN (
    SELECT w.id FROM event_wait w WHERE NOT EXISTS (SELECT 1 FROM run r WHERE r.id = w.run_id) LIMIT p_limit);
  GET DIAGNOSTICS v_rows = ROW_COUNT;
  v_total := v_total + v_rows;

  DELETE FROM approval WHERE id IN (
    SELECT a.id FROM approval a WHERE NOT EXISTS (SELECT 1 FROM run r WHERE r.id = a.run_id) LIMIT p_limit);
  GET DIAGNOSTICS v_rows = ROW_COUNT;
  v_total := v_total + v_rows;

  DELETE FROM approval_link WHERE id IN (
    SELECT l.id FROM approval_link l WHERE NOT EXISTS (SELECT 1 FROM approval a WHERE a.id = l.approval_id) LIMIT p_limit);
  GET DIAGNOSTICS v_rows = ROW_COUNT;
  RETURN v_total + v_rows;
END $$;
--> statement-breakpoint
-- As before; what starts a flow is what a refused call was for, also where steps wait for events of the same source.
CREATE OR REPLACE FUNCTION record_refusal(p_source uuid, p_code text, p_reason text, p_headers jsonb, p_bytes integer) RETURNS uuid
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  INSERT INTO delivery (id, workspace_id, source_id, trigger_id, flow_id, origin, headers, state, reason_code, reason, bytes, verified)
  SELECT uuidv7(), s.workspace_id, s.id, t.id, t.flow_id, CASE s.kind WHEN 'vendor' THEN 'event' ELSE 'webhook' END,
         p_headers, 'refused', p_code, p_reason, p_bytes, false
  FROM source s LEFT JOIN LATERAL (
    SELECT * FROM flow_trigger f WHERE f.source_id = s.id ORDER BY f.role = 'wait', f.id LIMIT 1) t ON true
  WHERE s.id = p_source
  RETURNING id
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
REVOKE CREATE ON SCHEMA public FROM patchbay_system;
