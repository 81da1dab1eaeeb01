-- A run that is queued again without ever having ended (it was paused in its line, or is to undo before it began) may not
-- have its turn, and whoever had it may have ended meanwhile: its key has to be looked at.
CREATE FUNCTION note_order_queued() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO order_turn (workspace_id, order_key) VALUES (NEW.workspace_id, NEW.order_key);
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER run_order_queued AFTER UPDATE OF state ON run
FOR EACH ROW WHEN (NEW.order_key IS NOT NULL AND NOT NEW.has_turn AND NEW.state = 'queued' AND OLD.state <> 'queued'
  AND NEW.finished_at IS NULL AND OLD.finished_at IS NULL)
EXECUTE FUNCTION note_order_queued();
--> statement-breakpoint
-- As before; what came together is no part of its run only: its items would be left behind. `purge_gathers` removes both
-- once the run is gone.
CREATE OR REPLACE FUNCTION tables_of_runs() RETURNS SETOF name
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT c.relname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE n.nspname = 'public' AND c.relkind = 'r' AND a.attname = 'run_id' AND NOT a.attisdropped
    AND c.relname NOT IN ('sample', 'alert', 'gather')
$$;
--> statement-breakpoint
SET LOCAL ROLE patchbay_system;
--> statement-breakpoint
INSERT INTO order_turn (workspace_id, order_key)
SELECT DISTINCT r.workspace_id, r.order_key FROM run r
WHERE r.order_key IS NOT NULL AND r.finished_at IS NULL AND r.state = 'queued' AND NOT r.has_turn;
--> statement-breakpoint
DELETE FROM gather_item i WHERE NOT EXISTS (SELECT 1 FROM gather g WHERE g.id = i.gather_id);
--> statement-breakpoint
RESET ROLE;
--> statement-breakpoint
-- As before, and fair: the first job of every workspace, then everybody's second, and so on.
CREATE OR REPLACE FUNCTION find_bulk_jobs(p_limit integer) RETURNS TABLE (id uuid, workspace_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT j.id, j.workspace_id FROM bulk_job j WHERE j.state = 'running'
  ORDER BY row_number() OVER (PARTITION BY j.workspace_id ORDER BY j.created_at, j.id), j.created_at LIMIT p_limit
$$;
