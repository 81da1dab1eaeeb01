import type { Database, Queries } from '@patchbay/db/database'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { LARGE_VALUES } from '@patchbay/db/object-store'
import { gather, gatherItem, payload } from '@patchbay/db/schema'
import type { Json } from '@patchbay/flow/json'
import { asc, eq, sql } from 'drizzle-orm'
import { keepPayloadRow } from '../payloads/keep-payload.ts'
import { loadJson, wholePayload } from '../payloads/load-json.ts'

/** What the run of a batch is given, kept already; `items`: how many there were when it was put together. */
export type PreparedBatch = { items: number; row: Awaited<ReturnType<typeof keepPayloadRow>> }

/** Puts a large batch together before the transaction that closes it; null for what that can do by itself. */
export async function prepareBatch(
  db: Database,
  { id, workspaceId }: { id: string; workspaceId: string },
): Promise<PreparedBatch | null> {
  const rows = await inWorkspace(db, workspaceId, async (tx) => {
    const [open] = await tx.select({ kind: gather.kind }).from(gather).where(eq(gather.id, id))
    if (open?.kind !== 'batch' || !(await isLarge(tx, id))) return null
    return tx
      .select(wholePayload)
      .from(gatherItem)
      .innerJoin(payload, eq(payload.id, gatherItem.payloadId))
      .where(eq(gatherItem.gatherId, id))
      .orderBy(asc(gatherItem.receivedAt), asc(gatherItem.deliveryId), asc(gatherItem.itemIndex))
  })
  if (rows === null) return null
  const items: (Json | null)[] = []
  for (const row of rows) items.push(await loadJson(db, workspaceId, row))
  return { items: items.length, row: await keepPayloadRow(db, { workspaceId, kind: 'item', value: batchItem(items) }) }
}

/** What the start step of a flow that runs several events together gives. */
export const batchItem = (items: (Json | null)[]): Json => ({ items, count: items.length })

/** Whether some of it lies in blobs, or all of it would have to. */
export async function isLarge(tx: Queries, gatherId: string): Promise<boolean> {
  const [found] = await tx
    .select({
      large: sql<boolean>`coalesce(bool_or(${payload.blobId} IS NOT NULL) OR sum(${payload.bytes}) >= ${LARGE_VALUES.fromBytes}, false)`,
    })
    .from(gatherItem)
    .innerJoin(payload, eq(payload.id, gatherItem.payloadId))
    .where(eq(gatherItem.gatherId, gatherId))
  return found?.large ?? false
}
