DROP FUNCTION lease_runs(uuid, integer, integer);
--> statement-breakpoint
-- As before, but for workspaces of which the caller has its hands full: it takes nothing more of them for now.
CREATE FUNCTION lease_runs(p_lease uuid, p_limit integer, p_ttl_ms integer, p_not_of uuid[] DEFAULT '{}')
RETURNS TABLE (id uuid, workspace_id uuid, epoch integer, plan_hash text, lease_count integer)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  v_leased uuid[];
BEGIN
  PERFORM pg_advisory_xact_lock(5129774101);
  PERFORM give_turns(500);

  WITH RECURSIVE line AS (
    (SELECT r.workspace_id, r.flow_id FROM run r
     WHERE r.state = 'queued' AND r.has_turn AND r.paused_at IS NULL
     ORDER BY r.workspace_id, r.flow_id LIMIT 1)
    UNION ALL
    SELECT n.workspace_id, n.flow_id FROM line l CROSS JOIN LATERAL (
      SELECT r.workspace_id, r.flow_id FROM run r
      WHERE r.state = 'queued' AND r.has_turn AND r.paused_at IS NULL
        AND (r.workspace_id, r.flow_id) > (l.workspace_id, l.flow_id)
      ORDER BY r.workspace_id, r.flow_id LIMIT 1) n
  ), shared AS MATERIALIZED (
    SELECT w.workspace_id, b.busy, coalesce(s.runs_at_once, 100) - b.busy AS room
    FROM (SELECT DISTINCT l.workspace_id FROM line l) w
    LEFT JOIN workspace s ON s.id = w.workspace_id
    CROSS JOIN LATERAL (SELECT busy_runs(w.workspace_id, NULL) AS busy) b
  ), lane AS MATERIALIZED (
    SELECT l.workspace_id, l.flow_id, s.busy AS shared_busy, s.room AS shared_room, b.busy,
           least(s.room, coalesce((t.runs ->> 'atOnce')::integer - b.busy, s.room)) AS room
    FROM line l JOIN shared s ON s.workspace_id = l.workspace_id
    LEFT JOIN flow_trigger t ON t.flow_id = l.flow_id AND t.role = 'start'
    CROSS JOIN LATERAL (SELECT busy_runs(l.workspace_id, l.flow_id) AS busy) b
    WHERE s.room > 0 AND NOT l.workspace_id = ANY (p_not_of)
  ), candidate AS (
    SELECT c.id, c.due_at, a.workspace_id, a.shared_busy, a.shared_room,
           a.busy + row_number() OVER (PARTITION BY a.flow_id ORDER BY c.due_at, c.id) AS turn
    FROM lane a CROSS JOIN LATERAL (
      SELECT r.id, r.due_at FROM run r
      WHERE r.state = 'queued' AND r.has_turn AND r.paused_at IS NULL
        AND r.workspace_id = a.workspace_id AND r.flow_id = a.flow_id AND r.due_at <= now()
        AND (r.leased_until IS NULL OR r.leased_until < now())
      ORDER BY r.due_at, r.id LIMIT least(p_limit, greatest(a.room, 0)) FOR UPDATE SKIP LOCKED) c
  ), placed AS (
    SELECT c.id, c.due_at, c.shared_busy, c.shared_room,
           row_number() OVER (PARTITION BY c.workspace_id ORDER BY c.turn, c.due_at, c.id) AS place
    FROM candidate c
  )
  SELECT array_agg(t.id) INTO v_leased FROM (
    SELECT p.id FROM placed p WHERE p.place <= p.shared_room
    ORDER BY p.shared_busy + p.place, p.due_at, p.id LIMIT p_limit) t;

  RETURN QUERY
  UPDATE run r SET lease_id = p_lease, lease_count = r.lease_count + 1, leased_until = now() + p_ttl_ms * interval '1 ms'
  WHERE r.id = ANY (v_leased)
  RETURNING r.id, r.workspace_id, r.epoch, r.plan_hash, r.lease_count;
END $$;

--> statement-breakpoint
GRANT CREATE ON SCHEMA public TO patchbay_system;
--> statement-breakpoint
ALTER FUNCTION lease_runs(uuid, integer, integer, uuid[]) OWNER TO patchbay_system;
--> statement-breakpoint
REVOKE CREATE ON SCHEMA public FROM patchbay_system;
--> statement-breakpoint
REVOKE ALL ON FUNCTION lease_runs(uuid, integer, integer, uuid[]) FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION lease_runs(uuid, integer, integer, uuid[]) TO patchbay_app;
