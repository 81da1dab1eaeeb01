import type { Queries } from '@patchbay/db/database'
import { source } from '@patchbay/db/schema'
import type { FlowDocument } from '@patchbay/flow/document'
import { newAddress } from '../connections/new-address.ts'
import { triggerStepOf } from './trigger-of.ts'

/**
 * Gives the webhook trigger of a draft its address, so that it can be handed to a sender before the flow is published.
 * How callers prove themselves changes only by publishing.
 */
export async function ensureWebhookSource(
  tx: Queries,
  flow: { id: string; workspaceId: string; document: FlowDocument },
): Promise<void> {
  const step = triggerStepOf(flow.document)
  if (step?.trigger.type !== 'webhook') return
  await tx
    .insert(source)
    .values({
      workspaceId: flow.workspaceId,
      address: newAddress(),
      kind: 'webhook',
      flowId: flow.id,
      stepId: step.id,
      auth: step.trigger.auth,
    })
    .onConflictDoNothing({ target: [source.flowId, source.stepId] })
}
