-- As before, by the few steps that are marked instead of all steps of all open runs; who waits longest is told first.
CREATE OR REPLACE FUNCTION find_releasable_steps(p_limit integer)
RETURNS TABLE (run_id uuid, workspace_id uuid, epoch integer, node integer, iteration text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT x.run_id, x.workspace_id, x.epoch, x.node, x.iteration FROM (
    (SELECT s.id, s.run_id, s.workspace_id, r.epoch, s.node, s.iteration, s.release_requested_at AS since
     FROM step_run s JOIN run r ON r.id = s.run_id
     WHERE s.release_requested_at IS NOT NULL
       AND r.finished_at IS NULL AND r.state <> 'queued' AND r.paused_at IS NULL
     ORDER BY s.release_requested_at LIMIT p_limit)
    UNION ALL
    (SELECT s.id, s.run_id, s.workspace_id, r.epoch, s.node, s.iteration, now() AS since
     FROM step_run s JOIN run r ON r.id = s.run_id JOIN connection c ON c.id = s.connection_id
     WHERE s.state = 'needs_attention' AND s.release_requested_at IS NULL
       AND s.error ->> 'code' = 'auth_expired' AND c.state = 'working'
       AND r.finished_at IS NULL AND r.state <> 'queued' AND r.paused_at IS NULL
     LIMIT p_limit)) x
  ORDER BY x.since LIMIT p_limit
$$;
