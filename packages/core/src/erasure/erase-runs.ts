import type { Queries } from '@patchbay/db/database'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { type ErasureCounts, run } from '@patchbay/db/schema'
import { and, asc, eq, gt, sql } from 'drizzle-orm'
import { cameBy } from './came-by.ts'
import { closeRuns, endsOf } from './closed-runs.ts'
import { eraseRowsOfRun } from './erase-table.ts'
import { type Batch, type ErasureJob, saveProgress } from './erasure-job.ts'
import { dropBodies, type EventOfRun, eventsOf, listOf, openEvents } from './event-bodies.ts'
import { payloadMentions } from './payload-mentions.ts'
import { ERASED } from './person.ts'
import { type ErasedPayload, eraseStored } from './stored-value.ts'

/** Each may hold a few large values. */
const RUNS = 100

/** What a run told of the person, and its values without. `events`: whose body tells of them by nothing but that. */
type Told = { runId: string; also: string[]; erased: ErasedPayload[]; events: EventOfRun[] }

/**
 * One batch of runs: takes the person out of what they were given and gave, with what else those told of them (name,
 * street, telephone) out of everything of that run. A run that tells of the person in its values only is found here.
 */
export async function eraseRuns(job: ErasureJob): Promise<Batch> {
  const { after } = job.position
  const { ids, named, ends } = await inWorkspace(job.db, job.workspaceId, async (tx) => {
    const rows = await tx
      .select({ id: run.id })
      .from(run)
      .where(and(eq(run.workspaceId, job.workspaceId), after === null ? undefined : gt(run.id, after)))
      .orderBy(asc(run.id))
      .limit(RUNS)
    const window = rows.map((row) => row.id)
    // Before their values: what a run that is over by now has written is all among these.
    const ends = await endsOf(tx, window)
    return { ids: window, named: await payloadsOf(tx, window, payloadMentions(job.person)), ends }
  })
  const told: Told[] = []
  for (const [runId, payloadIds] of Map.groupBy(named, (one) => one.runId)) {
    const one = await readRun(
      job,
      runId,
      payloadIds.map(({ payloadId }) => payloadId),
    )
    if (one !== null) told.push(one)
  }
  const batch = await inWorkspace(job.db, job.workspaceId, async (tx): Promise<Batch & { done: Told[] }> => {
    const { closed, open } = await closeRuns(
      tx,
      job,
      told.map(({ runId }) => runId),
      ends,
    )
    const ended = told.filter(({ runId }) => closed.has(runId))
    const { done, waitedFor } = await leaveHeld(tx, job, ended)
    const counting = job.dry ? told : done
    const dropped = await dropBodies(tx, job, bodiesOf(counting))
    const values = sum(counting.map(({ erased }) => erased.length))
    const counts: ErasureCounts = { ...dropped, payload: dropped.payload + values }
    if (!job.dry) {
      for (const one of done) {
        for (const value of one.erased) await value.apply(tx)
        for (const [table, rows] of Object.entries(await clearRun(tx, job, one)))
          counts[table] = (counts[table] ?? 0) + rows
      }
    }
    const made = { counts, openRuns: [...open, ...waitedFor], after: ids.length < RUNS ? null : (ids.at(-1) ?? null) }
    await saveProgress(tx, job, made)
    return { ...made, done }
  })
  // What lost its reference, or never got one, is of no use to anybody.
  if (!job.dry) for (const { erased } of batch.done) for (const value of erased) await value.tidy()
  return batch
}

/** Once to learn what its values tell of the person, and once more over all of them with that. */
async function readRun(job: ErasureJob, runId: string, named: string[]): Promise<Told | null> {
  const { db, workspaceId, person } = job
  const also = new Set<string>()
  let found = false
  for (const payloadId of named) {
    const first = await eraseStored(db, { workspaceId, payloadId, dry: true }, person)
    found ||= first !== null
    for (const text of first?.taken ?? []) also.add(text)
  }
  if (!found) return null
  const all = await inWorkspace(db, workspaceId, (tx) => payloadsOf(tx, [runId], sql`true`))
  const erased: ErasedPayload[] = []
  for (const { payloadId } of all) {
    const value = await eraseStored(db, { workspaceId, payloadId, dry: job.dry }, { ...person, also: [...also] })
    if (value !== null) erased.push(value)
  }
  return { runId, also: [...also], erased, events: await eventsThatTell(job, runId, [...also]) }
}

