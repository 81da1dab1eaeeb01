import type { Queries } from '@patchbay/db/database'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { type ErasureCounts, run } from '@patchbay/db/schema'
import { eq, sql } from 'drizzle-orm'
import { cameBy } from './came-by.ts'
import { closeRuns, endsOf } from './closed-runs.ts'
import { eraseRowsOfRun } from './erase-table.ts'
import { type Batch, type ErasureJob, saveProgress } from './erasure-job.ts'
import { listOf, openEvents } from './event-bodies.ts'
import { clearEvents, type EventThatTells, eventsThatTell } from './events-that-tell.ts'
import { keepLearnt, learntOf, rootsOf } from './kin.ts'
import { payloadMentions } from './payload-mentions.ts'
import { ERASED } from './person.ts'
import { nextRuns, valuesOf, wordsIn } from './run-values.ts'
import { type ErasedPayload, eraseStored } from './stored-value.ts'

/**
 * What a run told of the person, and its values without. `words`: told by its own values; `also`: with those of its kin.
 * `events`: which tell of them by nothing but that.
 */
type Told = { runId: string; words: string[]; also: string[]; erased: ErasedPayload[]; events: EventThatTells[] }

/**
 * One batch of runs: takes the person out of what they were given and gave, with what else those told of them (name,
 * street, telephone) out of everything of that run and of those that are kin to it. A run that tells of the person in its
 * values only is found here.
 */
export async function eraseRuns(job: ErasureJob): Promise<Batch> {
  const { ids, after, named, learnt, ends } = await inWorkspace(job.db, job.workspaceId, async (tx) => {
    const next = await nextRuns(tx, job)
    // Before their values: what a run that is over by now has written is all among these.
    const ends = await endsOf(tx, next.ids)
    const learnt = await learntOf(tx, job, await rootsOf(tx, next.ids))
    return { ...next, ends, learnt, named: await valuesOf(tx, next.ids, payloadMentions(job.person)) }
  })
  const told: Told[] = []
  const naming = Map.groupBy(named, ({ runId }) => runId)
  for (const runId of ids) {
    const words = await wordsIn(job, naming.get(runId) ?? [])
    const one = await readRun(job, { runId, words, learnt: learnt.get(runId) ?? [] })
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
    const cleared = await clearEvents(tx, job, counting)
    const values = sum(counting.map(({ erased }) => erased.length))
    const counts: ErasureCounts = { ...cleared, payload: cleared.payload + values }
    // Those that are kin to it were looked through without that, and it can be learnt nowhere else any more.
    const again = await earlyOf(tx, job, await keepLearnt(tx, job, done))
    if (!job.dry) {
      for (const one of done) {
        for (const value of one.erased) await value.apply(tx)
        for (const [table, rows] of Object.entries(await clearRun(tx, job, one)))
          counts[table] = (counts[table] ?? 0) + rows
      }
    }
    const made = { counts, openRuns: [...open, ...waitedFor, ...again], after }
    await saveProgress(tx, job, made)
    return { ...made, done }
  })
  // What lost its reference, or never got one, is of no use to anybody.
  if (!job.dry) for (const { erased } of batch.done) for (const value of erased) await value.tidy()
  return batch
}

type Known = { runId: string; words: string[] | null; learnt: string[] }

/** All its values once more, with what these and its kin have told of the person; null when nothing of it tells of them. */
async function readRun(job: ErasureJob, { runId, words, learnt }: Known): Promise<Told | null> {
  const { db, workspaceId } = job
  if (words === null && learnt.length === 0) return null
  const also = [...new Set([...(words ?? []), ...learnt])]
  const person = { ...job.person, also }
  const all = await inWorkspace(db, workspaceId, (tx) => valuesOf(tx, [runId], sql`true`))
  const erased: ErasedPayload[] = []
  for (const { payloadId } of all) {
    const value = await eraseStored(db, { workspaceId, payloadId, dry: job.dry }, person)
    if (value !== null) erased.push(value)
  }
  const events = await eventsThatTell(job, runId, also)
  const told = { runId, words: words ?? [], also, erased, events }
  if (words !== null || erased.length > 0 || events.length > 0) return told
  const rows = await inWorkspace(db, workspaceId, (tx) => eraseRowsOfRun(tx, { workspaceId, runId, person, dry: true }))
  return Object.keys(rows).length > 0 ? told : null
}

/** Leaves runs whose events may not be changed yet as they are, and says what of these is waited for. */
async function leaveHeld(tx: Queries, job: ErasureJob, ended: Told[]): Promise<{ done: Told[]; waitedFor: string[] }> {
  const open = await openEvents(
    tx,
    job,
    ended.flatMap(({ events }) => events),
  )
  const isHeld = ({ events }: Told) => events.some(({ id }) => open.has(id))
  const held = ended.filter(isHeld)
  const early = await earlyOf(
    tx,
    job,
    held.map(({ runId }) => runId),
  )
  const waitedFor = held.flatMap(({ runId, events }) =>
    early.includes(runId) ? [runId, ...events.flatMap(({ id }) => (open.has(id) ? [id] : []))] : [],
  )
  return { done: ended.filter((one) => !isHeld(one)), waitedFor }
}

/** Of these runs, those that an event from before the erasure was asked has led to. */
async function earlyOf(tx: Queries, { until }: ErasureJob, runIds: readonly string[]): Promise<string[]> {
  if (runIds.length === 0) return []
  const found = await tx.execute<{ id: string }>(sql`
    SELECT r.id FROM run r WHERE r.id = ANY (${listOf(runIds)}) AND ${cameBy(until)}`)
  return found.rows.map(({ id }) => id)
}

/** Its rows, and what it is found by: without the person, and without what else it told of them. */
async function clearRun(tx: Queries, job: ErasureJob, { runId, also }: Told): Promise<Record<string, number>> {
  const person = { ...job.person, also }
  const counts = await eraseRowsOfRun(tx, { workspaceId: job.workspaceId, runId, person, dry: false })
  const [found] = await tx.select({ searchText: run.searchText }).from(run).where(eq(run.id, runId))
  if (found === undefined || !found.searchText.includes(ERASED)) return counts
  const searchText = found.searchText.replaceAll(ERASED, '').replace(/ {2,}/g, ' ').trim()
  await tx.update(run).set({ searchText }).where(eq(run.id, runId))
  return counts
}

const sum = (numbers: number[]): number => numbers.reduce((all, one) => all + one, 0)
