-- As before, and a failure is over as well once there is nothing left to do about it: for what has been dealt with there may
-- never be a success, and nobody is to be reminded of it day by day.
CREATE OR REPLACE FUNCTION raise_alerts() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF NOT pg_try_advisory_xact_lock(5129774003) THEN RETURN; END IF;

  UPDATE alert a SET resolved_at = now(), notice_at = NULL
  WHERE a.resolved_at IS NULL AND CASE a.kind
    WHEN 'failure' THEN EXISTS (
      -- Of runs that came in about then or later: an index has those, and one from before says nothing of how it is now.
      SELECT 1 FROM run r WHERE r.flow_id = a.flow_id AND r.accepted_at > a.last_at - interval '1 hour'
        AND r.state = 'succeeded' AND r.finished_at > a.last_at)
      OR EXISTS (SELECT 1 FROM run r WHERE r.id = a.run_id AND r.state = 'succeeded')
      OR EXISTS (SELECT 1 FROM flow f WHERE f.id = a.flow_id AND (NOT f.enabled OR f.archived_at IS NOT NULL))
      -- No run of it stands failed any more: they were retried, cancelled, settled or dismissed, or removed in time.
      OR NOT EXISTS (
        SELECT 1 FROM run r WHERE r.flow_id = a.flow_id AND r.state = 'failed' AND r.finished_at >= a.first_at
          AND (NOT EXISTS (SELECT 1 FROM problem p WHERE p.run_id = r.id)
            OR EXISTS (SELECT 1 FROM problem p WHERE p.run_id = r.id AND p.state IN ('open', 'mending'))))
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
    LEFT JOIN (SELECT a.subject_id, max(a.last_at) AS at FROM alert a WHERE a.kind = 'failure' GROUP BY a.subject_id) told
      ON told.subject_id = r.flow_id
    WHERE r.state = 'failed' AND r.finished_at > now() - interval '1 day'
      AND r.finished_at > coalesce(told.at, '-infinity')
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
