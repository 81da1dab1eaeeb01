import { newId } from '@patchbay/db/ids'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { type DecisionKind, decision, flow, flowVersion } from '@patchbay/db/schema'
import { eq } from 'drizzle-orm'
import type { CoreContext } from '../context.ts'
import { seedRun } from './seed-run.ts'

export type DecisionSeed = {
  workspaceId: string
  /** Of an Order journey. */
  flowId: string
  kind: DecisionKind
  /** Of the step that is asked about: of an undo `succeeded`, where the write stands and has none. */
  state: 'succeeded' | 'needs_attention'
}

/** A question that a person is to answer, as the worker would have put it, for tests of what is read and decided. */
export async function seedDecision(ctx: CoreContext, seed: DecisionSeed): Promise<{ id: string; runId: string }> {
  const { workspaceId, flowId, kind, state } = seed
  const step = { stepId: 'capture', kind: 'action', effect: 'upsert', state } as const
  const { runId, stepRunIds } = await seedRun(ctx, { workspaceId, flowId, state: 'needs_attention', steps: [step] })
  const id = newId()
  const row = { id, workspaceId, runId, stepRunId: stepRunIds[0] ?? '', kind, question: 'And now?' }
  await inWorkspace(ctx.db, workspaceId, (tx) => tx.insert(decision).values(row))
  return { id, runId }
}

/** Draws the step that `seedDecision` asks about as the undo of another, in the version that is live. */
export async function drawAsUndo(
  ctx: CoreContext,
  { workspaceId, flowId }: Pick<DecisionSeed, 'workspaceId' | 'flowId'>,
) {
  await inWorkspace(ctx.db, workspaceId, async (tx) => {
    const [live] = await tx
      .select({ id: flowVersion.id, document: flowVersion.document })
      .from(flow)
      .innerJoin(flowVersion, eq(flowVersion.id, flow.liveVersionId))
      .where(eq(flow.id, flowId))
    if (live === undefined) throw new Error('publish the flow first')
    const undo = { id: 'undo', from: 'payment', port: 'undo', to: 'capture' }
    const document = { ...live.document, edges: [...live.document.edges, undo] }
    await tx.update(flowVersion).set({ document }).where(eq(flowVersion.id, live.id))
  })
}
