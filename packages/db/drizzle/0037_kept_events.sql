-- As before; what a run on its way to the step may still ask for is kept however long the run is open, and a workspace that
-- keeps what was said for less than 30 days keeps events that nobody came for no longer than that. How far back a step of a
-- flow looks is kept in any case.
CREATE OR REPLACE FUNCTION purge_waits(p_limit integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  v_events uuid[];
  v_rows integer;
  v_total integer := 0;
BEGIN
  SELECT array_agg(x.id) INTO v_events FROM (
    WITH oldest AS MATERIALIZED (
      SELECT r.flow_id, min(r.accepted_at) AS at FROM run r WHERE r.finished_at IS NULL GROUP BY r.flow_id
    ), kept AS MATERIALIZED (
      SELECT t.id, least(
        now() - greatest(
          least(30, w.keep_payload_days) * interval '1 day',
          coalesce(t.look_back_ms, 0) * interval '1 ms'),
        o.at - coalesce(t.look_back_ms, 0) * interval '1 ms') AS since
      FROM flow_trigger t JOIN workspace w ON w.id = t.workspace_id LEFT JOIN oldest o ON o.flow_id = t.flow_id
      WHERE t.role = 'wait')
    SELECT e.id FROM awaited_event e LEFT JOIN kept k ON k.id = e.trigger_id
    WHERE (k.id IS NULL OR e.received_at < k.since)
      AND NOT EXISTS (
        SELECT 1 FROM event_wait w JOIN run r ON r.id = w.run_id
        WHERE w.awaited_event_id = e.id AND r.finished_at IS NULL)
    LIMIT p_limit FOR UPDATE OF e SKIP LOCKED) x;
  IF v_events IS NOT NULL THEN
    DELETE FROM payload p USING awaited_event e WHERE e.id = ANY (v_events) AND p.id = e.payload_id;
    DELETE FROM awaited_event WHERE id = ANY (v_events);
    v_total := cardinality(v_events);
  END IF;

  DELETE FROM event_wait WHERE id IN (
    SELECT w.id FROM event_wait w WHERE NOT EXISTS (SELECT 1 FROM run r WHERE r.id = w.run_id) LIMIT p_limit);
  GET DIAGNOSTICS v_rows = ROW_COUNT;
  v_total := v_total + v_rows;

  DELETE FROM approval WHERE id IN (
    SELECT a.id FROM approval a WHERE NOT EXISTS (SELECT 1 FROM run r WHERE r.id = a.run_id) LIMIT p_limit);
  GET DIAGNOSTICS v_rows = ROW_COUNT;
  v_total := v_total + v_rows;

  DELETE FROM approval_link WHERE id IN (
    SELECT l.id FROM approval_link l WHERE NOT EXISTS (SELECT 1 FROM approval a WHERE a.id = l.approval_id) LIMIT p_limit);
  GET DIAGNOSTICS v_rows = ROW_COUNT;
  RETURN v_total + v_rows;
END $$;
