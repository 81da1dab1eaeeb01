-- As before; what waits for a connection that was revoked is told as well, and meets the missing credential. A call that was
-- under way at that moment comes to wait after everybody else had been told.
CREATE OR REPLACE FUNCTION take_releasable_steps(p_limit integer)
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
           AND s.error ->> 'code' = 'auth_expired' AND (c.state = 'working' OR c.revoked_at <= now())
           AND r.finished_at IS NULL AND r.state <> 'queued' AND r.paused_at IS NULL
         ORDER BY s.release_told_at NULLS FIRST, s.id LIMIT p_limit)) y
      ORDER BY y.since, y.id LIMIT p_limit) x ON x.id = s.id
    -- Somebody is at it: it is told the next time.
    FOR UPDATE OF s SKIP LOCKED) z
  WHERE t.id = z.id
  RETURNING t.id, t.run_id, t.workspace_id, z.epoch, t.node, t.iteration, t.release_requested_at,
    t.kind IN ('approval', 'event', 'subflow') OR t.finished_at IS NOT NULL
$$;
