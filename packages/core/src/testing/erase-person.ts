import { randomUUID } from 'node:crypto'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { leaseErasure } from '@patchbay/db/payload-functions'
import { erasure } from '@patchbay/db/schema'
import { sql } from 'drizzle-orm'
import type { CoreContext } from '../context.ts'
import type { Person } from '../erasure/person.ts'
import { confirmErasure, requestErasure } from '../erasure/request-erasure.ts'
import { workErasure } from '../erasure/work-erasure.ts'
import type { Principal } from '../principal.ts'
import { mustGive } from './result-of.ts'

/** Works off what there is to erase, as the worker would once it is due. Answers how it stands then. */
export async function workErasures(ctx: CoreContext, workspaceId: string): Promise<string | undefined> {
  await inWorkspace(ctx.db, workspaceId, (tx) => tx.update(erasure).set({ dueAt: sql`now()` }))
  for (;;) {
    const leaseId = randomUUID()
    const leased = await leaseErasure(ctx.db, leaseId, 60_000)
    if (leased === null) break
    await workErasure(ctx.db, { ...leased, leaseId }, () => true)
  }
  const [row] = await inWorkspace(ctx.db, workspaceId, (tx) => tx.select({ state: erasure.state }).from(erasure))
  return row?.state
}

/** Counts, confirms and erases. */
export async function erasePerson(ctx: CoreContext, admin: Principal, person: Person): Promise<string | undefined> {
  const { id } = mustGive(await requestErasure(ctx, admin, person))
  const counted = await workErasures(ctx, admin.workspaceId)
  if (counted !== 'counted') return counted
  mustGive(await confirmErasure(ctx, admin, { id }))
  return workErasures(ctx, admin.workspaceId)
}
