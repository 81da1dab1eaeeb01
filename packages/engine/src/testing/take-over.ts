import { inWorkspace } from '@patchbay/db/in-workspace'
import { run } from '@patchbay/db/schema'
import { eq } from 'drizzle-orm'
import { expect } from 'vitest'
import { reconcile } from '../reconcile.ts'
import type { World } from './world.ts'

/** A run whose workflow is gone: it is found silent, and goes on at the next epoch with the worker of `world`. */
export async function takeOverSilent(world: World, of: { workspaceId: string; runId: string }): Promise<void> {
  await inWorkspace(world.db, of.workspaceId, (tx) =>
    tx
      .update(run)
      .set({ progressAt: new Date(0), checkedAt: new Date(0) })
      .where(eq(run.id, of.runId)),
  )
  const onError = (error: unknown) => {
    throw error
  }
  const limits = { silentMs: 1_000, cancelGraceMs: 3_600_000, onError }
  expect(await reconcile(world.db, world.client, limits)).toMatchObject({ takenOver: 1 })
  await world.dispatch()
}
