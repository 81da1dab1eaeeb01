import type { Queries } from '@patchbay/db/database'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { delivery } from '@patchbay/db/schema'
import { eq, sql } from 'drizzle-orm'
import { type DeliveryWords, eraseDeliveryWords } from './delivery-words.ts'
import { type Batch, type ErasureJob, saveProgress } from './erasure-job.ts'
import { dropBodies, listOf, openEvents } from './event-bodies.ts'
import { mayName } from './may-name.ts'
import { payloadMentions } from './payload-mentions.ts'
import { eraseStored } from './stored-value.ts'

const DELIVERIES = 500

type Row = DeliveryWords & { id: string; payload_id: string | null; body: boolean }

/**
 * One batch of events: takes the person out of headers and words, and drops a body that tells of them. It is not kept in
 * part: whoever brought it in again would send what was left to vendors. An event that waits, or one of whose runs is open,
 * is left.
 */
export async function eraseDeliveries(job: ErasureJob): Promise<Batch> {
  const { ids, rows } = await inWorkspace(job.db, job.workspaceId, async (tx) => {
    const window = await selectWindow(tx, job)
    return { ids: window, rows: window.length === 0 ? [] : await selectRows(tx, job, window) }
  })
  const named = new Set<string>()
  for (const { payload_id: payloadId, body } of rows) {
    if (payloadId === null || !body || named.has(payloadId)) continue
    const at = { workspaceId: job.workspaceId, payloadId, dry: true }
    if ((await eraseStored(job.db, at, job.person)) !== null) named.add(payloadId)
  }
  return inWorkspace(job.db, job.workspaceId, async (tx) => {
    const telling = rows.flatMap((row) => {
      const words = eraseDeliveryWords(row, job.person)
      const body = row.payload_id !== null && named.has(row.payload_id) ? row.payload_id : null
      return words === null && body === null ? [] : [{ id: row.id, words, body }]
    })
    // Asked here and not with the rows: one may have been brought in again while the bodies were read.
    const open = await openEvents(tx, job, telling)
    const free = telling.filter(({ id }) => !open.has(id))
    if (!job.dry)
      for (const { id, words } of free)
        if (words !== null) await tx.update(delivery).set(words).where(eq(delivery.id, id))
    const bodies = free.flatMap(({ body }) => (body === null ? [] : [body]))
    const { payload: dropped } = await dropBodies(tx, job, bodies)
    const counts = { delivery: (job.dry ? telling : free).length, payload: dropped }
    const openRuns = [...open].flatMap(([id, early]) => (early ? [id] : []))
    const batch: Batch = { counts, openRuns, after: ids.length < DELIVERIES ? null : (ids.at(-1) ?? null) }
    await saveProgress(tx, job, batch)
    return batch
  })
}

async function selectWindow(tx: Queries, job: ErasureJob): Promise<string[]> {
  const { after } = job.position
  const found = await tx.execute<{ id: string }>(sql`
    SELECT d.id FROM delivery d WHERE d.workspace_id = ${job.workspaceId}::uuid
      AND ${after === null ? sql`true` : sql`d.id > ${after}::uuid`} ORDER BY d.id LIMIT ${DELIVERIES}`)
  return found.rows.map((row) => row.id)
}

async function selectRows(tx: Queries, job: ErasureJob, ids: string[]): Promise<Row[]> {
  const found = await tx.execute<Row>(sql`
    SELECT d.id, d.payload_id, p.id IS NOT NULL AND ${payloadMentions(job.person)} AS body, d.headers, d.vendor_id AS "vendorId", d.reason
    FROM delivery d LEFT JOIN payload p ON p.id = d.payload_id
    WHERE d.id = ANY (${listOf(ids)}) AND ((p.id IS NOT NULL AND ${payloadMentions(job.person)})
      OR ${mayName(sql`concat_ws(' ', d.headers::text, d.vendor_id, d.reason)`, job.person)})
    ORDER BY d.id`)
  return found.rows
}
