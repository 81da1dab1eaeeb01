import { newId } from '@patchbay/db/ids'
import { decision, flowVersion, plan, run, stepRun } from '@patchbay/db/schema'
import { testDatabase } from '@patchbay/db/testing'
import type { ActionStep } from '@patchbay/flow/document'
import type { ControlNode } from '@patchbay/flow/plan'
import { useDatabase } from '@patchbay/local-stack/testing'
import { eq, sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Principal } from '../principal.ts'
import { controlOf } from '../testing/control-of.ts'
import { openCore, type TestCore } from '../testing/open-core.ts'
import { openQueueWorld, orderItem, type QueueWorld } from '../testing/queue-world.ts'
import { mustGive } from '../testing/result-of.ts'
import { planAgain } from './plan-again.ts'
import { planRetry } from './plan-retry.ts'
import { requeueRun } from './requeue-run.ts'
import { retryRun } from './retry-run.ts'

const database = useDatabase(testDatabase)
let core: TestCore
let world: QueueWorld

beforeAll(() => {
  core = openCore(database.appUrl)
})
afterAll(() => core.close())
beforeEach(async () => {
  world = await openQueueWorld(core.ctx.db)
})

const operator = (): Principal => ({
  ...{ kind: 'user', userId: newId(), name: 'Tamsin', role: 'operator' },
  workspaceId: world.workspaceId,
})

type Row = Partial<typeof stepRun.$inferInsert> & { node: number }

/** A run that has ended, with steps as a worker would have left them. */
async function endedRun(control: ControlNode[], rows: Row[], reasonCode: string | null = 'upstream') {
  const shop = await world.deploy()
  await world.arrive(shop, [orderItem('1001', 1)])
  await world.expandAll()
  const [runId = ''] = await world.start()
  const work = control.map(({ kind, id }) => ({
    ...{ kind, name: id, connectionId: null, flowId: newId(), versionId: null },
    ...(kind === 'stop' ? { outcome: 'failed' } : {}),
  }))
  await world.inside(async (tx) => {
    await tx.update(plan).set({ body: sql`body || ${JSON.stringify({ control, work })}::jsonb` })
    await tx.insert(stepRun).values(
      rows.map((row) => ({
        ...{ id: newId(), workspaceId: world.workspaceId, runId, iteration: '', epoch: 1, attempts: 1 },
        ...{ kind: control[row.node]?.kind ?? '', stepId: control[row.node]?.id ?? '', effect: 'create' as const },
        ...{ state: 'succeeded' as const, port: row.state === undefined ? 'out' : null, finishedAt: new Date() },
        ...row,
      })),
    )
  })
  await world.finish(runId, 'failed')
  await world.inside((tx) => tx.update(run).set({ reasonCode }).where(eq(run.id, runId)))
  return runId
}

const requeue = async (runId: string, options: Parameters<typeof requeueRun>[2] = { newRound: true }) => {
  const epoch = (await world.rowOf(runId))?.epoch ?? 0
  await world.inside((tx) => requeueRun(tx, { id: runId, epoch }, options))
  return statesOf(runId)
}

const statesOf = async (runId: string) => {
  const rows = await world.inside((tx) =>
    tx.select().from(stepRun).where(eq(stepRun.runId, runId)).orderBy(stepRun.iteration, stepRun.node),
  )
  return rows.map(({ node, iteration, state }) => `${node}${iteration && `[${iteration}]`} ${state}`)
}

test('items that a loop went on after, and lanes that were left, stay as they are; what was cut off elsewhere does not', async () => {
  const control = controlOf([
    { kind: 'loop', onItemError: 'continue' },
    { kind: 'scope', region: 1, scope: { compensates: true, catches: false, always: false } },
    { kind: 'action', id: 'reserve', region: 2, lane: 0, undo: 6 },
    { kind: 'action', id: 'stock', region: 2, lane: 0 },
    { kind: 'action', id: 'charge', region: 2, lane: 0 },
    { kind: 'action', id: 'release', region: 2, undoOf: 3 },
    { kind: 'parallel', join: { of: 'succeeded', need: 1, timeoutMs: null, lanes: 2 } },
    { kind: 'action', id: 'fast', region: 7, lane: 0 },
    { kind: 'action', id: 'slow', region: 7, lane: 1 },
    { kind: 'action', id: 'mail' },
  ])
  const taken = { iteration: '0' }
  const runId = await endedRun(control, [
    { ...taken, node: 3 },
    { ...taken, node: 4, effect: 'read' },
    { ...taken, node: 5, state: 'failed' },
    { ...taken, node: 6 },
    { node: 5, iteration: '1', state: 'cancelled' },
    { node: 8 },
    { node: 9, state: 'cancelled' },
    { node: 10, state: 'failed' },
  ])
  const stays = ['8 succeeded', '9 cancelled', '10 retrying', '3[0] succeeded', '4[0] succeeded']
  const after = [...stays, '5[0] failed', '6[0] succeeded', '5[1] retrying']
  expect(await requeue(runId)).toEqual(after)
  // Whoever takes it over finds it so.
  expect(await requeue(runId, { newRound: false, lost: true })).toEqual(after)
})

