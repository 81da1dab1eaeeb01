import { randomUUID } from 'node:crypto'
import { workErasure } from '@patchbay/core/erasure/work-erasure'
import { loadSteps } from '@patchbay/core/runs/load-steps'
import { newId } from '@patchbay/db/ids'
import { inWorkspace } from '@patchbay/db/in-workspace'
import type { ObjectStore } from '@patchbay/db/object-store'
import { leaseErasure } from '@patchbay/db/payload-functions'
import { blob, erasure, payload } from '@patchbay/db/schema'
import { testDatabase } from '@patchbay/db/testing'
import type { Mapping } from '@patchbay/flow/mapping'
import { useDatabase, useTemporal } from '@patchbay/local-stack/testing'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { runWorkflowId } from './contract.ts'
import { ended, outputOf, until } from './testing/observe.ts'
import { action, constant, placed, planOf, reference, setStep } from './testing/plans.ts'
import { release } from './testing/release.ts'
import { openWorld, type World } from './testing/world.ts'

const database = useDatabase(testDatabase)
const temporal = useTemporal()
let world: World

beforeAll(async () => {
  const large = { fromBytes: 1_000, maxBytes: 5_000, objects: null }
  world = await openWorld({ appUrl: database.appUrl, address: temporal.address, namespace: temporal.namespace, large })
}, 60_000)
afterAll(() => world?.close())

const inTx = <T>(work: Parameters<typeof inWorkspace<T>>[2]) => inWorkspace(world.db, world.workspaceId, work)
const text = (mapping: Mapping) => ({ fields: [{ name: 'text', label: 'Text', required: true, mapping }] })

test('a large value lies in a blob, and the steps after it are given it whole', async () => {
  const long = 'räksmörgås '.repeat(200)
  const plan = planOf([
    setStep('long', constant(long)),
    action('send', 'keyed', { connectionId: world.connectionId, work: text(reference('long', 'value')) }),
  ])
  const before = world.vendor.requests.length
  const { runId } = await world.start(plan)
  await world.dispatch()
  expect((await until(world, runId, ended)).run.state).toBe('succeeded')
  const sent = world.vendor.requests.slice(before).map(({ body }) => JSON.parse(body))
  expect(sent).toEqual([{ text: long }])
  // What the first gave, and what the second was given.
  expect((await inTx((tx) => tx.select({ id: blob.id }).from(blob))).length).toBeGreaterThanOrEqual(2)
  const target = { workspaceId: world.workspaceId, runId }
  const steps = await loadSteps(world.db, target, { iterations: [''] })
  expect(steps.find(({ node }) => node === 1)?.output).toEqual({ value: long })
})

test('a step over the limit fails alone, with the sizes in words, and its neighbour goes on', async () => {
  const plan = planOf([
    setStep('huge', constant('x'.repeat(9_000))),
    placed(action('neighbour', 'keyed', { connectionId: world.connectionId }), { deps: [{ node: 0, port: 'out' }] }),
  ])
  const before = world.vendor.effects.length
  const { runId } = await world.start(plan)
  await world.dispatch()
  const done = await until(world, runId, ended)
  expect(done.run).toMatchObject({ state: 'failed', reasonCode: 'output_too_large' })
  expect(done.steps.map(({ stepId, state }) => [stepId, state])).toEqual([
    ['huge', 'failed'],
    ['neighbour', 'succeeded'],
  ])
  expect(done.steps[0]?.error?.message).toContain('gave 8.8 kB; a step may give 4.9 kB at most')
  expect(world.vendor.effects.length - before).toBe(1)
})

