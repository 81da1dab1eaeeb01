SELECT protect_workspace_table(t::regclass) FROM unnest(ARRAY['oauth_app', 'sign_in_attempt']) AS t;
--> statement-breakpoint
GRANT CREATE ON SCHEMA public TO patchbay_system;
--> statement-breakpoint
-- A new master key concerns every workspace: which of them have secrets that are wrapped by another one.
CREATE FUNCTION workspaces_to_rewrap(p_key_version integer) RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT DISTINCT s.workspace_id FROM secret s WHERE s.key_version <> p_key_version
$$;
--> statement-breakpoint
ALTER FUNCTION workspaces_to_rewrap(integer) OWNER TO patchbay_system;
--> statement-breakpoint
REVOKE ALL ON FUNCTION workspaces_to_rewrap(integer) FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION workspaces_to_rewrap(integer) TO patchbay_app;
--> statement-breakpoint
REVOKE CREATE ON SCHEMA public FROM patchbay_system;
