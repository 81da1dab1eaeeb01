DROP FUNCTION find_releasable_steps(integer);
--> statement-breakpoint
-- Held steps whose cause is gone, to be told now: marked ones, and those whose connection works again. Who was told, or
-- marked, longest ago comes first, so that many who do not hear keep nobody from it. `told_once`: what the step waits for,
-- or what came of it, is in the database; a workflow that has been told finds it by itself, and the mark is not needed.
CREATE FUNCTION take_releasable_steps(p_limit integer)
RETURNS TABLE (id uuid, run_id uuid, workspace_id uuid, epoch integer, node integer, iteration text,
               requested_at timestamptz, told_once boolean)
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  -- What a run was not told before its end is of no use any more.
  UPDATE step_run t SET release_requested_at = NULL
  FROM (SELECT s.id FROM step_run s JOIN run r ON r.id = s.run_id
        WHERE s.release_requested_at IS NOT NULL AND s.release_requested_at <= r.finished_at
        LIMIT p_limit FOR UPDATE OF s SKIP LOCKED) z
  WHERE t.id = z.id;

  UPDATE step_run t SET release_told_at = clock_timestamp()
  FROM (
    SELECT s.id, x.epoch FROM step_run s JOIN (
      SELECT y.id, y.epoch FROM (
        (SELECT s.id, r.epoch, greatest(s.release_requested_at, s.release_told_at) AS since
         FROM step_run s JOIN run r ON r.id = s.run_id
         WHERE s.release_requested_at IS NOT NULL
           AND r.finished_at IS NULL AND r.state <> 'queued' AND r.paused_at IS NULL
         ORDER BY 3, s.id LIMIT p_limit)
        UNION ALL
        (SELECT s.id, r.epoch, coalesce(s.release_told_at, now()) AS since
         FROM step_run s JOIN run r ON r.id = s.run_id JOIN connection c ON c.id = s.connection_id
         WHERE s.state = 'needs_attention' AND s.release_requested_at IS NULL
           AND s.error ->> 'code' = 'auth_expired' AND c.state = 'working'
           AND r.finished_at IS NULL AND r.state <> 'queued' AND r.paused_at IS NULL
         ORDER BY s.release_told_at NULLS FIRST, s.id LIMIT p_limit)) y
      ORDER BY y.since, y.id LIMIT p_limit) x ON x.id = s.id
    -- Somebody is at it: it is told the next time.
    FOR UPDATE OF s SKIP LOCKED) z
  WHERE t.id = z.id
  RETURNING t.id, t.run_id, t.workspace_id, z.epoch, t.node, t.iteration, t.release_requested_at,
    t.kind IN ('approval', 'event', 'subflow') OR t.finished_at IS NOT NULL
$$;
--> statement-breakpoint
GRANT CREATE ON SCHEMA public TO patchbay_system;
--> statement-breakpoint
ALTER FUNCTION take_releasable_steps(integer) OWNER TO patchbay_system;
--> statement-breakpoint
REVOKE CREATE ON SCHEMA public FROM patchbay_system;
--> statement-breakpoint
REVOKE ALL ON FUNCTION take_releasable_steps(integer) FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION take_releasable_steps(integer) TO patchbay_app;
