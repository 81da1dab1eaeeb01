import { inWorkspace } from '@patchbay/db/in-workspace'
import { run, stepRun } from '@patchbay/db/schema'
import { and, eq, isNull, sql } from 'drizzle-orm'
import type { CoreContext } from '../context.ts'

/**
 * Lets every step go on that waited for this connection to be mended: noted in PostgreSQL first, then told to the
 * engine. What the engine does not hear now, the reconciler tells it again. Returns how many there were.
 */
export async function releaseHeldSteps(ctx: CoreContext, workspaceId: string, connectionId: string): Promise<number> {
  const held = await inWorkspace(ctx.db, workspaceId, (tx) =>
    tx
      .update(stepRun)
      .set({ releaseRequestedAt: sql`now()` })
      .from(run)
      .where(
        and(
          eq(run.id, stepRun.runId),
          isNull(run.finishedAt),
          eq(stepRun.connectionId, connectionId),
          eq(stepRun.state, 'needs_attention'),
          sql`${stepRun.error} ->> 'code' = 'auth_expired'`,
        ),
      )
      .returning({ runId: stepRun.runId, epoch: run.epoch, node: stepRun.node, iteration: stepRun.iteration }),
  )
  // The port may lose any of them; one that cannot be told must not keep the others waiting.
  await Promise.allSettled(held.map((step) => ctx.engine.releaseStep(step)))
  return held.length
}