test('a run that a Stop ended as failed has not gone on: what its frame took is tried again', async () => {
  const control = controlOf([
    { kind: 'scope', scope: { compensates: false, catches: true, always: false } },
    { kind: 'action', region: 1, lane: 0 },
    { kind: 'action', id: 'mail', region: 1, lane: 1 },
    { kind: 'stop', region: 1, lane: 1 },
  ])
  const rows = [{ node: 2, state: 'failed' as const }, { node: 3 }]
  const stopped = await endedRun(control, [...rows, { node: 4, port: null }], null)
  expect(await requeue(stopped)).toEqual(['2 retrying', '3 succeeded', '4 succeeded'])
})

test('from a step before the Stop that ended a run it tries again what was taken, as its preview says', async () => {
  const control = controlOf([
    { kind: 'loop', onItemError: 'continue' },
    { kind: 'action', id: 'each', region: 1 },
    { kind: 'action', id: 'check', deps: [{ node: 1, port: 'out' }] },
    { kind: 'stop', deps: [{ node: 3, port: 'out' }] },
  ])
  const each = { node: 2, iteration: '0', state: 'failed' as const }
  const runId = await endedRun(control, [{ node: 1 }, each, { node: 3 }, { node: 4, port: null }], null)
  const asked = { runId, fromStepId: 'check' }
  const { steps } = mustGive(await planRetry(core.ctx, operator(), asked))
  const fates = steps.map(({ stepId, fate }) => `${stepId} ${fate}`)
  expect(fates).toEqual(['loop reused', 'each tried', 'check again', 'stop again'])
  mustGive(await retryRun(core.ctx, operator(), asked))
  expect(await statesOf(runId)).toEqual(['1 succeeded', '3 retrying', '2[0] retrying'])
})

test('what was undone by hand is done again, but for what a frame took; what may stay stays', async () => {
  const asks = { kind: 'action', asksUndo: true } as const
  const control = controlOf([
    { kind: 'loop', onItemError: 'continue' },
    { kind: 'scope', region: 1, scope: { compensates: true, catches: false, always: false } },
    { ...asks, id: 'book', region: 2, lane: 0 },
    { kind: 'action', id: 'charge', region: 2, lane: 0 },
    { ...asks, id: 'invoice' },
    { ...asks, id: 'label' },
    { ...asks, id: 'mail' },
    { ...asks, id: 'notify' },
    { kind: 'subflow', id: 'called', asksUndo: true },
    { kind: 'action', id: 'send' },
  ])
  const asked = [3, 5, 6, 7, 8, 9].map((node) => ({ node, id: newId(), iteration: node === 3 ? '0' : '' }))
  const failed = { state: 'failed' as const }
  const rows = [...asked, { ...failed, node: 4, iteration: '0' }, { ...failed, node: 10 }]
  const runId = await endedRun(control, rows)
  // A word that old questions were answered with; and one on what was applied before, not on what is there now.
  const told: Record<number, Partial<typeof decision.$inferInsert>> = {
    6: { verdict: 'again', note: 'It may stay.' },
    7: { note: 'It may stay.' },
    8: { askedAt: new Date(0) },
  }
  const decided = asked.map(({ node, id }) => ({
    ...{ id: newId(), workspaceId: world.workspaceId, runId, stepRunId: id, question: 'And now?' },
    ...{
      kind: 'undo' as const,
      state: 'decided' as const,
      verdict: 'done' as const,
      askedAt: sql`now() + interval '1 s'`,
    },
    ...told[node],
  }))
  await world.inside((tx) => tx.insert(decision).values(decided))

  const { steps } = mustGive(await planRetry(core.ctx, operator(), { runId, fromStepId: null }))
  const anew = ['invoice again', 'label reused', 'mail reused', 'notify reused', 'called again', 'send tried']
  expect(steps.map(({ stepId, fate }) => `${stepId} ${fate}`)).toEqual(['book left', 'charge left', ...anew])
  expect(await againOn(runId, ['invoice', 'label', 'send'])).toEqual(['label'])

  const stay = ['6 succeeded', '7 succeeded', '8 succeeded']
  expect(await requeue(runId)).toEqual(['5 retrying', ...stay, '10 retrying', '3[0] succeeded', '4[0] failed'])
  const [invoice] = await world.inside((tx) =>
    tx
      .select()
      .from(stepRun)
      .where(eq(stepRun.id, asked[1]?.id ?? '')),
  )
  expect(invoice?.generation).toBe(2)
})

/** What running the event again with the results that hold would reuse, of these steps. */
async function againOn(runId: string, ids: string[]): Promise<string[]> {
  const of = { kind: 'action', connector: 'vendor', action: 'write', connectionId: null, input: {} } as const
  const drawn = ids.map((id): ActionStep => ({ ...of, id, name: id, position: { x: 0, y: 0 } }))
  const versionId = (await world.rowOf(runId))?.versionId ?? ''
  await world.inside((tx) =>
    tx
      .update(flowVersion)
      .set({ document: sql`jsonb_set(document, '{steps}', document -> 'steps' || ${JSON.stringify(drawn)}::jsonb)` })
      .where(eq(flowVersion.id, versionId)),
  )
  const { steps } = mustGive(await planAgain(core.ctx, operator(), { runId, versionId, reuse: true }))
  return steps.flatMap(({ stepId, fate }) => (fate === 'reused' ? [stepId] : []))
}
