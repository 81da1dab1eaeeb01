import { inWorkspace } from '@patchbay/db/in-workspace'
import { sql } from 'drizzle-orm'
import type { CoreContext } from '../context.ts'
import { authorise } from '../people/permissions.ts'
import type { Principal } from '../principal.ts'
import { ok, type Result } from '../result.ts'

export type NavCounts = {
  /** Reasons that runs are stopped for; a decision is one of its own. */
  problems: number
  decisions: number
  /** Questions of runs that were put to who asks. */
  approvals: number
  /** Connections that need attention. */
  connections: number
}

export async function getNavCounts(ctx: CoreContext, principal: Principal): Promise<Result<NavCounts>> {
  const allowed = authorise(principal, 'home.read')
  if (!allowed.ok) return allowed
  const asked = JSON.stringify([{ userId: principal.kind === 'user' ? principal.userId : '' }])
  const rows = await inWorkspace(ctx.db, principal.workspaceId, (tx) =>
    tx.execute<NavCounts>(sql`SELECT
      ((SELECT count(DISTINCT cause) FROM problem WHERE state = 'open') + (SELECT count(*) FROM decision WHERE state = 'open' AND kind <> 'failed'))::int AS problems,
      (SELECT count(*) FROM decision WHERE state = 'open')::int AS decisions,
      (SELECT count(*) FROM approval WHERE state = 'open' AND deadline_at > now()
        AND approvers @> ${asked}::jsonb)::int AS approvals,
      (SELECT count(*) FROM connection WHERE state = 'needs_attention' AND revoked_at IS NULL)::int AS connections`),
  )
  return ok(rows.rows[0] ?? { problems: 0, decisions: 0, approvals: 0, connections: 0 })
}
