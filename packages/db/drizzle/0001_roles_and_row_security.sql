-- Row-level security, roles and the named functions that may cross workspaces.
--
-- patchbay_app     what every app connects as: owns nothing, bypasses nothing. Made with its password before migrations run.
-- patchbay_system  owns the functions below and has policies of its own; nobody can log in as it.

DO $$ BEGIN
  IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'patchbay_system') THEN
    CREATE ROLE patchbay_system NOLOGIN NOSUPERUSER NOBYPASSRLS;
  END IF;
  IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'patchbay_app') THEN
    CREATE ROLE patchbay_app NOLOGIN NOSUPERUSER NOBYPASSRLS;
  END IF;
END $$;
--> statement-breakpoint
GRANT patchbay_system TO CURRENT_USER;
--> statement-breakpoint
GRANT USAGE ON SCHEMA public TO patchbay_app, patchbay_system;
--> statement-breakpoint
GRANT CREATE ON SCHEMA public TO patchbay_system;
--> statement-breakpoint
CREATE FUNCTION protect_workspace_table(name regclass, workspace_column text DEFAULT 'workspace_id') RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', name);
  -- Without FORCE the owner would pass every policy.
  EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', name);
  EXECUTE format(
    'CREATE POLICY own_workspace ON %s FOR ALL TO patchbay_app
       USING (%I = nullif(current_setting(''app.workspace'', true), '''')::uuid)
       WITH CHECK (%I = nullif(current_setting(''app.workspace'', true), '''')::uuid)',
    name, workspace_column, workspace_column);
  EXECUTE format('CREATE POLICY system ON %s FOR ALL TO patchbay_system USING (true) WITH CHECK (true)', name);
  EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %s TO patchbay_app, patchbay_system', name);
END $$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION protect_workspace_table(regclass, text) FROM PUBLIC;
--> statement-breakpoint
SELECT protect_workspace_table('workspace', 'id');
--> statement-breakpoint
SELECT protect_workspace_table(t::regclass) FROM unnest(ARRAY[
  'api_key', 'secret', 'connection', 'connection_health', 'flow', 'flow_version', 'plan', 'source', 'flow_trigger',
  'payload', 'delivery', 'event_key', 'run', 'step_run', 'attempt', 'step_log', 'once_result', 'decision', 'run_answer',
  'audit_entry'
]) AS t;
--> statement-breakpoint
-- better-auth's own tables: the named exception.
GRANT SELECT, INSERT, UPDATE, DELETE ON
  "user", "session", "account", "verification", "organization", "member", "invitation", "rate_limit" TO patchbay_app;
