import { inWorkspace } from '@patchbay/db/in-workspace'
import { stepRun } from '@patchbay/db/schema'
import { and, eq } from 'drizzle-orm'
import { reconcile } from '../reconcile.ts'
import type { World } from './world.ts'

/** Lets a held step go on as a person would, and has the workflow told by whoever looks after lost messages. */
export async function release(
  world: World,
  step: { runId: string; stepId: string },
  values: Partial<typeof stepRun.$inferInsert> = {},
): Promise<void> {
  await inWorkspace(world.db, world.workspaceId, (tx) =>
    tx
      .update(stepRun)
      .set({ ...values, releaseRequestedAt: new Date() })
      .where(and(eq(stepRun.runId, step.runId), eq(stepRun.stepId, step.stepId))),
  )
  await reconcile(world.db, world.client, {
    silentMs: 3_600_000,
    cancelGraceMs: 3_600_000,
    onError: (error) => {
      throw error
    },
  })
}
