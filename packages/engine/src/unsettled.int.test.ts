import { revokeConnection } from '@patchbay/core/connections/revoke-connection'
import { decide } from '@patchbay/core/runs/decide'
import { loadSteps } from '@patchbay/core/runs/load-steps'
import { newId } from '@patchbay/db/ids'
import { connection, run, stepRun } from '@patchbay/db/schema'
import { testDatabase } from '@patchbay/db/testing'
import { useDatabase, useTemporal } from '@patchbay/local-stack/testing'
import { eq, sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { executeStep } from './activities/execute-step.ts'
import { createSessionOpener } from './activities/run-session.ts'
import { ended, until } from './testing/observe.ts'
import { action, planOf } from './testing/plans.ts'
import { type Desk, openDesk } from './testing/problem-desk.ts'
import type { World } from './testing/world.ts'

const database = useDatabase(testDatabase)
const temporal = useTemporal()
let desk: Desk
let world: World

beforeAll(async () => {
  desk = await openDesk({ appUrl: database.appUrl, address: temporal.address, namespace: temporal.namespace })
  ;({ world } = desk)
}, 60_000)
afterAll(() => desk?.close())

async function newConnection(): Promise<string> {
  const [row] = await desk.inside((tx) =>
    tx
      .insert(connection)
      .values({
        id: newId(),
        workspaceId: world.workspaceId,
        connector: 'vendor',
        name: 'Vendor',
        environment: 'sandbox',
        origin: world.vendor.origin,
        secretId: newId(),
        state: 'working',
      })
      .returning(),
  )
  return row?.id ?? ''
}

/** Both: what is looked at one after the other may stand on both sides of a change. */
const isAsked = ({ decisions, steps }: Awaited<ReturnType<typeof until>>) =>
  decisions.some(({ state }) => state === 'open') && steps[0]?.state === 'needs_attention'
const revoke = (connectionId: string) =>
  revokeConnection(
    desk.ctx,
    { kind: 'user', userId: world.workspaceId, name: 'Tamsin', workspaceId: world.workspaceId, role: 'owner' },
    { connectionId },
  )

describe('a write that may have been applied', () => {
  test('is put before a person, not called failed, when its connection is revoked before anybody could look', async () => {
    const connectionId = await newConnection()
    const before = world.vendor.effects.length
    world.vendor.next.push({ kind: 'apply_then_cut' }, { kind: 'status', status: 401 })
    const ship = action('ship', 'looked', { connectionId })
    // Three times as long it waits before it looks.
    if (ship.work.kind === 'action') ship.work.policy = { ...ship.work.policy, timeoutMs: 3_000 }
    const { runId } = await world.start(planOf([ship]))
    await world.dispatch()
    await until(world, runId, ({ steps }) => steps[0]?.error?.code === 'auth_expired')
    expect(await revoke(connectionId)).toMatchObject({ ok: true })
    const asked = await until(world, runId, (seen) => ended(seen) || isAsked(seen))
    expect(asked.decisions).toMatchObject([{ kind: 'unknown', state: 'open' }])
    expect(asked.steps[0]).toMatchObject({ state: 'needs_attention', generation: 1, sentAt: expect.any(Date) })
    expect(asked.steps[0]?.error?.message).toContain('revoked')
    expect(world.vendor.effects.length - before).toBe(1)
    // Told that it did not go through, it fails with what keeps it from being sent.
    const [question] = asked.decisions
    await decide(desk.ctx, desk.operator, { decisionId: question?.id ?? '', verdict: 'again' })
    const failed = await until(world, runId, ended)
    expect(failed.run.state).toBe('failed')
    expect(failed.steps[0]).toMatchObject({ sentAt: null, error: { code: 'invalid_input' } })
  })

  test('nor is one that may be repeated, when its connector is gone before the repeat', async () => {
    world.vendor.next.push({ kind: 'apply_then_cut' })
    const { loadConnector } = world.deps
    let loads = 0
    world.deps.loadConnector = async (id) => (++loads > 1 ? null : loadConnector(id))
    const mail = action('mail', 'unsafe', { connectionId: world.connectionId, work: { onUnknown: 'may_repeat' } })
    const { runId } = await world.start(planOf([mail]))
    await world.dispatch()
    const asked = await until(world, runId, (seen) => ended(seen) || isAsked(seen))
    world.deps.loadConnector = loadConnector
    expect(asked.steps[0]).toMatchObject({ state: 'needs_attention', generation: 1, sentAt: expect.any(Date) })
  })
})

test('a call that is refused because its connection was revoked under it fails, and waits for nobody to mend that', async () => {
  const connectionId = await newConnection()
  world.vendor.next.push({ kind: 'status', status: 401 })
  const { openTransport } = world.deps
  world.deps.openTransport = (origin) => async (request) => {
    const answer = await openTransport(origin)(request)
    await revoke(connectionId)
    return answer
  }
  const { runId } = await world.start(planOf([action('late', 'keyed', { connectionId })]))
  await world.dispatch()
  const done = await until(world, runId, ended)
  world.deps.openTransport = openTransport
  expect(done.run.state).toBe('failed')
  expect(done.steps[0]?.error?.message).toContain('revoked')
})

test('a key that its vendor has forgotten is not sent again by a worker whose clock is behind', async () => {
  const { runId } = await world.start(planOf([action('pay', 'keyed', { connectionId: world.connectionId })]))
  const [row] = await desk.inside((tx) => tx.select().from(run).where(eq(run.id, runId)))
  const planHash = row?.planHash ?? ''
  const target = { workspaceId: world.workspaceId, runId, epoch: 1 }
  const execute = async () => {
    const steps = await loadSteps(world.db, target, { iterations: [''] })
    const session = await createSessionOpener(world.deps).open({ ...target, planHash }, steps)
    const signal = new AbortController().signal
    return executeStep(world.deps, session, { ref: { node: 1, iteration: [] }, signal })
  }
  world.vendor.next.push({ kind: 'apply_then_cut' })
  expect(await execute()).toMatchObject({ status: 'retry', unsure: true })
  const calls = world.vendor.requests.length
  await desk.inside((tx) =>
    tx.update(stepRun).set({ keyUsedAt: sql`now() - interval '2 hours'` }).where(eq(stepRun.runId, runId)),
  )
  vi.setSystemTime(Date.now() - 3 * 3_600_000)
  expect(await execute().finally(() => vi.useRealTimers())).toMatchObject({ status: 'held', reason: 'decision' })
  expect(world.vendor.requests).toHaveLength(calls)
})
