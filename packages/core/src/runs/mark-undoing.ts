import type { Database } from '@patchbay/db/database'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { run, stepRun } from '@patchbay/db/schema'
import { and, eq, isNull, sql } from 'drizzle-orm'
import { isOwned } from './is-current.ts'
import type { RunTarget } from './run-target.ts'

/**
 * Notes at a scope that its undo begins, before anything is undone: whoever takes the run over goes on with that, also
 * where what had ended the scope is not to be seen from its steps. False when another epoch owns the run.
 */
export async function markUndoing(
  db: Database,
  target: RunTarget,
  scope: { node: number; iteration: string },
): Promise<boolean> {
  return inWorkspace(db, target.workspaceId, async (tx) => {
    const [owned] = await tx.select({ id: run.id }).from(run).where(isOwned(target)).for('share')
    if (!owned) return false
    await tx
      .update(stepRun)
      .set({ undoBegunAt: sql`now()` })
      .where(
        and(
          eq(stepRun.runId, target.runId),
          eq(stepRun.node, scope.node),
          eq(stepRun.iteration, scope.iteration),
          isNull(stepRun.undoBegunAt),
        ),
      )
    return true
  })
}
