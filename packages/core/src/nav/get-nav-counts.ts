import { inWorkspace } from '@patchbay/db/in-workspace'
import { sql } from 'drizzle-orm'
import type { CoreContext } from '../context.ts'
import { authorise } from '../people/permissions.ts'
import type { Principal } from '../principal.ts'
import { ok, type Result } from '../result.ts'

export type NavCounts = {
  /** Runs that failed or were held in the last 24 hours. */
  problems: number
  decisions: number
  /** Connections that need attention. */
  connections: number
}

export async function getNavCounts(ctx: CoreContext, principal: Principal): Promise<Result<NavCounts>> {
  const allowed = authorise(principal, 'home.read')
  if (!allowed.ok) return allowed
  const rows = await inWorkspace(ctx.db, principal.workspaceId, (tx) =>
    tx.execute<NavCounts>(sql`SELECT
      (SELECT count(*) FROM run WHERE accepted_at > now() - interval '24 hours' AND state IN ('failed', 'needs_attention'))::int AS problems,
      (SELECT count(*) FROM decision WHERE state = 'open')::int AS decisions,
      (SELECT count(*) FROM connection WHERE state = 'needs_attention' AND revoked_at IS NULL)::int AS connections`),
  )
  return ok(rows.rows[0] ?? { problems: 0, decisions: 0, connections: 0 })
}
