import { testDatabase } from '@patchbay/db/testing'
import { useDatabase, useTemporal } from '@patchbay/local-stack/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ended, outputOf, until } from './testing/observe.ts'
import { action, planOf, reference, setStep } from './testing/plans.ts'
import { release } from './testing/release.ts'
import { openWorld, type World } from './testing/world.ts'

const database = useDatabase(testDatabase)
const temporal = useTemporal()
let world: World

beforeAll(async () => {
  world = await openWorld({ appUrl: database.appUrl, address: temporal.address, namespace: temporal.namespace })
}, 60_000)
afterAll(() => world?.close())

describe('a step that fails for good', () => {
  const refused = (ifFails: Parameters<typeof action>[2]['work']) =>
    planOf([
      action('write', 'keyed', { connectionId: world.connectionId, work: ifFails ?? {} }),
      setStep('after', reference('write', 'id')),
    ])

  test('goes on with its default, which says what it stands for', async () => {
    world.vendor.next.push({ kind: 'status', status: 422 })
    const output = { kind: 'constant', value: { id: 'none' } } as const
    const { runId } = await world.start(refused({ ifFails: { kind: 'default', output } }))
    await world.dispatch()
    const done = await until(world, runId, ended)
    expect(done.run.state).toBe('succeeded')
    expect(done.steps[0]).toMatchObject({
      state: 'succeeded',
      error: { code: 'invalid_input' },
      notes: [expect.stringContaining('default')],
    })
    expect(await outputOf(world, { runId, stepId: 'after' })).toEqual({ value: 'none' })
  })

  test('or asks, and goes on when somebody lets it try again', async () => {
    world.vendor.next.push({ kind: 'status', status: 422 })
    const { runId } = await world.start(refused({ ifFails: { kind: 'ask' } }))
    await world.dispatch()
    const asked = await until(world, runId, ({ run: { state } }) => state === 'needs_attention')
    expect(asked.decisions).toHaveLength(1)
    expect(asked.decisions[0]?.kind).toBe('failed')
    await release(world, { runId, stepId: 'write' }, { state: 'retrying', roundFrom: 1 })
    const done = await until(world, runId, ended)
    expect(done.run.state).toBe('succeeded')
    expect(done.attempts.map(({ outcome, generation }) => [outcome, generation])).toEqual([
      ['failed', 1],
      ['succeeded', 2],
    ])
  })
})
