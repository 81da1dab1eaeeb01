import { acceptTick, markScheduleApplied } from '@patchbay/db/functions'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { flowTrigger } from '@patchbay/db/schema'
import { testDatabase } from '@patchbay/db/testing'
import type { FlowDocument, Trigger } from '@patchbay/flow/document'
import { useDatabase } from '@patchbay/local-stack/testing'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Principal } from '../principal.ts'
import { openCore, type TestCore } from '../testing/open-core.ts'
import { mustGive } from '../testing/result-of.ts'
import { applyOperations } from './apply-operations.ts'
import { createFlow } from './create-flow.ts'
import { publishFlow } from './publish-flow.ts'
import { setFlowEnabled } from './set-flow-enabled.ts'

const database = useDatabase(testDatabase)
let core: TestCore
let owner: Principal
let flowId: string
beforeAll(() => {
  core = openCore(database.appUrl)
})
beforeEach(async () => {
  owner = (await core.newWorkspace()).as('owner')
  flowId = mustGive(await createFlow(core.ctx, owner, { name: 'Stock', document })).id
  mustGive(await publishFlow(core.ctx, owner, { flowId, revision: 1 }))
  await turn(true)
  await tell()
})
afterAll(() => core.close())

const at = { x: 0, y: 0 }
const every = (everyMs: number): Trigger => ({
  type: 'schedule',
  schedule: { kind: 'interval', everyMs },
  overlap: 'start',
  catchUpWindowMs: 3_600_000,
})
const document: FlowDocument = {
  schemaVersion: 1,
  steps: [
    { id: 'start', kind: 'trigger', name: 'Start', position: at, trigger: every(60_000) },
    { id: 'done', kind: 'stop', name: 'Done', position: at, outcome: 'succeeded' },
  ],
  edges: [{ id: 'e1', from: 'start', port: 'out', to: 'done' }],
  notes: [],
}

const turn = async (enabled: boolean) => mustGive(await setFlowEnabled(core.ctx, owner, { flowId, enabled }))
const stands = async () => {
  const [found] = await inWorkspace(core.ctx.db, owner.workspaceId, (tx) =>
    tx.select().from(flowTrigger).where(eq(flowTrigger.flowId, flowId)),
  )
  if (found === undefined) throw new Error('The flow has no trigger')
  return found
}
/** As the worker does once the engine has the schedule. */
const tell = async () => {
  const { id, generation, active } = await stands()
  await markScheduleApplied(core.ctx.db, { triggerId: id, generation, toldAt: active ? new Date() : null })
  return generation
}
/** Of the schedule that the engine was told of as that generation. */
const comesIn = async (generation: number, scheduledFor: Date) =>
  (await acceptTick(core.ctx.db, { triggerId: (await stands()).id, generation, scheduledFor })) !== null

test('of a flow that was off and on again before the engine heard of it, no time in between comes in', async () => {
  const { generation } = await stands()
  const before = new Date()
  await turn(false)
  const between = new Date()
  await turn(true)
  expect([await comesIn(generation, between), await comesIn(generation, before)]).toEqual([false, true])
  const on = await stands()
  expect(on.timesSince.getTime()).toBeGreaterThanOrEqual(between.getTime())
  expect(on).toMatchObject({ toldAt: null, earlierUntil: null })
})

test('neither does one of the time off when the engine heard of that late', async () => {
  const { generation } = await stands()
  await turn(false)
  const between = new Date()
  await tell()
  await turn(true)
  expect(await comesIn(generation, between)).toBe(false)
})

test('of a flow that was switched off, what was due before still comes in, told late or not', async () => {
  const { generation } = await stands()
  const before = new Date()
  await turn(false)
  const between = new Date()
  expect([await comesIn(generation, between), await comesIn(generation, before)]).toEqual([false, true])
  await tell()
  await turn(true)
  // Nobody tells the engine, and it is off again.
  const on = await stands()
  const next = new Date()
  await turn(false)
  expect([await comesIn(on.generation, new Date()), await comesIn(on.generation, next)]).toEqual([false, true])
  expect(await comesIn(generation, next)).toBe(false)
})

test('a schedule that was published anew counts up to then, also when the flow is published once more', async () => {
  const { generation } = await stands()
  const before = new Date()
  const publish = async (revision: number, operation: object) => {
    mustGive(await applyOperations(core.ctx, owner, { flowId, revision, operations: [operation] }))
    mustGive(await publishFlow(core.ctx, owner, { flowId, revision: revision + 1 }))
  }
  await publish(1, { kind: 'setTrigger', stepId: 'start', trigger: every(90_000) })
  const after = new Date()
  const { timesSince } = await stands()
  await publish(2, {
    kind: 'addNote',
    note: { id: 'n', text: 'Half done', position: at, size: { width: 200, height: 80 } },
  })
  expect((await stands()).timesSince).toEqual(timesSince)
  expect([await comesIn(generation, after), await comesIn(generation, before)]).toEqual([false, true])
  const [next, toldAt] = [await tell(), (await stands()).toldAt]
  expect(await comesIn(next, after)).toBe(true)
  // Told once more, by a worker that did not hear of the first: it stays with that one.
  await tell()
  expect((await stands()).toldAt).toEqual(toldAt)
})
