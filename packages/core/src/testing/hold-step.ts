import { newId } from '@patchbay/db/ids'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { run, stepRun } from '@patchbay/db/schema'
import type { CoreContext } from '../context.ts'

/** A run that waits for a connection to be mended. */
export async function holdStep(
  ctx: Pick<CoreContext, 'db'>,
  workspaceId: string,
  connectionId: string,
): Promise<{ runId: string; stepRunId: string }> {
  const runId = newId()
  const stepRunId = newId()
  await inWorkspace(ctx.db, workspaceId, async (tx) => {
    await tx.insert(run).values({
      id: runId,
      workspaceId,
      flowId: newId(),
      versionId: newId(),
      planHash: 'none',
      triggerId: newId(),
      deliveryId: newId(),
      itemIndex: 0,
      itemPayloadId: newId(),
      state: 'needs_attention',
      epoch: 3,
      nowAt: new Date(),
      random: '00',
    })
    await tx.insert(stepRun).values({
      id: stepRunId,
      workspaceId,
      runId,
      node: 2,
      stepId: 'capture',
      kind: 'action',
      effect: 'upsert',
      state: 'needs_attention',
      epoch: 3,
      connectionId,
      error: { code: 'auth_expired', message: 'The vendor answered 401.' },
    })
  })
  return { runId, stepRunId }
}
