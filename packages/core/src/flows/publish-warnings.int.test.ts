import { testDatabase } from '@patchbay/db/testing'
import type { FlowDocument, RunRules, Step } from '@patchbay/flow/document'
import { useDatabase } from '@patchbay/local-stack/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createConnection } from '../connections/create-connection.ts'
import type { Principal } from '../principal.ts'
import { openCore, type TestCore } from '../testing/open-core.ts'
import { mustGive } from '../testing/result-of.ts'
import { seedMember } from '../testing/seed-wait.ts'
import { createFlow } from './create-flow.ts'
import { publishFlow } from './publish-flow.ts'
import { replaceDraft } from './replace-draft.ts'
import { setFlowEnabled } from './set-flow-enabled.ts'
import { validateFlow } from './validate-flow.ts'

const database = useDatabase(testDatabase)
let core: TestCore
let owner: Principal
let connectionId: string

beforeAll(async () => {
  core = openCore(database.appUrl)
  owner = (await core.newWorkspace()).as('owner')
  const made = await createConnection(core.ctx, owner, {
    connector: 'shopify',
    name: 'Shop',
    environment: 'sandbox',
    values: {},
  })
  connectionId = mustGive(made).id
})
afterAll(() => core.close())

const position = { x: 0, y: 0 }

const flowOn = (event: string, runs: RunRules | undefined, ...steps: Step[]): FlowDocument => ({
  schemaVersion: 1,
  steps: [
    {
      id: 'start',
      kind: 'trigger',
      name: 'Start',
      position,
      trigger: { type: 'event', connector: 'shopify', event, connectionId, params: {} },
      ...(runs === undefined ? {} : { runs }),
    },
    ...steps,
  ],
  edges: steps.map(({ id }, index) => ({
    id: `e${index}`,
    from: steps[index - 1]?.id ?? 'start',
    port: 'out',
    to: id,
  })),
  notes: [],
})
const stop: Step = { id: 'end', kind: 'stop', name: 'End', position, outcome: 'succeeded' }
const shared: RunRules = { order: { key: null, queue: 'stock', whenOpen: 'queue', olderVersion: 'skip' } }

async function publish(name: string, document: FlowDocument) {
  const { id } = mustGive(await createFlow(core.ctx, owner, { name, document }))
  const { warnings } = mustGive(await publishFlow(core.ctx, owner, { flowId: id, revision: 1 }))
  mustGive(await setFlowEnabled(core.ctx, owner, { flowId: id, enabled: true }))
  return { id, codes: warnings.map(({ code }) => code), warnings }
}

test('two flows about the same order are told of until both name one queue', async () => {
  const updated = await publish('Order updated', flowOn('orderUpdated', undefined, stop))
  expect(updated.codes).not.toContain('order_race')
  const cancelled = await publish('Order cancelled', flowOn('orderCancelled', undefined, stop))
  expect(cancelled.warnings).toContainEqual(
    expect.objectContaining({
      code: 'order_race',
      severity: 'warning',
      field: 'runs.order.queue',
      message: expect.stringContaining('“Order updated” starts on events about the same order, too'),
    }),
  )
  const again = async ({ id }: { id: string }, event: string) => {
    const document = flowOn(event, shared, stop)
    mustGive(await replaceDraft(core.ctx, owner, { flowId: id, revision: 1, document }))
    const { warnings } = mustGive(await publishFlow(core.ctx, owner, { flowId: id, revision: 2 }))
    return warnings.map(({ code }) => code)
  }
  expect(await again(updated, 'orderUpdated')).toContain('order_race')
  expect(await again(cancelled, 'orderCancelled')).not.toContain('order_race')
  const { problems } = mustGive(await validateFlow(core.ctx, owner, { flowId: updated.id }))
  expect(problems.map(({ code }) => code)).not.toContain('order_race')
})

test('an approval that asks somebody who has left is published with a warning', async () => {
  const { userId } = await seedMember(core.ctx, { workspaceId: owner.workspaceId, name: 'Idris', role: 'operator' })
  const ask = (...people: string[]): Step => ({
    id: 'ask',
    kind: 'approval',
    name: 'Ask',
    position,
    question: { kind: 'constant', value: 'Refund?' },
    facts: [],
    approvers: { people, role: null },
    form: [],
    deadlineMs: 3_600_000,
    remindMs: null,
  })
  const { id: gone } = mustGive(
    await createFlow(core.ctx, owner, { name: 'Id only', document: flowOn('orderPaid', shared, stop) }),
  )
  expect((await publish('Asks Idris', flowOn('orderPaid', shared, ask(userId)))).codes).toEqual([])
  const left = await publish('Asks both', flowOn('orderPaid', shared, ask(userId, gone)))
  expect(left.codes).toEqual(['approver_gone'])
})
