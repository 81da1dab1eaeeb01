-- As before, in no order: runs whose calls are still at work stay in the list, and the first of them must not keep those
-- behind from going on.
CREATE OR REPLACE FUNCTION find_resumable_runs(p_attempt_ms integer, p_limit integer)
RETURNS TABLE (id uuid, workspace_id uuid, epoch integer)
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT r.id, r.workspace_id, r.epoch FROM run r
  WHERE r.resume_requested_at IS NOT NULL AND r.paused_at IS NOT NULL AND r.finished_at IS NULL
    AND NOT EXISTS (
      SELECT 1 FROM attempt a
      WHERE a.run_id = r.id AND a.outcome IS NULL AND a.started_at > now() - p_attempt_ms * interval '1 ms')
  ORDER BY random() LIMIT p_limit
$$;
