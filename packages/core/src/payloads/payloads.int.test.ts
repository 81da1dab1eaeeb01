import { purgeExpired } from '@patchbay/db/functions'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { LARGE_VALUES, type ObjectStore } from '@patchbay/db/object-store'
import { blob, blobChunk, payload, run, stepRun, workspace } from '@patchbay/db/schema'
import { testDatabase } from '@patchbay/db/testing'
import type { Json, JsonObject } from '@patchbay/flow/json'
import { useDatabase } from '@patchbay/local-stack/testing'
import { eq, sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { CoreContext } from '../context.ts'
import type { Principal } from '../principal.ts'
import { beginAttempt } from '../runs/begin-attempt.ts'
import { beginWork } from '../runs/begin-work.ts'
import { finishAttempt } from '../runs/finish-attempt.ts'
import { getStepData } from '../runs/get-step-data.ts'
import { loadRun } from '../runs/load-run.ts'
import { recordStep } from '../runs/record-step.ts'
import { openCore, type TestCore } from '../testing/open-core.ts'
import { mustGive } from '../testing/result-of.ts'
import { keepPayloadRow } from './keep-payload.ts'
import { openPayload } from './open-payload.ts'
import { sweepBlobs } from './sweep-blobs.ts'

const database = useDatabase(testDatabase)
const onError = (error: unknown): never => {
  throw error
}

/** A bucket in memory: the one of S3 is proven over HTTP beside its client. */
function bucket(): ObjectStore & { kept: Map<string, Uint8Array> } {
  const kept = new Map<string, Uint8Array>()
  return {
    kept,
    put: async (key, body) => void kept.set(key, Uint8Array.from(body)),
    async *get(key) {
      const found = kept.get(key)
      if (found === undefined) throw new Error(`no ${key}`)
      for (let at = 0; at < found.length; at += 1000) yield found.subarray(at, at + 1000)
    },
    remove: async (key) => void kept.delete(key),
  }
}

const orders = (many: number): JsonObject => ({
  access_token: 'abc-def',
  orders: Array.from({ length: many }, (_, n) => ({ id: n, note: `Räksmörgås "${n}" 🦐`, total: n / 7 })),
})

describe.each([
  ['PostgreSQL', () => null],
  ['a bucket', bucket],
])('a value too large for a row, in %s', (_place, makeObjects) => {
  const objects = makeObjects()
  let core: TestCore
  let ctx: CoreContext
  let reader: Principal
  let target: { workspaceId: string; runId: string; epoch: number }

  beforeAll(() => {
    core = openCore(database.appUrl)
    ctx = { ...core.ctx, db: { pool: core.ctx.db.pool, large: { ...LARGE_VALUES, objects } } }
  })
  afterAll(() => core.close())
  beforeEach(async () => {
    const { workspaceId, as } = await core.newWorkspace()
    reader = as('viewer')
    const item = await keepPayloadRow(ctx.db, { workspaceId, kind: 'item', value: orders(8_000) })
    const runId = crypto.randomUUID()
    await inWorkspace(ctx.db, workspaceId, async (tx) => {
      await tx.insert(payload).values(item)
      const ids = { flowId: runId, versionId: runId, triggerId: runId, deliveryId: runId }
      const rest = { planHash: 'none', itemIndex: 0, nowAt: new Date(), random: '00', state: 'running' as const }
      await tx.insert(run).values({ id: runId, workspaceId, ...ids, ...rest, itemPayloadId: item.id })
    })
    target = { workspaceId, runId, epoch: 1 }
  })

  const place = (node: number) => ({ node, stepId: `s${node}`, iteration: '' })
  const inTx = <T>(work: Parameters<typeof inWorkspace<T>>[2]) => inWorkspace(ctx.db, target.workspaceId, work)

  async function callStep(output: Json) {
    const begun = await beginAttempt(ctx.db, target, {
      place: place(1),
      kind: 'action',
      effect: 'create',
      connectionId: null,
      newInput: orders(9_000),
      generation: 1,
      idempotencyKey: 'key',
      attemptsSoFar: 0,
    })
    if (begun === null) throw new Error('not begun')
    const step = { state: 'succeeded', port: 'out', output, notes: null, generation: 1, unresolved: false } as const
    await finishAttempt(ctx.db, target, begun, {
      outcome: 'succeeded',
      error: null,
      log: [],
      step: { ...step, nextTryAt: null, question: null },
    })
    return begun.stepRunId
  }

  test('lies in a blob, and mappings, inputs that are sent again and the item of the run are read whole', async () => {
    await callStep(orders(20_000))
    const startedAt = new Date()
    const nothing = { port: 'out', count: null, notes: null, error: null, waitUntil: null, startedAt }
    const made = { kind: 'set', state: 'succeeded' as const, input: orders(7_000), output: orders(7_100) }
    await recordStep(ctx.db, target, { place: place(2), ...made, ...nothing })
    await recordStep(ctx.db, target, { place: place(3), ...made, input: { a: 1 }, output: { b: [2] }, ...nothing })
    const rows = await inTx((tx) => tx.select().from(payload))
    expect(rows.filter(({ blobId }) => blobId === null).map(({ json }) => json)).toEqual(
      expect.arrayContaining([{ a: 1 }, { b: [2] }]),
    )
    const large = rows.filter(({ blobId }) => blobId !== null)
    expect(large).toHaveLength(5)
    for (const { json, preview, bytes } of large) {
      expect(json).toBeNull()
      expect(JSON.stringify(preview).length).toBeLessThan(17_000)
      expect(bytes).toBeGreaterThan(256 * 1024)
    }
    const begun = await beginWork(ctx.db, target, { iterations: [''] })
    if (begun.verdict !== 'ok') throw new Error(begun.verdict)
    expect(begun.steps.find(({ node }) => node === 1)?.output).toEqual(orders(20_000))
    expect(begun.steps.find(({ node }) => node === 2)?.output).toEqual(orders(7_100))
    await inTx((tx) => tx.update(stepRun).set({ state: 'failed' }).where(eq(stepRun.node, 1)))
    const again = await beginWork(ctx.db, target, { iterations: [''] })
    expect(again.verdict === 'ok' ? again.steps.find(({ node }) => node === 1)?.input : null).toEqual(orders(9_000))
    expect((await loadRun(ctx.db, target.workspaceId, target.runId))?.item).toEqual(orders(8_000))
  })

  test('shows its top with its size, and comes whole as a stream that covers secrets', async () => {
    const stepRunId = await callStep(orders(20_000))
    const data = mustGive(await getStepData(ctx, reader, { runId: target.runId, stepRunId }))
    expect(JSON.stringify(data).length).toBeLessThan(50_000)
    expect(data.stored.output).toEqual({ bytes: Buffer.byteLength(JSON.stringify(orders(20_000))), whole: false })
    expect(data.output).toMatchObject({ access_token: '[redacted]' })
    const opened = mustGive(await openPayload(ctx, reader, { runId: target.runId, of: 'output', stepRunId }))
    const pieces: Uint8Array[] = []
    for await (const piece of opened.stream) pieces.push(piece)
    expect(pieces.length).toBeGreaterThan(3)
    const whole = Buffer.concat(pieces).toString('utf8')
    expect(whole).not.toContain('abc-def')
    expect(JSON.parse(whole)).toEqual({ ...orders(20_000), access_token: '[redacted]' })
    const elsewhere = (await core.newWorkspace()).as('owner')
    expect(await openPayload(ctx, elsewhere, { runId: target.runId, of: 'item' })).toMatchObject({ ok: false })
  })

  test('is swept once nothing refers to it: after a step that died between the two writes, and after retention', async () => {
    await callStep(orders(20_000))
    const left = async () => ({
      blobs: (await inTx((tx) => tx.select({ id: blob.id }).from(blob))).length,
      chunks: (await inTx((tx) => tx.select({ n: blobChunk.number }).from(blobChunk))).length > 0,
      objects: objects === null ? 0 : [...objects.kept.keys()].filter((key) => key.includes(target.workspaceId)).length,
    })
    const stored = (blobs: number) => ({
      blobs,
      chunks: objects === null && blobs > 0,
      objects: objects === null ? 0 : blobs,
    })
    // Whoever lost the run writes a blob and no row.
    const lost = { ...target, epoch: 9 }
    const record = { place: place(4), kind: 'set', state: 'succeeded' as const, port: 'out', count: null, input: null }
    const rest = { notes: null, error: null, waitUntil: null, startedAt: new Date() }
    expect(await recordStep(ctx.db, lost, { ...record, ...rest, output: orders(9_000) })).toBe(false)
    expect(await left()).toEqual(stored(4))
    await sweepBlobs(ctx.db, { batch: 50, onError })
    expect(await left()).toEqual(stored(4))
    await sweepBlobs(ctx.db, { batch: 50, olderMs: 0, onError })
    expect(await left()).toEqual(stored(3))
    await inTx(async (tx) => {
      await tx.update(workspace).set({ keepSucceededDays: 1 })
      const old = { acceptedAt: sql`now() - interval '3 days'`, finishedAt: sql`now() - interval '2 days'` }
      await tx.update(run).set({ state: 'succeeded', ...old })
    })
    while ((await purgeExpired(ctx.db, { runDays: 90, keyDays: 180, batch: 50 })) > 0);
    await sweepBlobs(ctx.db, { batch: 50, olderMs: 0, onError })
    expect(await left()).toEqual(stored(0))
  })

  test('that was damaged where it lies is told, and not taken for what it was', async () => {
    const stepRunId = await callStep(orders(20_000))
    const [found] = await inTx((tx) =>
      tx.select({ id: payload.blobId }).from(payload).innerJoin(stepRun, eq(stepRun.outputPayloadId, payload.id)),
    )
    if (objects === null)
      await inTx((tx) =>
        tx
          .update(blobChunk)
          .set({ data: Buffer.from('[]') })
          .where(sql`number = 1 AND blob_id = ${found?.id}`),
      )
    else await objects.put(`${target.workspaceId}/${found?.id}`, Buffer.from('{}'))
    const opened = mustGive(await openPayload(ctx, reader, { runId: target.runId, of: 'output', stepRunId }))
    const readAll = async () => {
      for await (const _ of opened.stream);
    }
    await expect(readAll()).rejects.toThrow('not as it was stored')
  })
})