/**
 * Events of a run whose body tells of the person by what the run has learnt of them, and by nothing else: once the run is
 * without that, nothing would.
 */
async function eventsThatTell({ db, workspaceId, person }: ErasureJob, runId: string, also: string[]) {
  const events = also.length === 0 ? [] : await inWorkspace(db, workspaceId, (tx) => eventsOf(tx, runId))
  const telling: EventOfRun[] = []
  for (const event of events) {
    const at = { workspaceId, payloadId: event.body, dry: true }
    if ((await eraseStored(db, at, person)) !== null) continue
    if ((await eraseStored(db, at, { ...person, also })) !== null) telling.push(event)
  }
  return telling
}

const bodiesOf = (told: Told[]): string[] => [...new Set(told.flatMap(({ events }) => events.map(({ body }) => body)))]

/** Leaves runs whose events may not lose their bodies yet as they are, and says what of these is waited for. */
async function leaveHeld(tx: Queries, job: ErasureJob, ended: Told[]): Promise<{ done: Told[]; waitedFor: string[] }> {
  const open = await openEvents(
    tx,
    job,
    ended.flatMap(({ events }) => events),
  )
  const isHeld = ({ events }: Told) => events.some(({ id }) => open.has(id))
  const held = ended.filter(isHeld)
  if (held.length === 0) return { done: ended, waitedFor: [] }
  const early = await tx.execute<{ id: string }>(sql`
    SELECT r.id FROM run r WHERE r.id = ANY (${listOf(held.map(({ runId }) => runId))}) AND ${cameBy(job.until)}`)
  const waitedFor = held.flatMap(({ runId, events }) =>
    early.rows.some(({ id }) => id === runId) ? [runId, ...events.flatMap(({ id }) => (open.has(id) ? [id] : []))] : [],
  )
  return { done: ended.filter((one) => !isHeld(one)), waitedFor }
}

/** Values of runs, each once. */
async function payloadsOf(tx: Queries, ids: string[], where: ReturnType<typeof sql>) {
  if (ids.length === 0) return []
  const list = listOf(ids)
  const found = await tx.execute<{ run_id: string; id: string }>(sql`
    SELECT DISTINCT x.run_id, p.id FROM (
      SELECT r.id AS run_id, r.item_payload_id AS id FROM run r WHERE r.id = ANY (${list})
      UNION ALL SELECT s.run_id, s.input_payload_id FROM step_run s WHERE s.run_id = ANY (${list})
      UNION ALL SELECT s.run_id, s.output_payload_id FROM step_run s WHERE s.run_id = ANY (${list})
      UNION ALL SELECT h.run_id, h.input_payload_id FROM step_history h WHERE h.run_id = ANY (${list})
      UNION ALL SELECT h.run_id, h.output_payload_id FROM step_history h WHERE h.run_id = ANY (${list})
    ) x JOIN payload p ON p.id = x.id WHERE ${where}`)
  return found.rows.map((row) => ({ runId: row.run_id, payloadId: row.id }))
}

/** Its rows, and what it is found by: without the person, and without what else it told of them. */
async function clearRun(tx: Queries, job: ErasureJob, { runId, also }: Told): Promise<Record<string, number>> {
  const person = { ...job.person, also }
  const counts = await eraseRowsOfRun(tx, { workspaceId: job.workspaceId, runId, person })
  const [found] = await tx.select({ searchText: run.searchText }).from(run).where(eq(run.id, runId))
  if (found === undefined || !found.searchText.includes(ERASED)) return counts
  const searchText = found.searchText.replaceAll(ERASED, '').replace(/ {2,}/g, ' ').trim()
  await tx.update(run).set({ searchText }).where(eq(run.id, runId))
  return counts
}

const sum = (numbers: number[]): number => numbers.reduce((all, one) => all + one, 0)
