-- As before, for several leases at once: a run that begins is marked by that, and this is for those that have not begun.
DROP FUNCTION mark_runs_started(uuid, uuid[]);
--> statement-breakpoint
CREATE FUNCTION mark_runs_started(p_leases uuid[], p_runs uuid[]) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  UPDATE run SET state = 'running', started_at = coalesce(started_at, now()), checked_at = now(), lease_id = NULL,
    leased_until = NULL, reason = NULL, reason_code = NULL
  WHERE id = ANY (p_runs) AND lease_id = ANY (p_leases) AND state = 'queued'
$$;
--> statement-breakpoint
GRANT CREATE ON SCHEMA public TO patchbay_system;
--> statement-breakpoint
ALTER FUNCTION mark_runs_started(uuid[], uuid[]) OWNER TO patchbay_system;
--> statement-breakpoint
REVOKE CREATE ON SCHEMA public FROM patchbay_system;
--> statement-breakpoint
REVOKE ALL ON FUNCTION mark_runs_started(uuid[], uuid[]) FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION mark_runs_started(uuid[], uuid[]) TO patchbay_app;
