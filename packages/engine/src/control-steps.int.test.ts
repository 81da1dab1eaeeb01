import { testDatabase } from '@patchbay/db/testing'
import { compile } from '@patchbay/flow/compile'
import type { BranchCase, Step, StopStep } from '@patchbay/flow/document'
import type { Json } from '@patchbay/flow/json'
import type { Mapping } from '@patchbay/flow/mapping'
import type { Plan } from '@patchbay/flow/plan'
import { useDatabase, useTemporal } from '@patchbay/local-stack/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ended, states, until } from './testing/observe.ts'
import { vendorConnector } from './testing/vendor.ts'
import { openWorld, type World } from './testing/world.ts'

/** Steps of the smaller kinds, drawn, compiled and run. */

const SOON_MS = 1_500

const database = useDatabase(testDatabase)
const temporal = useTemporal()
let world: World

beforeAll(async () => {
  world = await openWorld({ appUrl: database.appUrl, address: temporal.address, namespace: temporal.namespace })
}, 60_000)
afterAll(() => world?.close())

const runOf = async (steps: Step[], item: Json, cables?: readonly Cable[]) => {
  const { runId } = await world.start(planned(steps, cables), item)
  await world.dispatch()
  return until(world, runId, ended)
}

describe('go on only when', () => {
  const large: Step = {
    ...at('large', 'Is it large?'),
    kind: 'filter',
    condition: { kind: 'compare', left: from('start', 'total'), operator: 'at_least', right: fixed(500) },
  }

  test('what follows runs where the condition holds, and is skipped where it does not', async () => {
    const holds = await runOf([large, note('after'), note('last')], { total: 500 })
    expect([holds.run.state, states(holds)]).toMatchObject(['succeeded', { after: 'succeeded', last: 'succeeded' }])
    const fails = await runOf([large, note('after'), note('last')], { total: 499 })
    expect([fails.run.state, states(fails)]).toMatchObject(['succeeded', { after: 'skipped', last: 'skipped' }])
  })
})

describe('go by one value', () => {
  const way = (id: string, value: Json): BranchCase => ({
    id,
    label: String(value),
    condition: { kind: 'compare', left: from('start', 'country'), operator: 'equals', right: fixed(value) },
  })
  const country: Step = {
    ...at('country', 'Where to?'),
    kind: 'branch',
    cases: [way('se', 'SE'), way('no', 'NO')],
    otherwiseLabel: '',
  }
  const cables: Cable[] = [
    ['start', 'country'],
    ['country', 'sweden', 'se'],
    ['country', 'norway', 'no'],
    ['country', 'elsewhere', 'otherwise'],
  ]

  test.each([
    ['SE', { sweden: 'succeeded', norway: 'skipped', elsewhere: 'skipped' }],
    ['NO', { sweden: 'skipped', norway: 'succeeded', elsewhere: 'skipped' }],
    ['DK', { sweden: 'skipped', norway: 'skipped', elsewhere: 'succeeded' }],
    [null, { sweden: 'skipped', norway: 'skipped', elsewhere: 'succeeded' }],
  ])('%s takes its own way, and every other is skipped', async (value, expected) => {
    const steps = [country, note('sweden'), note('norway'), note('elsewhere')]
    const done = await runOf(steps, { country: value }, cables)
    expect([done.run.state, states(done)]).toMatchObject(['succeeded', expected])
  })
})

describe('wait for a while', () => {
  const pause: Step = { ...at('pause', 'Wait'), kind: 'wait', wait: { kind: 'duration', ms: from('start', 'ms') } }

  test('what follows begins once that time has passed, and not before', async () => {
    const done = await runOf([pause, note('after')], { ms: SOON_MS })
    expect(states(done)).toMatchObject({ pause: 'succeeded', after: 'succeeded' })
    const begun = (id: string) => done.steps.find(({ stepId }) => stepId === id)?.startedAt.getTime() ?? 0
    expect(begun('after') - begun('pause')).toBeGreaterThanOrEqual(SOON_MS)
  })
})

describe('wait until a time', () => {
  const pause: Step = { ...at('pause', 'Wait for it'), kind: 'wait', wait: { kind: 'until', at: from('start', 'at') } }

  test('goes on at that time and not before; at once when it is over', async () => {
    const time = new Date(Date.now() + SOON_MS)
    const later = await runOf([pause, note('after')], { at: time.toISOString() })
    expect(states(later)).toMatchObject({ pause: 'succeeded', after: 'succeeded' })
    const begun = later.steps.find(({ stepId }) => stepId === 'after')?.startedAt.getTime()
    expect(begun).toBeGreaterThanOrEqual(time.getTime())
    const past = await runOf([pause, note('after')], { at: '2020-01-01T00:00:00Z' })
    expect([past.run.state, states(past)]).toMatchObject(['succeeded', { pause: 'succeeded', after: 'succeeded' }])
  })
})

describe('stop here', () => {
  const end = (outcome: StopStep['outcome']): Step => ({
    ...at('end', 'Stop here'),
    kind: 'stop',
    outcome,
    message: { kind: 'template', parts: [{ text: 'Not paid: ' }, { ref: { from: 'start', path: ['name'] } }] },
  })

  test.each(['succeeded', 'failed', 'cancelled'] as const)(
    'ends the run as %s with its message; what waits beside it begins nothing more',
    async (outcome) => {
      const hour: Step = {
        ...at('pause', 'Wait an hour'),
        kind: 'wait',
        wait: { kind: 'duration', ms: fixed(3_600_000) },
      }
      const ways: Cable[] = [
        ['start', 'pause'],
        ['pause', 'after'],
        ['start', 'before'],
        ['before', 'end'],
      ]
      const done = await runOf([hour, note('after'), note('before'), end(outcome)], { name: '#1042' }, ways)
      expect(done.run.state).toBe(outcome)
      expect(states(done)).toMatchObject({ before: 'succeeded', end: 'succeeded' })
      expect(states(done)).not.toHaveProperty('after', 'succeeded')
      expect(done.steps.find(({ stepId }) => stepId === 'end')?.notes).toEqual(['Not paid: #1042'])
    },
  )
})

type Cable = readonly [from: string, to: string, port?: string]

/** One after the other behind a start, where no cables are given. */
function planned(steps: Step[], cables?: readonly Cable[]): Plan {
  const all: Step[] = [{ ...at('start', 'Start'), kind: 'trigger', trigger: { type: 'api' } }, ...steps]
  const inARow = steps.map(({ id }, index): Cable => [all[index]?.id ?? '', id])
  const edges = (cables ?? inARow).map(([start, to, port = 'out']) => ({ id: `${start}_${to}`, from: start, port, to }))
  const compiled = compile(
    { schemaVersion: 1, steps: all, edges, notes: [] },
    { manifests: { vendor: vendorConnector.manifest } },
  )
  if (!compiled.ok) throw new Error(compiled.error.map(({ message }) => message).join(' '))
  return compiled.value.plan
}

function at(id: string, name: string) {
  return { id, name, position: { x: 0, y: 0 } }
}

function from(step: string, ...path: string[]): Mapping & { kind: 'reference' } {
  return { kind: 'reference', ref: { from: step, path } }
}

function fixed(value: Json): Mapping {
  return { kind: 'constant', value }
}

function note(id: string): Step {
  return { ...at(id, id), kind: 'set', fields: { done: fixed(true) } }
}
