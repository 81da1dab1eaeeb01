import type { Queries } from '@patchbay/db/database'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { delivery } from '@patchbay/db/schema'
import { eq } from 'drizzle-orm'
import { eraseDeliveryWords } from './delivery-words.ts'
import type { ErasureJob } from './erasure-job.ts'
import { dropBodies, eventsOf } from './event-bodies.ts'
import { eraseStored } from './stored-value.ts'

/**
 * An event that tells of the person by what a run has learnt of them. `body`: where it lies, if it does so by nothing else.
 * `isWorded`: its headers or words do; `isNamed`: these name the person, too.
 */
export type EventThatTells = { id: string; body: string | null; isWorded: boolean; isNamed: boolean }

/** Events of a run that tell of the person by these words: once the run is without them, nothing would. */
export async function eventsThatTell(job: ErasureJob, runId: string, also: string[]): Promise<EventThatTells[]> {
  const { db, workspaceId, person } = job
  const events = also.length === 0 ? [] : await inWorkspace(db, workspaceId, (tx) => eventsOf(tx, runId))
  const bodies = new Set<string>()
  for (const payloadId of new Set(events.flatMap(({ body }) => (body === null ? [] : [body])))) {
    const at = { workspaceId, payloadId, dry: true }
    if ((await eraseStored(db, at, person)) !== null) continue
    if ((await eraseStored(db, at, { ...person, also })) !== null) bodies.add(payloadId)
  }
  return events.flatMap(({ id, body, ...words }) => {
    const named = eraseDeliveryWords(words, person)
    const isWorded = eraseDeliveryWords(named ?? words, { ...person, also }) !== null
    const told = body !== null && bodies.has(body) ? body : null
    return told !== null || isWorded ? [{ id, body: told, isWorded, isNamed: named !== null }] : []
  })
}

type ToldByRun = { also: readonly string[]; events: readonly EventThatTells[] }

/** Takes what runs have learnt out of their events: bodies go whole, of headers and words only that. How many it were. */
export async function clearEvents(
  tx: Queries,
  job: ErasureJob,
  told: readonly ToldByRun[],
): Promise<{ delivery: number; payload: number }> {
  const pairs = told.flatMap(({ also, events }) => events.map((event) => ({ event, also })))
  const bodies = new Set(pairs.flatMap(({ event: { body } }) => (body === null ? [] : [body])))
  const dropped = await dropBodies(tx, job, [...bodies])
  // One event may be of several runs, each of which has learnt something else.
  const worded = Map.groupBy(
    pairs.filter(({ event }) => event.isWorded),
    ({ event }) => event.id,
  )
  if (!job.dry) {
    for (const [id, ofRuns] of worded) {
      const [row] = await tx.select().from(delivery).where(eq(delivery.id, id))
      const also = ofRuns.flatMap((one) => [...one.also])
      const erased = row === undefined ? null : eraseDeliveryWords(row, { ...job.person, also })
      if (erased !== null) await tx.update(delivery).set(erased).where(eq(delivery.id, id))
    }
  }
  // Those that name the person are counted where all such events are.
  const others = [...worded.values()].filter((ofRuns) =>
    ofRuns.every(({ event }) => event.body === null && !event.isNamed),
  )
  return { ...dropped, delivery: dropped.delivery + others.length }
}
