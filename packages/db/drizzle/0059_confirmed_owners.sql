-- As before, but an owner is taken at their word for having been there first only where they were: who came by an invite,
-- whatever they have become since, may have mistyped their address, and links in these mails open doors.
GRANT SELECT (accepted_by) ON "invitation" TO patchbay_system;
--> statement-breakpoint
CREATE OR REPLACE FUNCTION list_askable_members(p_workspace uuid)
RETURNS TABLE (user_id uuid, name text, email text, role text, reachable boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT m.user_id, u.name, u.email, m.role,
    u.email_verified OR (m.role = 'owner' AND NOT EXISTS (SELECT 1 FROM "invitation" i WHERE i.accepted_by = u.id))
  FROM "member" m JOIN "user" u ON u.id = m.user_id
  WHERE m.organization_id = p_workspace
    AND p_workspace = nullif(current_setting('app.workspace', true), '')::uuid
$$;
--> statement-breakpoint
CREATE OR REPLACE FUNCTION list_alert_recipients(p_workspace uuid)
RETURNS TABLE (user_id uuid, name text, email text, role text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT m.user_id, m.name, m.email, m.role FROM list_askable_members(p_workspace) m WHERE m.reachable
$$;
