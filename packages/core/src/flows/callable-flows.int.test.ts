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

const position = { x: 0, y: 0 }
const field = (name: string, type: CallField['type']): CallField => ({ name, label: name, type, required: true })

function called(input: CallField[], output: CallField[]): FlowDocument {
  const body = { kind: 'object' as const, fields: { entry: { kind: 'constant' as const, value: 'E-1' } } }
  return flowOf([
    { id: 'call', kind: 'trigger', name: 'When it is called', position, trigger: { type: 'call', input, output } },
    { id: 'give', kind: 'answer', name: 'Give the entry', position, status: { kind: 'constant', value: 200 }, body },
  ])
}

function calling(flowId: string, input: (Step & { kind: 'subflow' })['input']): FlowDocument {
  const entry = { kind: 'reference' as const, ref: { from: 'book', path: ['entry'] } }
  return flowOf([
    { id: 'start', kind: 'trigger', name: 'Start', position, trigger: { type: 'api' } },
    { id: 'book', kind: 'subflow', name: 'Book it', position, flowId, versionId: null, mode: 'wait', input },
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
