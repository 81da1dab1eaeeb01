SELECT protect_workspace_table(t::regclass) FROM unnest(ARRAY['gather', 'gather_item']) AS t;
--> statement-breakpoint
GRANT CREATE ON SCHEMA public TO patchbay_system;
--> statement-breakpoint
-- Gathers whose time is over, and for which nothing that came in within it is still to be unpacked.
CREATE FUNCTION find_due_gathers(p_limit integer) RETURNS TABLE (id uuid, workspace_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT g.id, g.workspace_id FROM gather g
  WHERE g.state = 'open' AND g.due_at <= now() AND NOT EXISTS (
    SELECT 1 FROM delivery d
    WHERE d.trigger_id = g.trigger_id AND d.state = 'accepted' AND d.reason_code IS DISTINCT FROM 'held'
      AND d.received_at <= g.due_at)
  ORDER BY g.due_at LIMIT p_limit
$$;
--> statement-breakpoint
-- Which events became which run, once neither is there any more.
CREATE FUNCTION purge_gathers(p_limit integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  v_gone uuid[];
BEGIN
  SELECT array_agg(x.id) INTO v_gone FROM (
    SELECT g.id FROM gather g
    WHERE g.state = 'closed' AND g.closed_at < now() - interval '1 day'
      AND NOT EXISTS (SELECT 1 FROM run r WHERE r.id = g.run_id)
    ORDER BY g.closed_at LIMIT p_limit) x;
  IF v_gone IS NULL THEN RETURN 0; END IF;
  DELETE FROM gather_item WHERE gather_id = ANY (v_gone);
  DELETE FROM gather WHERE id = ANY (v_gone);
  RETURN cardinality(v_gone);
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
