import { inWorkspace } from '@patchbay/db/in-workspace'
import { run } from '@patchbay/db/schema'
import { eq } from 'drizzle-orm'
import type { CoreContext } from '../context.ts'
import { bringInAgain } from '../inbox/bring-in-again.ts'
import { authorise } from '../people/permissions.ts'
import type { Principal } from '../principal.ts'
import { fail, type Result } from '../result.ts'

/** Runs the same event from the start on the live version: every effect is applied anew. */
export async function runAgain(
  ctx: CoreContext,
  principal: Principal,
  input: { runId: string },
): Promise<Result<{ deliveryId: string }>> {
  const allowed = authorise(principal, 'run.again')
  if (!allowed.ok) return allowed
  const [found] = await inWorkspace(ctx.db, principal.workspaceId, (tx) =>
    tx.select({ deliveryId: run.deliveryId, itemIndex: run.itemIndex }).from(run).where(eq(run.id, input.runId)),
  )
  if (!found) return fail('not_found', 'This run does not exist in this workspace.')
  const audit = { action: 'run.again', subjectKind: 'run', subjectId: input.runId } as const
  return bringInAgain(ctx, principal, { deliveryId: found.deliveryId, onlyItem: found.itemIndex, audit })
}
