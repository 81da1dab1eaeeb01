import type { Queries } from '@patchbay/db/database'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { run, stepRun } from '@patchbay/db/schema'
import { and, asc, eq, inArray, isNull, sql } from 'drizzle-orm'
import type { CoreContext } from '../context.ts'

type Released = { runId: string; epoch: number; node: number; iteration: string }

/**
 * Lets every step go on that waited for this connection to be mended: noted in PostgreSQL first, then told to the
 * engine. What the engine does not hear now, the reconciler tells it again. Returns how many there were.
 */
export async function releaseHeldSteps(ctx: CoreContext, workspaceId: string, connectionId: string): Promise<number> {
  const held = await inWorkspace(ctx.db, workspaceId, (tx) => markHeldSteps(tx, connectionId, 'all'))
  await tellReleased(ctx, held)
  return held.length
}

/**
 * The note, in the transaction of what lets them go on. `one`: of a credential that nobody has seen work, so that not all
 * of them are refused again; once its call went through the connection works, and the reconciler finds the others.
 */
export async function markHeldSteps(tx: Queries, connectionId: string, which: 'all' | 'one'): Promise<Released[]> {
  const held = and(
    isNull(run.finishedAt),
    eq(stepRun.connectionId, connectionId),
    eq(stepRun.state, 'needs_attention'),
    sql`${stepRun.error} ->> 'code' = 'auth_expired'`,
  )
  // A paused run would keep the others waiting.
  const first = tx
    .select({ id: stepRun.id })
    .from(stepRun)
    .innerJoin(run, eq(run.id, stepRun.runId))
    .where(held)
    .orderBy(sql`${run.pausedAt} IS NOT NULL`, asc(stepRun.id))
    .limit(1)
  return tx
    .update(stepRun)
    .set({ releaseRequestedAt: sql`now()` })
    .from(run)
    .where(and(eq(run.id, stepRun.runId), held, which === 'one' ? inArray(stepRun.id, first) : undefined))
    .returning({ runId: stepRun.runId, epoch: run.epoch, node: stepRun.node, iteration: stepRun.iteration })
}

/** The port may lose any of them; one that cannot be told must not keep the others waiting. */
export async function tellReleased(ctx: CoreContext, steps: Released[]): Promise<void> {
  await Promise.allSettled(steps.map((step) => ctx.engine.releaseStep(step)))
}
