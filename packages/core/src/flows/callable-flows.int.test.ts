import { testDatabase } from '@patchbay/db/testing'
import type { CallField, FlowDocument, Step } from '@patchbay/flow/document'
import { useDatabase } from '@patchbay/local-stack/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Principal } from '../principal.ts'
import { openCore, type TestCore } from '../testing/open-core.ts'
import { mustGive, mustRefuse } from '../testing/result-of.ts'
import { createFlow } from './create-flow.ts'
import { exportFlow } from './export-flow.ts'
import { getDocumentation } from './get-documentation.ts'
import { listCallableFlows } from './list-callable-flows.ts'
import { publishFlow } from './publish-flow.ts'
import { replaceDraft } from './replace-draft.ts'

const database = useDatabase(testDatabase)
let core: TestCore
let owner: Principal

beforeAll(async () => {
  core = openCore(database.appUrl)
  owner = (await core.newWorkspace()).as('owner')
})
afterAll(() => core.close())

test('a flow that others call is published, chosen and given what it takes; a file of the caller names no flow', async () => {
  const callee = await create('Book an order', called([field('number', 'number')], [field('entry', 'text')]))
  expect(mustGive(await listCallableFlows(core.ctx, owner))).toMatchObject([
    { id: callee, callable: null, versions: [] },
  ])
  mustGive(await publishFlow(core.ctx, owner, { flowId: callee, revision: 1 }))
  expect(mustGive(await listCallableFlows(core.ctx, owner))).toMatchObject([
    {
      id: callee,
      callable: { input: [{ name: 'number' }], output: [{ name: 'entry' }] },
      versions: [{ number: 1, live: true }],
    },
  ])

  const caller = await create('Caller', calling(callee, {}))
  const refused = mustRefuse(await publishFlow(core.ctx, owner, { flowId: caller, revision: 1 }))
  expect(refused.problems).toMatchObject([{ code: 'input_missing', stepId: 'book', field: 'input.number' }])
  const document = calling(callee, { number: { kind: 'constant', value: 7 } })
  mustGive(await replaceDraft(core.ctx, owner, { flowId: caller, revision: 1, document }))
  mustGive(await publishFlow(core.ctx, owner, { flowId: caller, revision: 2 }))

  const told = mustGive(await getDocumentation(core.ctx, owner, { flowId: caller }))
  expect(told.steps.map(({ does }) => does)).toEqual([
    'When it is started through the API',
    'Runs “Book an order” and waits for what it gives',
    'values set',
  ])
  const file = mustGive(await exportFlow(core.ctx, owner, { flowId: caller, what: 'live' }))
  expect(JSON.stringify(file)).not.toContain(callee)
})

test('a step that stays on a version is held against what that one takes and gives', async () => {
  const callee = await create('Book a parcel', called([field('order', 'text')], [field('tracking', 'text')]))
  mustGive(await publishFlow(core.ctx, owner, { flowId: callee, revision: 1 }))
  const asked = flowOf([{ id: 'ask', kind: 'trigger', name: 'Asked', position, trigger: { type: 'api' } }])
  mustGive(await replaceDraft(core.ctx, owner, { flowId: callee, revision: 1, document: asked }))
  mustGive(await publishFlow(core.ctx, owner, { flowId: callee, revision: 2 }))
  expect(await listed(callee)).toMatchObject({ callable: null, versions: [] })
  const newer = called([field('orderId', 'text')], [field('code', 'text')])
  mustGive(await replaceDraft(core.ctx, owner, { flowId: callee, revision: 2, document: newer }))
  mustGive(await publishFlow(core.ctx, owner, { flowId: callee, revision: 3 }))

  const found = await listed(callee)
  const [v3, v1] = found?.versions ?? []
  // Version 2 starts otherwise.
  expect(found?.versions).toEqual([
    { id: v3?.id, number: 3, live: true, callable: found?.callable },
    {
      id: v1?.id,
      number: 1,
      live: false,
      callable: { input: [field('order', 'text')], output: [field('tracking', 'text')] },
    },
  ])
  expect(found?.callable).toEqual({ input: [field('orderId', 'text')], output: [field('code', 'text')] })

  const order = { order: { kind: 'constant' as const, value: 'A-1' } }
  const stays = calling(callee, order, { versionId: v1?.id ?? '', reads: 'tracking' })
  const caller = await create('Stays on the first', stays)
  mustGive(await publishFlow(core.ctx, owner, { flowId: caller, revision: 1 }))
  const follows = await create('Follows', calling(callee, order, { versionId: null, reads: 'code' }))
  expect(mustRefuse(await publishFlow(core.ctx, owner, { flowId: follows, revision: 1 })).problems).toMatchObject([
    { code: 'input_unknown', field: 'input.order' },
    { code: 'input_missing', field: 'input.orderId' },
  ])
  const wrong = calling(callee, {}, { versionId: v1?.id ?? '', reads: 'tracking' })
  const empty = await create('Gives nothing', wrong)
  expect(mustRefuse(await publishFlow(core.ctx, owner, { flowId: empty, revision: 1 })).problems).toMatchObject([
    { code: 'input_missing', field: 'input.order' },
  ])
})

const listed = async (flowId: string) =>
  mustGive(await listCallableFlows(core.ctx, owner)).find(({ id }) => id === flowId)

const position = { x: 0, y: 0 }
const field = (name: string, type: CallField['type']): CallField => ({ name, label: name, type, required: true })

function called(input: CallField[], output: CallField[]): FlowDocument {
  const fields = Object.fromEntries(output.map(({ name }) => [name, { kind: 'constant' as const, value: 'E-1' }]))
  const body = { kind: 'object' as const, fields }
  return flowOf([
    { id: 'call', kind: 'trigger', name: 'When it is called', position, trigger: { type: 'call', input, output } },
    { id: 'give', kind: 'answer', name: 'Give the entry', position, status: { kind: 'constant', value: 200 }, body },
  ])
}

function calling(
  flowId: string,
  input: (Step & { kind: 'subflow' })['input'],
  { versionId, reads }: { versionId: string | null; reads: string } = { versionId: null, reads: 'entry' },
): FlowDocument {
  const entry = { kind: 'reference' as const, ref: { from: 'book', path: [reads] } }
  return flowOf([
    { id: 'start', kind: 'trigger', name: 'Start', position, trigger: { type: 'api' } },
    { id: 'book', kind: 'subflow', name: 'Book it', position, flowId, versionId, mode: 'wait', input },
    { id: 'keep', kind: 'set', name: 'Keep it', position, fields: { entry } },
  ])
}

function flowOf(steps: Step[]): FlowDocument {
  const edges = steps
    .slice(1)
    .map(({ id }, index) => ({ id: `e${index}`, from: steps[index]?.id ?? '', port: 'out', to: id }))
  return { schemaVersion: 1, steps, edges, notes: [] }
}

async function create(name: string, document: FlowDocument): Promise<string> {
  return mustGive(await createFlow(core.ctx, owner, { name, document })).id
}
