import type { Queries } from '@patchbay/db/database'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { gather, gatherItem } from '@patchbay/db/schema'
import { and, eq, inArray, sql } from 'drizzle-orm'
import { type Batch, type ErasureJob, saveProgress, WINDOW } from './erasure-job.ts'
import { payloadMentions } from './payload-mentions.ts'
import { type ErasedPayload, eraseStored } from './stored-value.ts'

/**
 * One batch of all payloads: what the passes before did not reach, because nothing refers to it any more or something else
 * than a run or an event does. What an open run or a waiting event refers to is left.
 */
export async function eraseStrays(job: ErasureJob): Promise<Batch> {
  const { after } = job.position
  const { end, ids, gathered } = await inWorkspace(job.db, job.workspaceId, async (tx) => {
    const from = after === null ? sql`true` : sql`p.id > ${after}::uuid`
    const last = await tx.execute<{ id: string }>(sql`
      SELECT p.id FROM payload p WHERE p.workspace_id = ${job.workspaceId}::uuid AND ${from}
      ORDER BY p.id OFFSET ${WINDOW - 1} LIMIT 1`)
    const to = last.rows[0]?.id ?? null
    const found = await tx.execute<{ id: string }>(sql`
      SELECT p.id FROM payload p WHERE p.workspace_id = ${job.workspaceId}::uuid AND ${from}
        AND ${to === null ? sql`true` : sql`p.id <= ${to}::uuid`} AND ${payloadMentions(job.person)}
        AND NOT EXISTS (
          SELECT 1 FROM run r WHERE r.workspace_id = p.workspace_id AND r.finished_at IS NULL AND (r.item_payload_id = p.id OR EXISTS (
            SELECT 1 FROM step_run s WHERE s.run_id = r.id AND p.id IN (s.input_payload_id, s.output_payload_id))))
        AND NOT EXISTS (
          SELECT 1 FROM delivery d LEFT JOIN run r ON r.delivery_id = d.id AND r.finished_at IS NULL
          WHERE d.payload_id = p.id AND (d.state = 'accepted' OR r.id IS NOT NULL))
        AND NOT EXISTS (
          SELECT 1 FROM awaited_event e JOIN event_wait w ON w.awaited_event_id = e.id JOIN run r ON r.id = w.run_id
          WHERE e.payload_id = p.id AND r.finished_at IS NULL)`)
    const ids = found.rows.map((row) => row.id)
    return { end: to, ids, gathered: await gatheredOf(tx, ids) }
  })
  const erased: ErasedPayload[] = []
  // Counted with the runs and events that they belong to; what belongs to none is too little to be told.
  if (!job.dry) {
    for (const payloadId of ids) {
      if (gathered.has(payloadId)) continue
      const found = await eraseStored(job.db, { workspaceId: job.workspaceId, payloadId, dry: false }, job.person)
      if (found !== null) erased.push(found)
    }
  }
  const batch = await inWorkspace(job.db, job.workspaceId, async (tx): Promise<Batch> => {
    for (const one of erased) await one.apply(tx)
    const made: Batch = { counts: { payload: erased.length }, openRuns: waitedFor(job, gathered), after: end }
    await saveProgress(tx, job, made)
    return made
  })
  for (const one of erased) await one.tidy()
  return batch
}

type Gathered = Map<string, { gatherId: string; receivedAt: Date }>

/** Values of events that wait for others to join them: no run has them yet, and one will. */
async function gatheredOf(tx: Queries, ids: string[]): Promise<Gathered> {
  if (ids.length === 0) return new Map()
  const rows = await tx
    .select({ id: gatherItem.payloadId, gatherId: gatherItem.gatherId, receivedAt: gatherItem.receivedAt })
    .from(gatherItem)
    .innerJoin(gather, and(eq(gather.id, gatherItem.gatherId), eq(gather.state, 'open')))
    .where(inArray(gatherItem.payloadId, ids))
  return new Map(rows.flatMap(({ id, ...of }) => (id === null ? [] : [[id, of] as const])))
}

const waitedFor = ({ until }: ErasureJob, gathered: Gathered): string[] =>
  [...gathered.values()].flatMap(({ gatherId, receivedAt }) => (receivedAt <= until ? [gatherId] : []))