describe('an action that answers more than a step may give', () => {
  const wordy = { kind: 'wordy', characters: 9_000 } as const
  const of = (work: NonNullable<Parameters<typeof action>[2]['work']>) =>
    planOf([
      action('write', 'keyed', { connectionId: world.connectionId, work }),
      setStep('after', reference('write', 'id')),
    ])

  test('goes on with its default where its author wants that', async () => {
    world.vendor.next.push(wordy)
    const output = { kind: 'constant', value: { id: 'none' } } as const
    const { runId } = await world.start(of({ ifFails: { kind: 'default', output } }))
    await world.dispatch()
    const done = await until(world, runId, ended)
    expect(done.run.state).toBe('succeeded')
    expect(done.steps[0]).toMatchObject({
      state: 'succeeded',
      error: { code: 'output_too_large' },
      notes: [expect.stringContaining('default')],
    })
    expect(await outputOf(world, { runId, stepId: 'after' })).toEqual({ value: 'none' })
  })

  test('is put before a person where its author wants to be asked, and is not applied twice', async () => {
    world.vendor.next.push(wordy)
    const { runId } = await world.start(of({ ifFails: { kind: 'ask' } }))
    await world.dispatch()
    const asked = await until(world, runId, ({ run: { state } }) => state === 'needs_attention')
    const applied = world.vendor.effects.length
    expect(asked.decisions).toMatchObject([{ kind: 'failed' }])
    await release(world, { runId, stepId: 'write' }, { state: 'retrying', roundFrom: 1 })
    expect((await until(world, runId, ended)).run.state).toBe('succeeded')
    expect(world.vendor.effects.length).toBe(applied)
  })
})

test('an erased person is in no table and was never in Temporal', async () => {
  const email = 'ada.byron@brindle.example'
  const plan = planOf([
    setStep('note', { kind: 'template', parts: [{ text: 'For ' }, { ref: { from: 'start', path: ['email'] } }] }),
    action('send', 'keyed', { connectionId: world.connectionId, work: text(reference('start', 'email')) }),
  ])
  const { runId } = await world.start(plan, { email, order: 'B-1042', customer: { first_name: 'Ada' } })
  await world.dispatch()
  expect((await until(world, runId, ended)).run.state).toBe('succeeded')
  const stored = async () => JSON.stringify(await inTx((tx) => tx.select({ json: payload.json }).from(payload)))
  expect((await stored()).split(email).length - 1).toBe(3)

  const handle = world.client.workflow.getHandle(runWorkflowId(runId, 1))
  await handle.result()
  const history = JSON.stringify(await handle.fetchHistory())
  const inside = [...history.matchAll(/"data":"([^"]+)"/g)].map(([, data]) =>
    Buffer.from(data ?? '', 'base64').toString(),
  )
  expect(inside.length).toBeGreaterThan(2)
  for (const told of [email, 'B-1042', 'Ada']) {
    expect(history).not.toContain(told)
    expect(inside.join('\n')).not.toContain(told)
  }

  const id = newId()
  const { workspaceId } = world
  const asked = {
    kind: 'email' as const,
    value: email,
    fingerprint: 'f',
    requestedBy: 'Tamsin',
    confirmedAt: new Date(),
  }
  await inTx((tx) => tx.insert(erasure).values({ id, workspaceId, ...asked, state: 'erasing' }))
  const leaseId = randomUUID()
  const leased = await leaseErasure(world.db, leaseId, 60_000)
  if (leased === null) throw new Error('nothing to erase')
  await workErasure(world.db, { ...leased, leaseId }, () => true)
  const [done] = await inTx((tx) => tx.select().from(erasure).where(eq(erasure.id, id)))
  expect(done).toMatchObject({ state: 'done', value: null, erased: { payload: 3 } })
  expect(await stored()).not.toContain(email)
})

test('a store that is away when a call has gone through is waited for, and the call is not made again', async () => {
  const kept = new Map<string, Uint8Array>()
  let away = 2
  const objects: ObjectStore = {
    put: async (key, body) => {
      if (away-- > 0) throw new Error('The store is away.')
      kept.set(key, body)
    },
    get: async function* (key) {
      const found = kept.get(key)
      if (found === undefined) throw new Error(`no object ${key}`)
      yield found
    },
    remove: async (key) => void kept.delete(key),
  }
  const at = { appUrl: database.appUrl, address: temporal.address, namespace: temporal.namespace }
  // Else its worker, which has no such store, might take the run.
  await world.stopWorking()
  const own = await openWorld({ ...at, large: { fromBytes: 1_000, maxBytes: 5_000, objects } })
  try {
    own.vendor.next.push({ kind: 'wordy', characters: 2_000 })
    const { runId } = await own.start(
      planOf([
        action('write', 'keyed', { connectionId: own.connectionId }),
        setStep('after', reference('write', 'note')),
      ]),
    )
    await own.dispatch()
    expect((await until(own, runId, ended)).run.state).toBe('succeeded')
    expect(own.vendor.requests).toHaveLength(1)
    expect(away).toBeLessThan(0)
  } finally {
    await own.close()
  }
})
