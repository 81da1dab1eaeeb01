SELECT protect_workspace_table(t::regclass) FROM unnest(ARRAY['lookup_answer', 'sample', 'step_test', 'test_run']) AS t;
--> statement-breakpoint
GRANT CREATE ON SCHEMA public TO patchbay_system;
--> statement-breakpoint
-- Tests go with runs of their age. What a test worked on goes after a day, should its worker have died under it.
CREATE FUNCTION purge_tests(p_days integer, p_limit integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  v_tests uuid[];
  v_rows integer;
BEGIN
  UPDATE test_run SET work = NULL, preview = NULL
  WHERE id IN (SELECT t.id FROM test_run t WHERE t.created_at < now() - interval '1 day'
               AND (t.work IS NOT NULL OR t.preview IS NOT NULL) LIMIT p_limit);
  SELECT array_agg(x.id) INTO v_tests FROM (
    SELECT t.id FROM workspace w JOIN test_run t ON t.workspace_id = w.id
    WHERE t.created_at < now() - least(p_days, w.keep_succeeded_days) * interval '1 day'
    ORDER BY t.created_at LIMIT p_limit) x;
  IF v_tests IS NOT NULL THEN
    DELETE FROM step_test WHERE test_run_id = ANY (v_tests);
    DELETE FROM test_run WHERE id = ANY (v_tests);
  END IF;
  DELETE FROM lookup_answer WHERE id IN (
    SELECT l.id FROM lookup_answer l WHERE l.created_at < now() - interval '1 day' LIMIT p_limit);
  GET DIAGNOSTICS v_rows = ROW_COUNT;
  RETURN v_rows + coalesce(cardinality(v_tests), 0);
END $$;
--> statement-breakpoint
ALTER FUNCTION purge_tests(integer, integer) OWNER TO patchbay_system;
--> statement-breakpoint
REVOKE ALL ON FUNCTION purge_tests(integer, integer) FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION purge_tests(integer, integer) TO patchbay_app;
--> statement-breakpoint
REVOKE CREATE ON SCHEMA public FROM patchbay_system;
