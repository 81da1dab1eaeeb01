-- As before; who comes first among equals is left to chance: the longest queue has the oldest events, and would be first
-- each time that there is less room than there are queues.
CREATE OR REPLACE FUNCTION lease_deliveries(p_lease uuid, p_limit integer, p_ttl_ms integer)
RETURNS TABLE (id uuid, workspace_id uuid, lease_count integer)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  v_leased uuid[];
BEGIN
  UPDATE delivery d SET state = 'dead', lease_id = NULL, leased_until = NULL, reason_code = 'poison',
    reason = 'Unpacking this event ended its worker, or did not end, five times. Its body is kept; replay it once the cause is mended.'
  WHERE d.state = 'accepted' AND d.lease_count >= 2 AND d.lease_count >= 5 AND d.leased_until < now();

  SELECT array_agg(s.id) INTO v_leased FROM (
    SELECT d.id FROM delivery d
    WHERE d.state = 'accepted' AND d.due_at <= now() AND d.lease_count >= 2 AND (d.leased_until IS NULL OR d.leased_until < now())
    ORDER BY d.due_at LIMIT 1 FOR UPDATE SKIP LOCKED) s;

  IF v_leased IS NULL THEN
    -- Everybody's first, then everybody's second, and so on: a full inbox next door costs a workspace one place a round,
    -- and a flow's neighbour in its own workspace one place of that.
    WITH RECURSIVE line AS (
      (SELECT d.workspace_id, d.trigger_id FROM delivery d WHERE d.state = 'accepted' AND d.trigger_id IS NOT NULL
       ORDER BY d.workspace_id, d.trigger_id LIMIT 1)
      UNION ALL
      SELECT n.workspace_id, n.trigger_id FROM line l CROSS JOIN LATERAL (
        SELECT d.workspace_id, d.trigger_id FROM delivery d
        WHERE d.state = 'accepted' AND (d.workspace_id, d.trigger_id) > (l.workspace_id, l.trigger_id)
        ORDER BY d.workspace_id, d.trigger_id LIMIT 1) n
    ), candidate AS (
      SELECT c.id, c.due_at, l.workspace_id, row_number() OVER (PARTITION BY l.trigger_id ORDER BY c.due_at, c.id) AS turn
      FROM line l CROSS JOIN LATERAL (
        SELECT d.id, d.due_at FROM delivery d
        WHERE d.workspace_id = l.workspace_id AND d.trigger_id = l.trigger_id AND d.state = 'accepted' AND d.due_at <= now()
          AND (d.leased_until IS NULL OR d.leased_until < now())
        ORDER BY d.due_at, d.id LIMIT p_limit FOR UPDATE SKIP LOCKED) c
    ), placed AS (
      SELECT c.id, c.due_at, row_number() OVER (PARTITION BY c.workspace_id ORDER BY c.turn, random()) AS place
      FROM candidate c
    )
    SELECT array_agg(t.id) INTO v_leased FROM (
      SELECT p.id FROM placed p ORDER BY p.place, random() LIMIT p_limit) t;
  END IF;

  RETURN QUERY
  UPDATE delivery d SET lease_id = p_lease, lease_count = d.lease_count + 1, leased_until = now() + p_ttl_ms * interval '1 ms'
  WHERE d.id = ANY (v_leased)
  RETURNING d.id, d.workspace_id, d.lease_count;
END $$;
