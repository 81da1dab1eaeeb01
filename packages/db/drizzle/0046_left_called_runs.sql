-- Runs whose caller waited for them and was cancelled while they could not be told: somebody held their row then, or the
-- message was lost. They are asked to stop, with the same wish to undo. What became due after that was begun anew by a
-- person, who wants it whatever became of its caller.
CREATE FUNCTION take_left_called(p_limit integer)
RETURNS TABLE (id uuid, workspace_id uuid, epoch integer)
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  UPDATE run r SET cancel_requested_at = now(), cancel_requested_by = 'the run that called it', cancel_undoes = x.undoes,
    epoch = r.epoch + 1, lease_id = NULL, leased_until = NULL,
    state = CASE r.state WHEN 'queued' THEN 'running' ELSE r.state END
  FROM (
    SELECT c.id, p.unwinding_at IS NOT NULL AS undoes FROM run c
    -- Of the few that are open each is looked up: all runs that were ever cancelled are many.
    CROSS JOIN LATERAL (SELECT o.state, o.unwinding_at, o.finished_at FROM run o WHERE o.id = c.parent_run_id OFFSET 0) p
    WHERE c.parent_waits AND c.finished_at IS NULL AND c.cancel_requested_at IS NULL AND c.unwinding_at IS NULL
      AND (p.state = 'cancelled' OR p.unwinding_at IS NOT NULL) AND c.due_at <= coalesce(p.unwinding_at, p.finished_at)
    LIMIT p_limit FOR UPDATE OF c SKIP LOCKED) x
  WHERE r.id = x.id
  RETURNING r.id, r.workspace_id, r.epoch
$$;
--> statement-breakpoint
GRANT CREATE ON SCHEMA public TO patchbay_system;
--> statement-breakpoint
ALTER FUNCTION take_left_called(integer) OWNER TO patchbay_system;
--> statement-breakpoint
REVOKE CREATE ON SCHEMA public FROM patchbay_system;
--> statement-breakpoint
REVOKE ALL ON FUNCTION take_left_called(integer) FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION take_left_called(integer) TO patchbay_app;
