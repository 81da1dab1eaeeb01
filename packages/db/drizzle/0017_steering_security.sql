-- A paused run has no workflow on purpose: nobody takes it over, and nobody tells its held steps anything.
CREATE OR REPLACE FUNCTION take_silent_runs(p_silent_ms integer, p_limit integer)
RETURNS TABLE (id uuid, workspace_id uuid, epoch integer, state text, cancel_requested_at timestamptz)
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  UPDATE run r SET checked_at = now()
  WHERE r.id IN (
    SELECT c.id FROM run c
    WHERE c.finished_at IS NULL AND c.state <> 'queued' AND c.paused_at IS NULL
      AND greatest(c.checked_at, c.progress_at) < now() - p_silent_ms * interval '1 ms'
    ORDER BY c.checked_at LIMIT p_limit FOR UPDATE SKIP LOCKED)
  RETURNING r.id, r.workspace_id, r.epoch, r.state, r.cancel_requested_at
$$;
--> statement-breakpoint
CREATE OR REPLACE FUNCTION find_releasable_steps(p_limit integer)
RETURNS TABLE (run_id uuid, workspace_id uuid, epoch integer, node integer, iteration text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT s.run_id, s.workspace_id, r.epoch, s.node, s.iteration
  FROM step_run s JOIN run r ON r.id = s.run_id LEFT JOIN connection c ON c.id = s.connection_id
  WHERE r.finished_at IS NULL AND r.state <> 'queued' AND r.paused_at IS NULL
    AND (s.release_requested_at IS NOT NULL
      OR (s.state = 'needs_attention' AND s.error ->> 'code' = 'auth_expired' AND c.state = 'working'))
  LIMIT p_limit
$$;
--> statement-breakpoint
-- Runs that were resumed and may go on: no call of before is under way, or it has been for so long that its worker is
-- taken to be gone; what became of it is then asked like after any other death.
CREATE FUNCTION find_resumable_runs(p_attempt_ms integer, p_limit integer)
RETURNS TABLE (id uuid, workspace_id uuid, epoch integer)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT r.id, r.workspace_id, r.epoch FROM run r
  WHERE r.resume_requested_at IS NOT NULL AND r.paused_at IS NOT NULL AND r.finished_at IS NULL
    AND NOT EXISTS (
      SELECT 1 FROM attempt a
      WHERE a.run_id = r.id AND a.outcome IS NULL AND a.started_at > now() - p_attempt_ms * interval '1 ms')
  ORDER BY r.resume_requested_at LIMIT p_limit
$$;
--> statement-breakpoint
GRANT CREATE ON SCHEMA public TO patchbay_system;
--> statement-breakpoint
ALTER FUNCTION find_resumable_runs(integer, integer) OWNER TO patchbay_system;
--> statement-breakpoint
REVOKE CREATE ON SCHEMA public FROM patchbay_system;
--> statement-breakpoint
REVOKE ALL ON FUNCTION find_resumable_runs(integer, integer) FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION find_resumable_runs(integer, integer) TO patchbay_app;
