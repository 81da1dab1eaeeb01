GRANT CREATE ON SCHEMA public TO patchbay_system;
--> statement-breakpoint
-- The one without the try stays for workers of the release before, which may go on beside.
-- How a try ended: sent, to be tried again after `p_again_ms`, or (null) given up. A failure counts for the try that it was: who
-- stood still for longer than the lease neither takes the mail from who sends it now nor gives it up. That it was sent is true,
-- whoever says so.
CREATE FUNCTION finish_system_mail(p_id uuid, p_tries integer, p_sent boolean, p_error text, p_again_ms bigint) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  UPDATE system_mail SET
    state = CASE WHEN p_sent THEN 'sent' WHEN p_again_ms IS NULL THEN 'failed' ELSE 'queued' END,
    sent_at = CASE WHEN p_sent THEN now() END,
    last_error = p_error,
    due_at = CASE WHEN p_again_ms IS NULL THEN due_at ELSE now() + p_again_ms * interval '1 ms' END,
    text = CASE WHEN p_sent OR p_again_ms IS NULL THEN NULL ELSE text END,
    html = CASE WHEN p_sent OR p_again_ms IS NULL THEN NULL ELSE html END,
    leased_until = NULL
  WHERE id = p_id AND state = 'queued' AND (p_sent OR tries = p_tries)
$$;
--> statement-breakpoint
ALTER FUNCTION finish_system_mail(uuid, integer, boolean, text, bigint) OWNER TO patchbay_system;
--> statement-breakpoint
REVOKE ALL ON FUNCTION finish_system_mail(uuid, integer, boolean, text, bigint) FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION finish_system_mail(uuid, integer, boolean, text, bigint) TO patchbay_app;
--> statement-breakpoint
REVOKE CREATE ON SCHEMA public FROM patchbay_system;
