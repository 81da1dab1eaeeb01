import type { Database } from '@patchbay/db/database'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { run, stepRun } from '@patchbay/db/schema'
import { and, eq } from 'drizzle-orm'

export type StoppedStep = { epoch: number; planHash: string; node: number; stepId: string; iteration: string }

/** Where a step stands in its run; null when the run has been removed. */
export async function loadStoppedStep(
  db: Database,
  of: { workspaceId: string; runId: string; stepRunId: string },
): Promise<StoppedStep | null> {
  const [found] = await inWorkspace(db, of.workspaceId, (tx) =>
    tx
      .select({
        epoch: run.epoch,
        planHash: run.planHash,
        node: stepRun.node,
        stepId: stepRun.stepId,
        iteration: stepRun.iteration,
      })
      .from(stepRun)
      .innerJoin(run, eq(run.id, stepRun.runId))
      .where(and(eq(stepRun.id, of.stepRunId), eq(stepRun.runId, of.runId))),
  )
  return found ?? null
}
