import type { Queries } from '@patchbay/db/database'
import { newId } from '@patchbay/db/ids'
import { delivery, payload, run } from '@patchbay/db/schema'
import type { Json } from '@patchbay/flow/json'

export type RunToInsert = {
  workspaceId: string
  flowId: string
  versionId: string
  triggerId: string
  planHash: string
  runId: string
  item: Json
}

/** A run, queued, of an event that was unpacked. */
export async function insertRun(tx: Queries, { runId, item, ...of }: RunToInsert): Promise<void> {
  const { workspaceId, triggerId, flowId } = of
  const [deliveryId, itemPayloadId] = [newId(), newId()]
  await tx.insert(payload).values({ id: itemPayloadId, workspaceId, kind: 'item', json: item, bytes: 2 })
  await tx.insert(delivery).values({ id: deliveryId, workspaceId, triggerId, flowId, origin: 'api', state: 'expanded' })
  await tx.insert(run).values({
    ...of,
    id: runId,
    deliveryId,
    itemIndex: 0,
    itemPayloadId,
    nowAt: new Date(),
    random: '0123456789abcdef',
  })
}
