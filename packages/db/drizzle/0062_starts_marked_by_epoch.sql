-- As before, whoever holds the lease by then: the workflow of this epoch exists, and refuses a second one. A start that
-- took longer than its lease would be marked by nobody, and its run passed on until it is taken to be what ends workers.
-- By a name of its own: workers of the release before, which may go on beside, call the one that was.
CREATE FUNCTION mark_started_runs(p_runs uuid[], p_epochs integer[]) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  UPDATE run r SET state = 'running', started_at = coalesce(r.started_at, now()), checked_at = now(), lease_id = NULL,
    leased_until = NULL, reason = NULL, reason_code = NULL
  FROM unnest(p_runs, p_epochs) AS started (id, epoch)
  WHERE r.id = started.id AND r.epoch = started.epoch AND r.state = 'queued'
$$;
--> statement-breakpoint
GRANT CREATE ON SCHEMA public TO patchbay_system;
--> statement-breakpoint
ALTER FUNCTION mark_started_runs(uuid[], integer[]) OWNER TO patchbay_system;
--> statement-breakpoint
REVOKE CREATE ON SCHEMA public FROM patchbay_system;
--> statement-breakpoint
REVOKE ALL ON FUNCTION mark_started_runs(uuid[], integer[]) FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION mark_started_runs(uuid[], integer[]) TO patchbay_app;
