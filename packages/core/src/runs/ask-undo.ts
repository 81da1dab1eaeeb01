import type { Database } from '@patchbay/db/database'
import { newId } from '@patchbay/db/ids'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { decision, run, stepRun } from '@patchbay/db/schema'
import { and, desc, eq, gte, sql } from 'drizzle-orm'
import { isOwned } from './is-current.ts'
import { actedOutside } from './left-to-ask.ts'
import type { RunTarget } from './run-target.ts'

/**
 * Puts a write that has no undo before a person, once for each time that it went through. `done`: somebody has said that
 * it was undone by hand, or that it may stay; or it called a flow that did nothing outside. The step itself stays as it
 * is: it succeeded.
 */
export async function askUndo(
  db: Database,
  target: RunTarget,
  step: { id: string; question: string },
): Promise<'asked' | 'done' | 'stale'> {
  return inWorkspace(db, target.workspaceId, async (tx) => {
    const [owned] = await tx.select({ id: run.id }).from(run).where(isOwned(target)).for('update')
    if (!owned) return 'stale'
    const [asked] = await tx
      .select({ state: decision.state })
      .from(decision)
      .innerJoin(stepRun, eq(stepRun.id, decision.stepRunId))
      .where(and(eq(decision.stepRunId, step.id), eq(decision.kind, 'undo'), gte(decision.askedAt, stepRun.finishedAt)))
      .orderBy(desc(decision.askedAt))
      .limit(1)
    if (asked?.state === 'decided') {
      await tx.update(stepRun).set({ releaseRequestedAt: null }).where(eq(stepRun.id, step.id))
      return 'done'
    }
    if (asked?.state !== 'open') {
      const [acted] = await tx
        .select({ id: stepRun.id })
        .from(stepRun)
        .where(and(eq(stepRun.id, step.id), actedOutside))
      if (!acted) return 'done'
      await tx.insert(decision).values({
        id: newId(),
        workspaceId: target.workspaceId,
        runId: target.runId,
        stepRunId: step.id,
        kind: 'undo',
        question: step.question,
      })
    }
    await tx
      .update(run)
      .set({ state: 'needs_attention', progressAt: sql`now()`, starts: 0, failingSince: null })
      .where(eq(run.id, target.runId))
    return 'asked'
  })
}
