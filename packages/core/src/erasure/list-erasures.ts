import { inWorkspace } from '@patchbay/db/in-workspace'
import { erasure } from '@patchbay/db/schema'
import { desc } from 'drizzle-orm'
import type { CoreContext } from '../context.ts'
import { authorise } from '../people/permissions.ts'
import type { Principal } from '../principal.ts'
import { ok, type Result } from '../result.ts'
import { type ErasureView, toErasureView } from './erasure-models.ts'

const SHOWN = 50

/** Newest first. */
export async function listErasures(ctx: CoreContext, principal: Principal): Promise<Result<ErasureView[]>> {
  const allowed = authorise(principal, 'erasure.request')
  if (!allowed.ok) return allowed
  const rows = await inWorkspace(ctx.db, principal.workspaceId, (tx) =>
    tx.select().from(erasure).orderBy(desc(erasure.requestedAt)).limit(SHOWN),
  )
  return ok(rows.map(toErasureView))
}
