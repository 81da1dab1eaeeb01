import type { Principal } from '@patchbay/core/principal'
import { getRun } from '@patchbay/core/runs/get-run'
import { openCore, type TestCore } from '@patchbay/core/testing/open-core'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { flowVersion, payload, stepRun } from '@patchbay/db/schema'
import { testDatabase } from '@patchbay/db/testing'
import { compile } from '@patchbay/flow/compile'
import type { FlowDocument, Step } from '@patchbay/flow/document'
import type { Mapping } from '@patchbay/flow/mapping'
import type { Plan } from '@patchbay/flow/plan'
import { useDatabase, useTemporal } from '@patchbay/local-stack/testing'
import { and, eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ended, states, until } from './testing/observe.ts'
import { vendorConnector } from './testing/vendor.ts'
import { openWorld, type World } from './testing/world.ts'

const database = useDatabase(testDatabase)
const temporal = useTemporal()
let world: World
let core: TestCore

beforeAll(async () => {
  world = await openWorld({ appUrl: database.appUrl, address: temporal.address, namespace: temporal.namespace })
  core = openCore(database.appUrl)
}, 60_000)
afterAll(async () => {
  await core?.close()
  await world?.close()
})

test('what is drawn runs: items collected, lanes joined, passes repeated, a failure undone, caught and tidied up', async () => {
  const document = drawn(world.connectionId)
  const from = world.vendor.requests.length
  const { runId } = await world.start(mustCompile(document), { lines: ['a', 'b', 'c'] })
  await world.dispatch()
  const done = await until(world, runId, ended)
  expect([done.run.state, done.run.reason]).toEqual(['succeeded', null])
  expect(states(done)).toMatchObject({
    'note[0]': 'succeeded',
    'note[1]': 'succeeded',
    quick: 'succeeded',
    book: 'succeeded',
    unbook: 'succeeded',
    breaks: 'failed',
    excuse: 'succeeded',
    tidy: 'succeeded',
    'look[0]': 'succeeded',
    sum: 'succeeded',
  })
  expect(await outputOf(runId, 'sum')).toMatchObject({
    items: [
      { ok: true, output: { of: ['a', 'b'] } },
      { ok: true, output: { of: ['c'] } },
    ],
    stepThatFailed: 'Break',
  })
  const sent = world.vendor.requests.slice(from).filter(({ method }) => method === 'POST')
  expect(sent.map(({ body }) => JSON.parse(body).text)).toEqual(['book it', expect.stringMatching(/^made_/)])

  // The page of a run reads what the engine has written.
  await inWorkspace(world.db, world.workspaceId, (tx) =>
    tx.update(flowVersion).set({ document }).where(eq(flowVersion.id, done.run.versionId)),
  )
  const page = await getRun(core.ctx, owner(), { runId })
  if (!page.ok) throw new Error(page.error.message)
  expect(page.value.items).toEqual([
    { stepId: 'each', states: { succeeded: 2 }, total: 2, limit: null },
    { stepId: 'wait', states: { succeeded: 1 }, total: null, limit: 3 },
  ])
  expect(page.value.steps.find(({ stepId }) => stepId === 'unbook')).toMatchObject({ state: 'succeeded' })
})

function mustCompile(document: FlowDocument): Plan {
  const compiled = compile(document, { manifests: { vendor: vendorConnector.manifest } })
  if (!compiled.ok) throw new Error(compiled.error.map(({ message }) => message).join(' '))
  return compiled.value.plan
}

const owner = (): Principal => ({
  kind: 'user',
  userId: world.workspaceId,
  name: 'Tamsin',
  workspaceId: world.workspaceId,
  role: 'owner',
})

const outputOf = (runId: string, stepId: string) =>
  inWorkspace(world.db, world.workspaceId, async (tx) => {
    const [row] = await tx
      .select({ json: payload.json })
      .from(stepRun)
      .innerJoin(payload, eq(payload.id, stepRun.outputPayloadId))
      .where(and(eq(stepRun.runId, runId), eq(stepRun.stepId, stepId)))
    return row?.json
  })

const from = (step: string, ...path: string[]): Mapping & { kind: 'reference' } => ({
  kind: 'reference',
  ref: { from: step, path },
})
const fixed = (value: string | number): Mapping => ({ kind: 'constant', value })
const at = (id: string, name: string) => ({ id, name, position: { x: 0, y: 0 } })

function drawn(connectionId: string): FlowDocument {
  const vendor = (action: string, input: Record<string, Mapping>) =>
    ({ kind: 'action', connector: 'vendor', action, connectionId, input }) as const
  const steps: Step[] = [
    { ...at('start', 'Start'), kind: 'trigger', trigger: { type: 'api' } },
    {
      ...at('each', 'For each two lines'),
      kind: 'loop',
      list: from('start', 'lines'),
      concurrency: 2,
      onItemError: 'stop',
      batchSize: 2,
      collect: 'note',
    },
    { ...at('note', 'Note them'), parent: 'each', kind: 'set', fields: { of: from('each', 'item') } },
    { ...at('race', 'Whichever is first'), kind: 'parallel', join: { kind: 'any' } },
    { ...at('quick', 'The quick way'), parent: 'race', kind: 'set', fields: { way: fixed('quick') } },
    { ...at('other', 'The other way'), parent: 'race', ...vendor('read', {}) },
    { ...at('ship', 'Ship it, or undo'), kind: 'scope', compensate: true },
    { ...at('book', 'Book it'), parent: 'ship', ...vendor('keyed', { text: fixed('book it') }) },
    { ...at('unbook', 'Take it back'), parent: 'ship', ...vendor('keyed', { text: from('book', 'id') }) },
    {
      ...at('breaks', 'Break'),
      parent: 'ship',
      kind: 'set',
      fields: { x: { ...from('start', 'gone'), ifMissing: { kind: 'error' } } },
    },
    {
      ...at('excuse', 'Say sorry'),
      parent: 'ship',
      lane: 'catch',
      kind: 'set',
      fields: { failed: from('ship', 'error', 'step') },
    },
    { ...at('tidy', 'Tidy up'), parent: 'ship', lane: 'finally', kind: 'set', fields: { tidy: fixed('yes') } },
    {
      ...at('wait', 'Until there was an effect'),
      kind: 'repeat',
      until: { kind: 'compare', left: from('look', 'n'), operator: 'at_least', right: fixed(2) },
      maxTimes: 3,
      delayMs: 10,
      atLimit: 'fail',
    },
    { ...at('look', 'Look'), parent: 'wait', ...vendor('read', {}) },
    {
      ...at('sum', 'Sum it up'),
      kind: 'set',
      fields: { items: from('each', 'results'), stepThatFailed: from('excuse', 'failed') },
    },
  ]
  const cables = ['start each', 'each race', 'race ship', 'ship wait', 'wait sum', 'book breaks']
  const edges = cables.map((ends) => {
    const [start = '', to = ''] = ends.split(' ')
    return { id: ends.replace(' ', '_'), from: start, port: 'out', to }
  })
  return {
    schemaVersion: 1,
    steps,
    edges: [...edges, { id: 'u', from: 'book', port: 'undo', to: 'unbook' }],
    notes: [],
  }
}
