SELECT protect_workspace_table(t::regclass) FROM unnest(ARRAY[
  'alert', 'alert_channel', 'alert_message', 'alert_setting', 'alert_mute'
]) AS t;
--> statement-breakpoint
-- Whom an alert may go to: better-auth's tables are read by this one function only, and no more of them than it needs.
GRANT SELECT (id, name, email) ON "user" TO patchbay_system;
--> statement-breakpoint
GRANT SELECT (organization_id, user_id, role) ON "member" TO patchbay_system;
--> statement-breakpoint
GRANT CREATE ON SCHEMA public TO patchbay_system;
--> statement-breakpoint
CREATE FUNCTION list_alert_recipients(p_workspace uuid)
RETURNS TABLE (user_id uuid, name text, email text, role text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT m.user_id, u.name, u.email, m.role FROM "member" m JOIN "user" u ON u.id = m.user_id
  WHERE m.organization_id = p_workspace
$$;
--> statement-breakpoint
-- When people may next be told of the same thing: something that comes and goes is told once an hour at most.
CREATE FUNCTION next_alert_notice(p_kind text, p_subject uuid) RETURNS timestamptz
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT greatest(now(), coalesce(max(a.noticed_at) + interval '1 hour', now()))
  FROM alert a WHERE a.subject_id = p_subject AND a.kind = p_kind
$$;
--> statement-breakpoint
-- Ends alerts whose cause is gone and begins those whose cause is there, for all workspaces. What an open one is about
-- is counted in it.
CREATE FUNCTION raise_alerts() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  UPDATE alert a SET resolved_at = now(), notice_at = NULL
  WHERE a.resolved_at IS NULL AND CASE a.kind
    WHEN 'failure' THEN EXISTS (
      SELECT 1 FROM run r WHERE r.flow_id = a.flow_id AND r.state = 'succeeded' AND r.finished_at > a.last_at)
    WHEN 'connection' THEN NOT EXISTS (
      SELECT 1 FROM connection c WHERE c.id = a.connection_id AND c.state = 'needs_attention' AND c.revoked_at IS NULL)
    WHEN 'decision' THEN NOT EXISTS (
      SELECT 1 FROM decision d JOIN run r ON r.id = d.run_id
      WHERE d.workspace_id = a.workspace_id AND d.state = 'open' AND r.flow_id = a.flow_id)
    WHEN 'silence' THEN EXISTS (
      SELECT 1 FROM flow f WHERE f.id = a.flow_id AND (NOT f.enabled OR f.archived_at IS NOT NULL))
      OR EXISTS (SELECT 1 FROM run r WHERE r.flow_id = a.flow_id AND r.accepted_at > a.first_at)
  END;

  INSERT INTO alert (id, workspace_id, kind, subject_id, flow_id, run_id, count, first_at, last_at, notice_at)
  SELECT uuidv7(), n.workspace_id, 'failure', n.flow_id, n.flow_id, n.run_id, n.count, n.first_at, n.last_at,
         next_alert_notice('failure', n.flow_id)
  FROM (
    SELECT r.workspace_id, r.flow_id, count(*)::integer AS count, min(r.finished_at) AS first_at, max(r.finished_at) AS last_at,
           (array_agg(r.id ORDER BY r.finished_at DESC))[1] AS run_id
    FROM run r
    WHERE r.state = 'failed' AND r.finished_at > now() - interval '1 day'
      AND r.finished_at > coalesce(
        (SELECT max(a.last_at) FROM alert a WHERE a.subject_id = r.flow_id AND a.kind = 'failure'), '-infinity')
    GROUP BY r.workspace_id, r.flow_id) n
  ON CONFLICT (workspace_id, kind, subject_id) WHERE resolved_at IS NULL
  DO UPDATE SET count = alert.count + excluded.count, last_at = excluded.last_at, run_id = excluded.run_id;

  INSERT INTO alert (id, workspace_id, kind, subject_id, flow_id, run_id, count, first_at, last_at, notice_at)
  SELECT uuidv7(), n.workspace_id, 'decision', n.flow_id, n.flow_id, n.run_id, n.count, n.first_at, n.last_at,
         next_alert_notice('decision', n.flow_id)
  FROM (
    SELECT d.workspace_id, r.flow_id, count(*)::integer AS count, min(d.asked_at) AS first_at, max(d.asked_at) AS last_at,
           (array_agg(r.id ORDER BY d.asked_at DESC))[1] AS run_id
    FROM decision d JOIN run r ON r.id = d.run_id
    WHERE d.state = 'open' AND d.asked_at > coalesce(
      (SELECT max(a.last_at) FROM alert a WHERE a.subject_id = r.flow_id AND a.kind = 'decision'), '-infinity')
    GROUP BY d.workspace_id, r.flow_id) n
  ON CONFLICT (workspace_id, kind, subject_id) WHERE resolved_at IS NULL
  DO UPDATE SET count = alert.count + excluded.count, last_at = excluded.last_at, run_id = excluded.run_id;

  INSERT INTO alert (id, workspace_id, kind, subject_id, connection_id, first_at, last_at, notice_at)
  SELECT uuidv7(), c.workspace_id, 'connection', c.id, c.id, c.state_since, c.state_since, next_alert_notice('connection', c.id)
  FROM connection c WHERE c.state = 'needs_attention' AND c.revoked_at IS NULL
  ON CONFLICT (workspace_id, kind, subject_id) WHERE resolved_at IS NULL DO NOTHING;
END $$;
--> statement-breakpoint
-- A flow that is on and has not run for twice as long as it ever paused in two weeks, and for an hour at least. A flow with
-- few runs, or known for less than three days, has no usual pace.
CREATE FUNCTION raise_silence_alerts() RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  INSERT INTO alert (id, workspace_id, kind, subject_id, flow_id, run_id, first_at, last_at, notice_at)
  SELECT uuidv7(), f.workspace_id, 'silence', f.id, f.id, p.run_id, now(), p.last_at, next_alert_notice('silence', f.id)
  FROM flow f CROSS JOIN LATERAL (
    SELECT count(*) AS runs, min(g.accepted_at) AS first_at, max(g.accepted_at) AS last_at, max(g.pause) AS longest,
           (array_agg(g.id ORDER BY g.accepted_at DESC))[1] AS run_id
    FROM (
      SELECT r.id, r.accepted_at, r.accepted_at - lag(r.accepted_at) OVER (ORDER BY r.accepted_at) AS pause
      FROM run r WHERE r.flow_id = f.id AND r.accepted_at > now() - interval '14 days') g) p
  WHERE f.enabled AND f.archived_at IS NULL AND f.live_version_id IS NOT NULL
    AND p.runs >= 20 AND p.first_at < now() - interval '3 days'
    AND now() - p.last_at > greatest(2 * p.longest, interval '1 hour')
  ON CONFLICT (workspace_id, kind, subject_id) WHERE resolved_at IS NULL DO NOTHING
$$;
--> statement-breakpoint
CREATE FUNCTION find_due_alerts(p_limit integer) RETURNS TABLE (id uuid, workspace_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT a.id, a.workspace_id FROM alert a WHERE a.notice_at <= now() ORDER BY a.notice_at LIMIT p_limit
$$;
--> statement-breakpoint
-- Hands out messages to channels that are due; what is past its time is given up.
CREATE FUNCTION lease_alert_messages(p_limit integer, p_ttl_ms integer)
RETURNS TABLE (id uuid, workspace_id uuid, channel_id uuid, body jsonb, tries integer)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  UPDATE alert_message m SET state = 'failed', leased_until = NULL
  WHERE m.state = 'queued' AND m.expires_at <= now() AND (m.leased_until IS NULL OR m.leased_until < now());

  RETURN QUERY
  UPDATE alert_message m SET leased_until = now() + p_ttl_ms * interval '1 ms', tries = m.tries + 1
  WHERE m.id IN (
    SELECT c.id FROM alert_message c
    WHERE c.state = 'queued' AND c.due_at <= now() AND (c.leased_until IS NULL OR c.leased_until < now())
    ORDER BY c.due_at LIMIT p_limit FOR UPDATE SKIP LOCKED)
  RETURNING m.id, m.workspace_id, m.channel_id, m.body, m.tries;
END $$;
--> statement-breakpoint
CREATE FUNCTION purge_alerts(p_days integer, p_limit integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  v_messages integer;
  v_alerts integer;
BEGIN
  DELETE FROM alert_message WHERE id IN (
    SELECT m.id FROM alert_message m WHERE m.state <> 'queued' AND m.created_at < now() - p_days * interval '1 day' LIMIT p_limit);
  GET DIAGNOSTICS v_messages = ROW_COUNT;
  DELETE FROM alert WHERE id IN (
    SELECT a.id FROM alert a WHERE a.resolved_at < now() - p_days * interval '1 day' LIMIT p_limit);
  GET DIAGNOSTICS v_alerts = ROW_COUNT;
  RETURN v_messages + v_alerts;
END $$;
--> statement-breakpoint
DO $$
DECLARE
  f regprocedure;
BEGIN
  FOR f IN SELECT p.oid::regprocedure FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
           WHERE n.nspname = 'public' AND p.prosecdef AND p.proowner <> 'patchbay_system'::regrole
  LOOP
    EXECUTE format('ALTER FUNCTION %s OWNER TO patchbay_system', f);
    EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', f);
    EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO patchbay_app', f);
  END LOOP;
END $$;
--> statement-breakpoint
REVOKE CREATE ON SCHEMA public FROM patchbay_system;
