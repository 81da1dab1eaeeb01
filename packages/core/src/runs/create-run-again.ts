import { randomBytes } from 'node:crypto'
import type { Queries } from '@patchbay/db/database'
import { newId } from '@patchbay/db/ids'
import { delivery, payload, run, stepRun } from '@patchbay/db/schema'
import { eq, inArray, sql } from 'drizzle-orm'
import { actorName, type Principal } from '../principal.ts'
import type { Again, StepRow } from './load-again.ts'

/** A run that begins with checkpoints is of its second epoch: of the first, none are looked for. */
const EPOCH_WITH_CHECKPOINTS = 2

const BATCH = 200

/**
 * A run of its own for the same item, on another version, beginning with the results that were taken over. It has a
 * delivery of its own: the keys of what is applied anew derive from that, so no vendor takes it for a repeat. What was
 * said is copied, since each run's is removed with it.
 */
export async function createRunAgain(
  tx: Queries,
  principal: Principal,
  again: Again,
): Promise<{ deliveryId: string; runId: string }> {
  const runId = newId()
  const deliveryId = await createDelivery(tx, principal, again)
  const [itemPayloadId] = [...(await copyPayloads(tx, [again.run.itemPayloadId])).values()]
  if (itemPayloadId === undefined) throw new Error(`The item of run ${again.run.id} is not stored`)
  const { flowId, triggerId, workspaceId, subject, searchText, orderAt, entity, entityVersion } = again.run
  // What was called is nobody's callee now: it goes in its own line.
  const orderKey = again.run.orderKey ?? again.run.lentKey
  const now = new Date()
  await tx.insert(run).values({
    ...{ id: runId, workspaceId, flowId, triggerId, deliveryId, itemIndex: 0, itemPayloadId, subject, searchText },
    versionId: again.version.id,
    planHash: again.version.planHash,
    epoch: EPOCH_WITH_CHECKPOINTS,
    againOf: again.run.id,
    nowAt: now,
    random: randomBytes(8).toString('hex'),
    acceptedAt: now,
    ...{ orderKey, entity, entityVersion },
    orderAt: orderKey === null ? null : (orderAt ?? now),
    // Who asks for an old event once more wants it to run; it waits for its turn all the same.
    skipsOlder: false,
    hasTurn: orderKey === null,
  })
  await copyCheckpoints(tx, { ...again, runId })
  return { deliveryId, runId }
}

async function createDelivery(tx: Queries, principal: Principal, { run: owner }: Again): Promise<string> {
  // An erasure that would drop its body waits, or was first.
  const [before] = await tx.select().from(delivery).where(eq(delivery.id, owner.deliveryId)).for('share')
  const id = newId()
  await tx.insert(delivery).values({
    id,
    workspaceId: principal.workspaceId,
    sourceId: before?.sourceId ?? null,
    triggerId: owner.triggerId,
    flowId: owner.flowId,
    origin: 'replay',
    vendorId: before?.vendorId ?? null,
    topic: before?.topic ?? null,
    headers: before?.headers ?? {},
    state: 'expanded',
    payloadId: before?.payloadId ?? null,
    bytes: before?.bytes ?? 0,
    verified: before?.verified ?? true,
    replayOf: owner.deliveryId,
    onlyItem: owner.itemIndex,
    requestedBy: actorName(principal),
    expandedAt: sql`now()`,
    items: 1,
  })
  return id
}

async function copyCheckpoints(tx: Queries, { runId, taken, plan }: Again & { runId: string }): Promise<void> {
  const nodes = new Map(plan.control.map(({ id }, index) => [id, index]))
  for (let from = 0; from < taken.length; from += BATCH) {
    const rows = taken.slice(from, from + BATCH)
    const copies = await copyPayloads(
      tx,
      rows.flatMap((row) => [row.inputPayloadId, row.outputPayloadId].filter((id) => id !== null)),
    )
    await tx
      .insert(stepRun)
      .values(rows.map((row) => checkpointOf(row, { runId, node: nodes.get(row.stepId) ?? 0, copies })))
  }
}

const copyOf = (copies: Map<string, string>, id: string | null): string | null =>
  id === null ? null : (copies.get(id) ?? null)

function checkpointOf(row: StepRow, at: { runId: string; node: number; copies: Map<string, string> }) {
  return {
    ...row,
    id: newId(),
    runId: at.runId,
    node: at.node,
    epoch: 1,
    // No attempt of this run made it.
    attempts: 0,
    roundFrom: 0,
    generation: 1,
    idempotencyKey: null,
    keyUsedAt: null,
    sentAt: null,
    inputPayloadId: copyOf(at.copies, row.inputPayloadId),
    outputPayloadId: copyOf(at.copies, row.outputPayloadId),
    notes: ['Taken over from the run before: nothing was called.'],
    releaseRequestedAt: null,
  }
}

/** Ids of the copies by those of the originals. What retention has removed has none. */
async function copyPayloads(tx: Queries, ids: string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map()
  const rows = await tx.select().from(payload).where(inArray(payload.id, ids))
  const copies = new Map(rows.map(({ id }) => [id, newId()]))
  if (rows.length > 0) {
    await tx
      .insert(payload)
      .values(rows.map(({ createdAt: _then, ...row }) => ({ ...row, id: copies.get(row.id) ?? newId() })))
  }
  return copies
}
