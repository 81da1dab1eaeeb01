import type { Queries } from '@patchbay/db/database'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { gather, gatherItem } from '@patchbay/db/schema'
import { and, eq, inArray, sql } from 'drizzle-orm'
import { cameBy } from './came-by.ts'
import { OPEN_RUN } from './closed-runs.ts'
import { type Batch, type ErasureJob, saveProgress, WINDOW } from './erasure-job.ts'
import { payloadMentions } from './payload-mentions.ts'
import { type ErasedPayload, eraseStored } from './stored-value.ts'

/**
 * One batch of all payloads: what the passes before did not reach, because nothing refers to it any more or something else
 * than a run or an event does. What an open run or a waiting event refers to is left, and so is what a run or an
 * event holds that was not over when its like were looked through: without what names the person in it, nothing would tell
 * what else it tells of them.
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
  const batch = await inWorkspace(job.db, job.workspaceId, async (tx): Promise<Batch & { free: ErasedPayload[] }> => {
    const needed = await neededBefore(tx, job, erased)
    const held = new Set(needed.map(({ payload }) => payload))
    const free = erased.filter(({ payloadId }) => !held.has(payloadId))
    for (const one of free) await one.apply(tx)
    const again = needed.flatMap(({ id, early }) => (early ? [id] : []))
    const openRuns = [...waitedFor(job, gathered), ...again]
    const made = { counts: { payload: free.length }, openRuns, after: end }
    await saveProgress(tx, job, made)
    return { ...made, free }
  })
  for (const one of batch.free) await one.tidy()
  return batch
}

/**
 * Values of runs that count as open, or did when the erasure was asked, and bodies of events: one that is there still was
 * needed when the events were looked through. With whose it is, and whether that is to be looked through once more.
 */
async function neededBefore(
  tx: Queries,
  job: ErasureJob,
  values: ErasedPayload[],
): Promise<{ payload: string; id: string; early: boolean }[]> {
  if (values.length === 0) return []
  const ids = sql`ARRAY[${sql.join(
    values.map(({ payloadId }) => sql`${payloadId}::uuid`),
    sql`, `,
  )}]`
  const until = sql`${job.until.toISOString()}::timestamptz`
  const found = await tx.execute<{ payload: string; id: string; early: boolean }>(sql`
    SELECT x.payload, r.id, ${cameBy(job.until)} AS early FROM run r CROSS JOIN LATERAL (
      SELECT r.item_payload_id AS payload
      UNION ALL SELECT unnest(ARRAY[s.input_payload_id, s.output_payload_id]) FROM step_run s WHERE s.run_id = r.id
      UNION ALL SELECT unnest(ARRAY[h.input_payload_id, h.output_payload_id]) FROM step_history h WHERE h.run_id = r.id) x
    WHERE r.workspace_id = ${job.workspaceId}::uuid AND x.payload = ANY (${ids})
      AND (r.finished_at > ${until} - ${SKEW} OR ${OPEN_RUN}
        -- Whose event was open when the runs were looked through.
        OR r.id = ANY (SELECT unnest(w.open_runs) FROM erasure w WHERE w.id = ${job.id}::uuid))
    UNION ALL
    SELECT d.payload_id, d.id, d.received_at <= ${until} FROM delivery d WHERE d.payload_id = ANY (${ids})`)
  return found.rows
}

/** Between the clocks of who asked and of the database. */
const SKEW = sql`interval '1 hour'`

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
