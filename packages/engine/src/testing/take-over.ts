import { inWorkspace } from '@patchbay/db/in-workspace'
import { run } from '@patchbay/db/schema'
import { eq } from 'drizzle-orm'
import { expect } from 'vitest'
import { type Reconciled, reconcile } from '../reconcile.ts'
import type { World } from './world.ts'

/** A run whose workflow is gone: it is found silent, and goes on at the next epoch with the worker of `world`. */
export async function takeOverSilent(world: World, of: { workspaceId: string; runId: string }): Promise<void> {
  expect(await lookAfterSilent(world, of)).toMatchObject({ takenOver: 1 })
  await world.dispatch()
}

/** The reconciler comes by once nothing was heard of the run for long. */
export async function lookAfterSilent(world: World, of: { workspaceId: string; runId: string }): Promise<Reconciled> {
  await inWorkspace(world.db, of.workspaceId, (tx) =>
    tx
      .update(run)
      .set({ progressAt: new Date(0), checkedAt: new Date(0) })
      .where(eq(run.id, of.runId)),
  )
  const onError = (error: unknown) => {
    throw error
  }
  return reconcile(world.db, world.client, { silentMs: 1_000, cancelGraceMs: 3_600_000, onError })
}
