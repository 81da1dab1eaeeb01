import { inWorkspace } from '@patchbay/db/in-workspace'
import { decision, stepRun } from '@patchbay/db/schema'
import { testDatabase } from '@patchbay/db/testing'
import { useDatabase, useTemporal } from '@patchbay/local-stack/testing'
import { and, eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { runWorkflowId } from './contract.ts'
import { reconcile } from './reconcile.ts'
import { ended, states, until } from './testing/observe.ts'
import {
  action,
  constant,
  placed,
  planOf,
  reference,
  repeatStep,
  scopeStep,
  setStep,
  waitStep,
} from './testing/plans.ts'
import { takeOverSilent } from './testing/take-over.ts'
import { approvalNode } from './testing/waiting.ts'
import { openWorld, type World } from './testing/world.ts'

const database = useDatabase(testDatabase)
const temporal = useTemporal()
let world: World

beforeAll(async () => {
  world = await openWorld({ appUrl: database.appUrl, address: temporal.address, namespace: temporal.namespace })
}, 60_000)
afterAll(() => world?.close())

const keyed = (id: string, text = constant(id)) =>
  action(id, 'keyed', {
    connectionId: world.connectionId,
    work: { fields: [{ name: 'text', label: 'Text', required: true, mapping: text }] },
  })

const thrown = (error: unknown): never => {
  throw error
}

/** Its workflow is gone, and another epoch takes the run over. */
async function takeOver(runId: string): Promise<void> {
  await world.client.workflow.getHandle(runWorkflowId(runId, 1)).terminate('planted')
  await takeOverSilent(world, { workspaceId: world.workspaceId, runId })
}

test('a write that was under way when its scope was to be undone is settled first, and then undone', async () => {
  const gate = Promise.withResolvers<void>()
  const from = world.vendor.requests.length
  world.vendor.next.push({ kind: 'hold', until: gate.promise })
  const charge = keyed('charge')
  const plan = planOf([
    scopeStep('try', { compensates: true, catches: false, always: false }),
    placed(charge, { region: 1, lane: 0, deps: [], undo: 4, mode: 'activity' }),
    placed(setStep('breaks', reference('start', 'not', 'there')), { region: 1, lane: 0, deps: [] }),
    placed(keyed('refund', reference('charge', 'id')), { region: 1, undoOf: 2, deps: [] }),
  ])
  if (charge.work.kind === 'action') charge.work.policy = { ...charge.work.policy, timeoutMs: 60_000 }
  const { runId } = await world.start(plan)
  await world.dispatch()
  await vi.waitFor(() => expect(world.vendor.requests).toHaveLength(from + 1), { timeout: 20_000 })
  await until(world, runId, (seen) => states(seen)['breaks'] === 'failed')
  await takeOver(runId)
  const done = await until(world, runId, ended)
  gate.resolve()
  expect(done.run).toMatchObject({ state: 'failed', epoch: 2, failedStepId: 'breaks' })
  expect(states(done)).toMatchObject({ charge: 'succeeded', refund: 'succeeded' })
  const sent = world.vendor.requests.slice(from).map(({ body }) => JSON.parse(body).text)
  expect(sent).toEqual(['charge', 'charge', `made_${world.vendor.effects.length - 1}`])
})

test('beside a scope that is being undone nothing is begun that its failure is going to cut off', async () => {
  const gate = Promise.withResolvers<void>()
  const from = world.vendor.requests.length
  world.vendor.next.push({ kind: 'hold', until: Promise.resolve() }, { kind: 'hold', until: gate.promise })
  const join = { of: 'ended' as const, need: null, timeoutMs: null, lanes: 2 }
  const both = {
    control: { id: 'both', kind: 'parallel' as const, mode: 'segment' as const, join },
    work: { kind: 'parallel' as const, name: 'Both' },
  }
  const plan = planOf([
    placed(both, { catches: true }),
    placed(scopeStep('try', { compensates: true, catches: false, always: false }), { region: 1, lane: 0, deps: [] }),
    placed(keyed('charge'), { region: 2, lane: 0, deps: [], undo: 5, mode: 'activity' }),
    placed(setStep('breaks', reference('charge', 'not', 'there')), { region: 2, lane: 0 }),
    placed(keyed('refund', reference('charge', 'id')), { region: 2, undoOf: 3, deps: [], mode: 'activity' }),
    placed(approvalNode('ask', { deadlineMs: 3_600_000 }), { region: 1, lane: 1, deps: [] }),
    placed(keyed('beside'), { region: 1, lane: 1, deps: [{ node: 6, port: 'approved' }] }),
    placed(keyed('tell'), { deps: [{ node: 1, port: 'error' }] }),
  ])
  const { runId } = await world.start(plan)
  await world.dispatch()
  await vi.waitFor(() => expect(world.vendor.requests).toHaveLength(from + 2), { timeout: 20_000 })
  await until(world, runId, (seen) => states(seen)['ask'] === 'waiting')
  // It is answered while nobody works on the run: what comes next in its lane is due.
  await world.client.workflow.getHandle(runWorkflowId(runId, 1)).terminate('planted')
  await inWorkspace(world.db, world.workspaceId, (tx) =>
    tx
      .update(stepRun)
      .set({ state: 'succeeded', port: 'approved', finishedAt: new Date() })
      .where(and(eq(stepRun.runId, runId), eq(stepRun.stepId, 'ask'))),
  )
  await takeOverSilent(world, { workspaceId: world.workspaceId, runId })
  const done = await until(world, runId, ended)
  gate.resolve()
  expect(done.run).toMatchObject({ state: 'succeeded', epoch: 2 })
  expect(states(done)).toMatchObject({ refund: 'succeeded', beside: 'skipped', tell: 'succeeded' })
  const sent = world.vendor.requests.slice(from).map(({ body }) => JSON.parse(body).text)
  expect(sent.filter((text) => text === 'beside')).toEqual([])
})

test('a scope that was cut off, and of which a person was asked about an undo, is undone whole', async () => {
  const gate = Promise.withResolvers<void>()
  const asUsual = { kind: 'hold', until: Promise.resolve() } as const
  const from = world.vendor.requests.length
  world.vendor.next.push(asUsual, { kind: 'hold', until: gate.promise })
  const mail = keyed('mail')
  if (mail.work.kind === 'action') mail.work.policy = { ...mail.work.policy, timeoutMs: 60_000 }
  const plan = planOf([
    placed(scopeStep('try', { compensates: true, catches: false, always: false }), {}),
    placed(keyed('charge'), { region: 1, lane: 0, deps: [], undo: 4, mode: 'activity' }),
    placed(mail, { region: 1, lane: 0, asksUndo: true, mode: 'activity' }),
    placed(keyed('refund', reference('charge', 'id')), { region: 1, undoOf: 2, deps: [], mode: 'activity' }),
    placed(waitStep('later', 1_000), { deps: [{ node: 0, port: 'out' }] }),
    placed(setStep('breaks', reference('start', 'not', 'there')), { deps: [{ node: 5, port: 'out' }] }),
  ])
  const { runId } = await world.start(plan)
  await world.dispatch()
  await vi.waitFor(() => expect(world.vendor.requests).toHaveLength(from + 2), { timeout: 20_000 })
  await until(world, runId, (seen) => states(seen)['breaks'] === 'failed')
  gate.resolve()
  await until(world, runId, (seen) => seen.decisions.some(({ state }) => state === 'open'))
  await takeOver(runId)
  // To the new epoch all that was tried has gone through.
  const asked = await until(world, runId, ({ run }) => run.epoch === 2 && run.state === 'needs_attention')
  expect(asked.decisions.map(({ state }) => state)).toEqual(['open'])
  await inWorkspace(world.db, world.workspaceId, async (tx) => {
    await tx.update(decision).set({ state: 'decided', verdict: 'done' }).where(eq(decision.runId, runId))
    const isMail = and(eq(stepRun.runId, runId), eq(stepRun.stepId, 'mail'))
    await tx.update(stepRun).set({ releaseRequestedAt: new Date() }).where(isMail)
  })
  await reconcile(world.db, world.client, { silentMs: 3_600_000, cancelGraceMs: 3_600_000, onError: thrown })
  const done = await until(world, runId, ended)
  expect(done.run).toMatchObject({ state: 'failed', failedStepId: 'breaks' })
  expect(states(done)).toMatchObject({ charge: 'succeeded', mail: 'succeeded', refund: 'succeeded' })
})

test('a repeat that waited for its next pass waits what is left of its delay, not all of it again', async () => {
  const delayMs = 3_600_000
  const never = { kind: 'compare', left: constant('a'), operator: 'equals', right: constant('b') } as const
  const repeat = repeatStep('poll', { until: never, maxTimes: 2 })
  const plan = planOf([
    placed(repeat, { repeat: { maxTimes: 2, atLimit: 'go_on', delayMs } }),
    placed(setStep('look', constant('x')), { region: 1, deps: [] }),
  ])
  const { runId } = await world.start(plan)
  await world.dispatch()
  const before = await until(world, runId, (seen) => states(seen)['poll[0]'] === 'succeeded')
  const judged = before.steps.find(({ stepId, iteration }) => stepId === 'poll' && iteration === '0')
  expect(judged?.waitUntil?.getTime()).toBeGreaterThan(Date.now() + delayMs / 2)
  // Nearly all of it went by before the run changed hands.
  await inWorkspace(world.db, world.workspaceId, (tx) =>
    tx
      .update(stepRun)
      .set({ waitUntil: new Date() })
      .where(eq(stepRun.id, judged?.id ?? '')),
  )
  await takeOver(runId)
  const done = await until(world, runId, ended)
  expect(done.run).toMatchObject({ state: 'succeeded', epoch: 2 })
  expect(states(done)).toMatchObject({ 'look[0]': 'succeeded', 'look[1]': 'succeeded' })
})
