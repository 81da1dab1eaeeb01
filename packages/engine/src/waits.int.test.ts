import type { CoreContext } from '@patchbay/core/context'
import { expandDelivery, type ParseDelivery } from '@patchbay/core/inbox/expand-delivery'
import type { Principal } from '@patchbay/core/principal'
import { cancelRun } from '@patchbay/core/runs/cancel-run'
import { loadSteps } from '@patchbay/core/runs/load-steps'
import { retryRun } from '@patchbay/core/runs/retry-run'
import { takeOverRun } from '@patchbay/core/runs/take-over-run'
import { openCore, type TestCore } from '@patchbay/core/testing/open-core'
import { callFlow } from '@patchbay/core/waits/call-flow'
import { decideApproval } from '@patchbay/core/waits/decide-approval'
import { ensureListener } from '@patchbay/core/waits/listener'
import { acceptEvent, leaseDeliveries } from '@patchbay/db/functions'
import { newId } from '@patchbay/db/ids'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { approval, flow, flowTrigger, flowVersion, payload, plan, run, stepRun } from '@patchbay/db/schema'
import { testDatabase } from '@patchbay/db/testing'
import type { CallField, EventStep, Trigger } from '@patchbay/flow/document'
import type { Plan } from '@patchbay/flow/plan'
import { useDatabase, useTemporal } from '@patchbay/local-stack/testing'
import { and, eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { executeStep } from './activities/execute-step.ts'
import { createSessionOpener } from './activities/run-session.ts'
import { createEnginePort } from './client.ts'
import { reconcile } from './reconcile.ts'
import { releaseSteps } from './release-steps.ts'
import { ended, states, until } from './testing/observe.ts'
import { action, constant, placed, setStep } from './testing/plans.ts'
import { approvalNode, deploy, eventNode, newPlan, startRun, subflowNode } from './testing/waiting.ts'
import { openWorld, type World } from './testing/world.ts'

const fail = (error: unknown): never => {
  throw error
}

const database = useDatabase(testDatabase)
const temporal = useTemporal()
let world: World
let core: TestCore
let ctx: CoreContext
let owner: Principal

beforeAll(async () => {
  world = await openWorld({ appUrl: database.appUrl, address: temporal.address, namespace: temporal.namespace })
  owner = { kind: 'user', userId: newId(), name: 'Olive', workspaceId: world.workspaceId, role: 'owner' }
  core = openCore(database.appUrl)
  ctx = { ...core.ctx, db: world.db, engine: createEnginePort(world.client, fail), notify: () => undefined }
}, 60_000)
afterAll(async () => {
  await core?.close()
  await world?.close()
})

const inWorld = <T>(work: Parameters<typeof inWorkspace<T>>[2]) => inWorkspace(world.db, world.workspaceId, work)
const release = () => releaseSteps(world.db, world.client, fail)
const waiting = ({ steps }: { steps: { state: string }[] }) => steps.some(({ state }) => state === 'waiting')

const outputOf = async (runId: string, stepId: string) => {
  const [row] = await inWorld((tx) =>
    tx
      .select({ json: payload.json })
      .from(stepRun)
      .innerJoin(payload, eq(payload.id, stepRun.outputPayloadId))
      .where(and(eq(stepRun.runId, runId), eq(stepRun.stepId, stepId))),
  )
  return row?.json
}

const write = (id: string) => action(id, 'keyed', { connectionId: world.connectionId })

describe('a run waits for an event', () => {
  const step = (): EventStep => ({
    id: 'delivered',
    kind: 'event',
    name: 'The parcel is delivered',
    position: { x: 0, y: 0 },
    connector: 'vendor',
    event: 'happened',
    connectionId: world.connectionId,
    params: {},
    match: { path: 'code', equals: constant('EZ1') },
    timeoutMs: 60_000,
    lookBackMs: 60_000,
  })
  const parse: ParseDelivery = async ({ body }) => {
    const output = JSON.parse(body.toString())
    return { ok: true, items: [{ output, key: output.id, subject: null, occurredAt: null }] }
  }
  const flowOf = async (timeoutMs = 60_000) => {
    const body = newPlan([
      eventNode('delivered', { timeoutMs }),
      setStep('came', { kind: 'reference', ref: { from: 'delivered', path: ['at'] } }),
      placed(setStep('late', constant('nothing came')), { deps: [{ node: 1, port: 'timeout' }] }),
    ])
    const deployed = await deploy(world, { body, steps: [step()] })
    const { workspaceId } = world
    const listening = await inWorld((tx) => ensureListener(tx, { workspaceId, ...deployed, step: step() }))
    expect(listening.ok).toBe(true)
    return deployed
  }
  const arrive = async (sourceId: string) => {
    // The connection has one source; the listener took the first.
    const body = Buffer.from(JSON.stringify({ id: newId(), code: 'EZ1', at: 'the door' }))
    await acceptEvent(world.db, { sourceId, vendorId: null, topic: null, headers: {}, body, verified: true })
    const leaseId = newId()
    const leased = await leaseDeliveries(world.db, { leaseId, limit: 50, ttlMs: 30_000 })
    for (const { id, workspaceId } of leased) await expandDelivery(world.db, { id, workspaceId, leaseId }, parse)
  }
  const sourceOf = async (flowId: string) => {
    const rows = await inWorld((tx) =>
      tx
        .select({ sourceId: flowTrigger.sourceId })
        .from(flowTrigger)
        .where(and(eq(flowTrigger.flowId, flowId), eq(flowTrigger.role, 'wait'))),
    )
    return rows[0]?.sourceId ?? ''
  }

  test('goes on when it comes, with what it says; one that came before is found at once', async () => {
    const deployed = await flowOf()
    const runId = await startRun(world, deployed)
    await world.dispatch()
    // The run is read before its steps: it may be a moment behind them.
    await until(world, runId, (seen) => waiting(seen) && seen.run.state === 'waiting')
    await arrive(await sourceOf(deployed.flowId))
    await release()
    const done = await until(world, runId, ended)
    expect(states(done)).toEqual({ delivered: 'succeeded', came: 'succeeded', late: 'skipped' })
    expect(await outputOf(runId, 'came')).toEqual({ value: 'the door' })
    const second = await startRun(world, deployed)
    await world.dispatch()
    expect((await until(world, second, ended)).run.state).toBe('succeeded')
  })

  test('leaves by its time-out when none came', async () => {
    const runId = await startRun(world, await flowOf(300))
    await world.dispatch()
    const done = await until(world, runId, ended)
    expect(states(done)).toEqual({ delivered: 'succeeded', came: 'skipped', late: 'succeeded' })
  })
})

describe('a run asks people', () => {
  const flowOf = (deadlineMs = 60_000) =>
    deploy(world, {
      body: newPlan([
        approvalNode('ask', { deadlineMs }),
        placed(write('pay'), { deps: [{ node: 1, port: 'approved' }] }),
        placed(setStep('tell', constant('no')), { deps: [{ node: 1, port: 'refused' }] }),
        placed(setStep('late', constant('late')), { deps: [{ node: 1, port: 'timeout' }] }),
      ]),
    })

  test('and goes the way that was decided, once, with who said so', async () => {
    const before = world.vendor.effects.length
    const runId = await startRun(world, await flowOf())
    await world.dispatch()
    await until(world, runId, waiting)
    const [asked] = await inWorld((tx) => tx.select().from(approval).where(eq(approval.runId, runId)))
    const answer = { approvalId: asked?.id ?? '', answers: {}, note: 'Fine' }
    const answers = await Promise.all([
      decideApproval(ctx, owner, { ...answer, verdict: 'approved' }),
      decideApproval(ctx, owner, { ...answer, verdict: 'approved' }),
    ])
    expect(answers.map(({ ok }) => ok).toSorted()).toEqual([false, true])
    const done = await until(world, runId, ended)
    expect(states(done)).toEqual({ ask: 'succeeded', pay: 'succeeded', tell: 'skipped', late: 'skipped' })
    expect(await outputOf(runId, 'ask')).toMatchObject({ decision: 'approved', by: 'Olive', note: 'Fine', answers: {} })
    expect(world.vendor.effects.length - before).toBe(1)
    expect(done.steps.every(({ releaseRequestedAt }) => releaseRequestedAt === null)).toBe(true)
  })

  test('and goes on by itself when nobody answers', async () => {
    const runId = await startRun(world, await flowOf(300))
    await world.dispatch()
    const done = await until(world, runId, ended)
    expect(states(done)).toMatchObject({ pay: 'skipped', tell: 'skipped', late: 'succeeded' })
    expect(await outputOf(runId, 'ask')).toMatchObject({ decision: 'timeout', by: null })
  })

  test('and goes the way that was decided when a twin got through with the question before it came to it', async () => {
    const vendor = Promise.withResolvers<void>()
    const before = { effects: world.vendor.effects.length, requests: world.vendor.requests.length }
    const look = action('look', 'read', { connectionId: world.connectionId, control: { timeoutMs: 20_000 } })
    if (look.work.kind === 'action') look.work.policy = { ...look.work.policy, timeoutMs: 20_000 }
    const deployed = await deploy(world, {
      body: newPlan([
        look,
        approvalNode('ask'),
        placed(write('pay'), { deps: [{ node: 2, port: 'approved' }] }),
        placed(setStep('tell', constant('no')), { deps: [{ node: 2, port: 'refused' }] }),
      ]),
    })
    const runId = await startRun(world, deployed)
    world.vendor.next.push({ kind: 'hold', until: vendor.promise })
    await world.dispatch()
    // The segment has read the run's steps and is on its way to the question.
    await vi.waitFor(() => expect(world.vendor.requests.length).toBe(before.requests + 1), { timeout: 20_000 })
    const target = { workspaceId: world.workspaceId, runId, epoch: 1 }
    const sessions = createSessionOpener(world.deps)
    const twin = async () => {
      const steps = await loadSteps(world.db, target, { iterations: [''] })
      const session = await sessions.open({ ...target, planHash: deployed.planHash }, steps)
      return executeStep(world.deps, session, {
        ref: { node: 2, iteration: [] },
        signal: new AbortController().signal,
      })
    }
    expect(await twin()).toMatchObject({ status: 'held' })
    const questions = () => inWorld((tx) => tx.select().from(approval).where(eq(approval.runId, runId)))
    const [asked] = await questions()
    await decideApproval(ctx, owner, { approvalId: asked?.id ?? '', verdict: 'approved', answers: {} })
    expect(await twin()).toEqual({ status: 'succeeded', port: 'approved' })
    vendor.resolve()
    const done = await until(world, runId, ended)
    expect(done.run.state).toBe('succeeded')
    expect(states(done)).toEqual({ look: 'succeeded', ask: 'succeeded', pay: 'succeeded', tell: 'skipped' })
    expect(await questions()).toMatchObject([{ state: 'decided' }])
    expect(world.vendor.effects.length - before.effects).toBe(1)
  })

  test('and goes on although a late twin wrote down the answer and nobody was told of it', async () => {
    const deployed = await flowOf()
    const runId = await startRun(world, deployed)
    await world.dispatch()
    await until(world, runId, waiting)
    const target = { workspaceId: world.workspaceId, runId, epoch: 1 }
    // It has read the run's steps, and stands still until the answer is there.
    const steps = await loadSteps(world.db, target, { iterations: [''] })
    const twin = await createSessionOpener(world.deps).open({ ...target, planHash: deployed.planHash }, steps)
    const [asked] = await inWorld((tx) => tx.select().from(approval).where(eq(approval.runId, runId)))
    const lost = { ...ctx, engine: { ...ctx.engine, releaseStep: async () => undefined } }
    await decideApproval(lost, owner, { approvalId: asked?.id ?? '', verdict: 'approved', answers: {} })
    const step = { ref: { node: 1, iteration: [] }, signal: new AbortController().signal }
    expect(await executeStep(world.deps, twin, step)).toEqual({ status: 'succeeded', port: 'approved' })
    await release()
    const done = await until(world, runId, ended)
    expect(states(done)).toMatchObject({ ask: 'succeeded', pay: 'succeeded' })
    expect(done.steps.every(({ releaseRequestedAt }) => releaseRequestedAt === null)).toBe(true)
  })

  test('and withdraws the question when it is cancelled', async () => {
    const runId = await startRun(world, await flowOf())
    await world.dispatch()
    await until(world, runId, waiting)
    await cancelRun(ctx, owner, { runId })
    await until(world, runId, ended)
    const rows = await inWorld((tx) => tx.select().from(approval).where(eq(approval.runId, runId)))
    expect(rows.map(({ state }) => state)).toEqual(['withdrawn'])
  })
})

describe('a run calls another flow', () => {
  const field = (name: string, type: CallField['type']): CallField => ({ name, label: name, type, required: true })
  const callTrigger: Trigger = { type: 'call', input: [field('order', 'number')], output: [field('label', 'text')] }
  const answer = (value: string) => ({
    control: { id: 'give', kind: 'answer' as const, mode: 'segment' as const },
    work: {
      kind: 'answer' as const,
      name: 'Give',
      status: { kind: 'constant' as const, value: 200 },
      body: { kind: 'object' as const, fields: { label: constant(value) } },
    },
  })
  const input = (value: string | number) => ({
    fields: [{ name: 'order', label: 'Order', required: true, mapping: { kind: 'constant' as const, value } }],
  })
  const childrenOf = (parentRunId: string) =>
    inWorld((tx) => tx.select().from(run).where(eq(run.parentRunId, parentRunId)).orderBy(run.parentGeneration))
  const callee = () => deploy(world, { trigger: callTrigger, body: newPlan([write('buy'), answer('LBL-1')]) })
  /** Until the run is over: called runs are started, and callers told, as the worker's loops do. */
  const carry = async (runId: string) => {
    for (;;) {
      const children = await childrenOf(runId)
      // After they were looked up: one that comes about in between is started the next time round.
      await world.dispatch()
      for (const child of children) await until(world, child.id, (seen) => ended(seen) || waiting(seen))
      await release()
      const seen = await until(world, runId, (one) => ended(one) || waiting(one))
      if (ended(seen)) return seen
    }
  }

  test('waits for what it answers, and a step that is called again finds the run that was made', async () => {
    const called = await callee()
    const before = world.vendor.effects.length
    const body = newPlan([
      subflowNode('label', called.flowId, input(7)),
      setStep('note', { kind: 'reference', ref: { from: 'label', path: ['label'] } }),
    ])
    const runId = await startRun(world, await deploy(world, { body }))
    // As if the worker had died after the commit, and two others had been at it before.
    const { workspaceId } = world
    const call = {
      place: { node: 1, stepId: 'label', iteration: '' },
      flowId: called.flowId,
      versionId: null,
      waits: true,
      input: { order: 7 },
      subject: null,
      keyOf: async () => null,
    }
    const target = { workspaceId, runId, epoch: 1 }
    const tries = await Promise.allSettled([callFlow(world.db, target, call), callFlow(world.db, target, call)])
    expect(tries.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled'])
    await takeOverRun(world.db, target)
    const done = await carry(runId)
    expect(done.run.state).toBe('succeeded')
    expect(await outputOf(runId, 'note')).toEqual({ value: 'LBL-1' })
    expect(await childrenOf(runId)).toMatchObject([{ depth: 1, parentWaits: true, state: 'succeeded' }])
    expect(world.vendor.effects.length - before).toBe(1)
  })

  test('fails with the reason of the one it called; a retry calls anew, and takes one that has been mended since', async () => {
    const called = await callee()
    const failing = { kind: 'status' as const, status: 422 }
    const runId = await startRun(
      world,
      await deploy(world, { body: newPlan([subflowNode('label', called.flowId, input(7))]) }),
    )
    world.vendor.next.push(failing)
    const failed = await carry(runId)
    expect(failed.run).toMatchObject({ state: 'failed', reasonCode: 'call_failed' })
    expect(failed.steps[0]?.error?.message).toContain('The run that it called failed.')
    // A person mends the called run first.
    const [first] = await childrenOf(runId)
    await retryRun(ctx, owner, { runId: first?.id ?? '' })
    await world.dispatch()
    await until(world, first?.id ?? '', ({ run: { state } }) => state === 'succeeded')
    await retryRun(ctx, owner, { runId })
    await world.dispatch()
    const mended = await until(world, runId, ({ run: { state } }) => state === 'succeeded')
    expect(await childrenOf(runId)).toHaveLength(1)
    expect(mended.run.epoch).toBe(2)
    const other = await startRun(
      world,
      await deploy(world, { body: newPlan([subflowNode('label', called.flowId, input(7))]) }),
    )
    world.vendor.next.push(failing)
    await carry(other)
    await retryRun(ctx, owner, { runId: other })
    const again = await carry(other)
    expect(again.run.state).toBe('succeeded')
    expect((await childrenOf(other)).map(({ parentGeneration, state }) => [parentGeneration, state])).toEqual([
      [1, 'failed'],
      [2, 'succeeded'],
    ])
    // Done again by a person's choice, from the step itself: what it calls is done again, too.
    await retryRun(ctx, owner, { runId: other, fromStepId: 'label' })
    await carry(other)
    expect((await childrenOf(other)).map(({ parentGeneration }) => parentGeneration)).toEqual([1, 2, 3])
  })

  test('does not call anew what was called and has been removed since, unless a person wants it', async () => {
    const called = await callee()
    const body = newPlan([subflowNode('label', called.flowId, input(7))])
    const runId = await startRun(world, await deploy(world, { body }))
    await world.dispatch()
    await until(world, runId, waiting)
    const [child] = await childrenOf(runId)
    await world.dispatch()
    await until(world, child?.id ?? '', ended)
    await cancelRun(ctx, owner, { runId })
    await until(world, runId, ended)
    const before = world.vendor.effects.length
    // As if retention had removed it.
    await inWorld((tx) =>
      tx
        .update(run)
        .set({ parentRunId: null })
        .where(eq(run.id, child?.id ?? '')),
    )
    for (const epoch of [3, 4]) {
      await retryRun(ctx, owner, { runId })
      await world.dispatch()
      const gone = await until(world, runId, (seen) => seen.run.epoch === epoch && ended(seen))
      expect(gone.run).toMatchObject({ state: 'failed', reasonCode: 'call_gone' })
    }
    expect(world.vendor.effects.length).toBe(before)
    await retryRun(ctx, owner, { runId, fromStepId: 'label' })
    expect((await carry(runId)).run.state).toBe('succeeded')
    expect(world.vendor.effects.length - before).toBe(1)
  })

  test('starts one and goes on at once', async () => {
    const called = await callee()
    const body = newPlan([subflowNode('label', called.flowId, { ...input(7), mode: 'start' }), write('after')])
    const runId = await startRun(world, await deploy(world, { body }))
    await world.dispatch()
    const done = await until(world, runId, ended)
    const [child] = await childrenOf(runId)
    expect(done.run.state).toBe('succeeded')
    expect(await outputOf(runId, 'label')).toEqual({ runId: child?.id })
    await world.dispatch()
    await until(world, child?.id ?? '', ended)
  })

  test('calls the version that it is pinned to, whichever is live', async () => {
    const called = await callee()
    const planHash = newId()
    const [second, { workspaceId }] = [newId(), world]
    await inWorld(async (tx) => {
      const [first] = await tx.select().from(flowVersion).where(eq(flowVersion.id, called.versionId))
      if (first === undefined) throw new Error('the called flow has no version')
      await tx.insert(plan).values({ workspaceId, hash: planHash, body: newPlan([answer('LBL-2')]) })
      await tx.insert(flowVersion).values({ ...first, id: second, number: 2, planHash })
      await tx.update(flow).set({ liveVersionId: second }).where(eq(flow.id, called.flowId))
    })
    const labelBy = async (versionId: string | null) => {
      const body = newPlan([subflowNode('label', called.flowId, { ...input(7), versionId })])
      const done = await carry(await startRun(world, await deploy(world, { body })))
      return [done.run.state, await outputOf(done.run.id, 'label')]
    }
    expect(await labelBy(called.versionId)).toEqual(['succeeded', { label: 'LBL-1' }])
    expect(await labelBy(null)).toEqual(['succeeded', { label: 'LBL-2' }])
  })

  test('says which field does not fit, which flow is off, and that calls went too deep', async () => {
    const called = await callee()
    const reasonOf = async (nodes: Parameters<typeof newPlan>[0]) => {
      const runId = await startRun(world, await deploy(world, { body: newPlan(nodes) }))
      await world.dispatch()
      const { steps } = await until(world, runId, ended)
      return steps[0]?.error
    }
    expect(await reasonOf([subflowNode('label', called.flowId, input('seven'))])).toMatchObject({
      code: 'input_invalid',
      field: 'order',
      message: '“Returns desk” was not called: “order” takes a number, and got text.',
    })
    const untyped = await deploy(world, { trigger: { ...callTrigger, input: [] }, body: newPlan([answer('x')]) })
    await inWorld((tx) => tx.update(flow).set({ enabled: false }).where(eq(flow.id, untyped.flowId)))
    expect((await reasonOf([subflowNode('label', untyped.flowId)]))?.code).toBe('flow_off')
    const plain = await deploy(world, { body: newPlan([answer('x')]) })
    expect((await reasonOf([subflowNode('label', plain.flowId)]))?.code).toBe('not_callable')
    const flowId = newId()
    const trigger: Trigger = { type: 'call', input: [], output: [] }
    const own = await deploy(world, { flowId, trigger, body: newPlan([subflowNode('itself', flowId)]) })
    const first = await startRun(world, own)
    const chain = [first]
    for (let depth = 1; depth <= 8; depth++) {
      await world.dispatch()
      await until(world, chain.at(-1) ?? '', waiting)
      chain.push((await childrenOf(chain.at(-1) ?? ''))[0]?.id ?? '')
    }
    await world.dispatch()
    const deepest = await until(world, chain.at(-1) ?? '', ended)
    expect(deepest.steps[0]?.error?.code).toBe('too_deep')
    for (const runId of chain.toReversed().slice(1)) {
      await release()
      await until(world, runId, ended)
    }
    expect((await until(world, first, ended)).run.reasonCode).toBe('call_failed')
  })

  test('keeps the order of the called flow, and lets what has the turn already go along', async () => {
    const trigger: Trigger = { type: 'call', input: [], output: [] }
    const inOrder = async (body: Plan) => {
      const deployed = await deploy(world, { trigger, body })
      const order = { key: constant('same'), queue: 'desk', whenOpen: 'queue', olderVersion: 'run' } as const
      await inWorld((tx) =>
        tx.update(flowTrigger).set({ runs: { order } }).where(eq(flowTrigger.id, deployed.triggerId)),
      )
      return deployed
    }
    const asking = await inOrder(newPlan([approvalNode('ask')]))
    const outer = await inOrder(newPlan([subflowNode('inner', asking.flowId)]))
    const caller = (flowId: string) => deploy(world, { body: newPlan([subflowNode('label', flowId)]) })
    const first = await startRun(world, await caller(outer.flowId))
    await world.dispatch()
    await until(world, first, waiting)
    const [middle] = await childrenOf(first)
    await world.dispatch()
    await until(world, middle?.id ?? '', waiting)
    const [inner] = await childrenOf(middle?.id ?? '')
    expect([middle?.orderKey, inner?.orderKey]).toEqual(['q:desk:same', null])
    await world.dispatch()
    await until(world, inner?.id ?? '', waiting)
    const second = await startRun(world, await caller(asking.flowId))
    await world.dispatch()
    await until(world, second, waiting)
    await world.dispatch()
    const later = async () => (await childrenOf(second))[0]
    expect(await later()).toMatchObject({ state: 'queued', hasTurn: false })
    await cancelRun(ctx, owner, { runId: first })
    // What goes along with a turn is waited for as well.
    for (const one of [middle, inner]) await until(world, one?.id ?? '', ended)
    await world.dispatch()
    await until(world, (await later())?.id ?? '', waiting)
  })

  test('is cancelled with it, and the one that waits hears when the called one is', async () => {
    const trigger: Trigger = { type: 'call', input: [], output: [] }
    const asking = await deploy(world, { trigger, body: newPlan([approvalNode('ask')]) })
    const body = newPlan([subflowNode('label', asking.flowId)])
    const begin = async () => {
      const runId = await startRun(world, await deploy(world, { body }))
      await world.dispatch()
      await until(world, runId, waiting)
      await world.dispatch()
      const child = (await childrenOf(runId))[0]?.id ?? ''
      await until(world, child, waiting)
      return { runId, child }
    }
    const one = await begin()
    await cancelRun(ctx, owner, { runId: one.runId })
    expect((await until(world, one.child, ended)).run).toMatchObject({ state: 'cancelled' })
    expect((await until(world, one.runId, ended)).run.state).toBe('cancelled')
    const other = await begin()
    await cancelRun(ctx, owner, { runId: other.child })
    await until(world, other.child, ended)
    // The wake-up was lost: the reconciler makes it good.
    await reconcile(world.db, world.client, { silentMs: 3_600_000, cancelGraceMs: 3_600_000, onError: fail })
    expect((await until(world, other.runId, ended)).run).toMatchObject({
      state: 'failed',
      reasonCode: 'call_cancelled',
    })
  })
})
