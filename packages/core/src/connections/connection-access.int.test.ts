import { testDatabase } from '@patchbay/db/testing'
import type { FlowDocument } from '@patchbay/flow/document'
import type { Operation } from '@patchbay/flow/operations'
import { useDatabase } from '@patchbay/local-stack/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { applyOperations } from '../flows/apply-operations.ts'
import { createFlow } from '../flows/create-flow.ts'
import { getFlow } from '../flows/get-flow.ts'
import { publishFlow } from '../flows/publish-flow.ts'
import type { Principal } from '../principal.ts'
import { openCore, type TestCore } from '../testing/open-core.ts'
import { mustGive, mustRefuse } from '../testing/result-of.ts'
import { createConnection } from './create-connection.ts'
import { listConnections } from './list-connections.ts'
import { renameConnection } from './rename-connection.ts'
import { replaceSecret } from './replace-secret.ts'
import { setConnectionAccess } from './set-connection-access.ts'

const database = useDatabase(testDatabase)
let core: TestCore
let owner: Principal
let admin: Principal
let chosen: Principal
let other: Principal
let key: Principal
let connectionId: string

beforeAll(async () => {
  core = openCore(database.appUrl)
  const { as, workspaceId } = await core.newWorkspace()
  owner = as('owner')
  admin = as('admin')
  chosen = as('editor')
  other = as('editor')
  const scopes = ['flows:read', 'flows:write', 'flows:publish', 'connections:read', 'connections:write']
  key = { kind: 'api_key', keyId: 'k', name: 'CI', workspaceId, scopes }
  const wish = { connector: 'stripe', name: 'Payments', environment: 'sandbox' as const, values: {} }
  connectionId = mustGive(await createConnection(core.ctx, owner, wish)).id
})
afterAll(() => core.close())

const at = { x: 0, y: 0 }
const document: FlowDocument = {
  schemaVersion: 1,
  steps: [
    { id: 'start', kind: 'trigger', name: 'Start', position: at, trigger: { type: 'api' } },
    { id: 'done', kind: 'stop', name: 'Done', position: at, outcome: 'succeeded' },
  ],
  edges: [{ id: 'e1', from: 'start', port: 'out', to: 'done' }],
  notes: [],
}
const refundWith = (id: string): Operation => ({
  kind: 'addStep',
  step: {
    id: 'refund',
    kind: 'action',
    name: 'Refund the payment',
    position: at,
    connector: 'stripe',
    action: 'refundPayment',
    connectionId: id,
    input: {},
  },
})
const change = async (by: Principal, flowId: string, operation: Operation) => {
  const { draftRevision: revision } = mustGive(await getFlow(core.ctx, by, { flowId }))
  return applyOperations(core.ctx, by, { flowId, revision, operations: [operation] })
}
const publish = async (by: Principal, flowId: string) => {
  const { draftRevision: revision } = mustGive(await getFlow(core.ctx, by, { flowId }))
  return publishFlow(core.ctx, by, { flowId, revision })
}

test('a connection of chosen people is set on steps and published by these only, and is still seen by all', async () => {
  const refused = await setConnectionAccess(core.ctx, chosen, { connectionId, access: { kind: 'workspace' } })
  expect(mustRefuse(refused).code).toBe('forbidden')
  const nobody = { kind: 'chosen' as const, roles: [], userIds: [] }
  expect(mustRefuse(await setConnectionAccess(core.ctx, admin, { connectionId, access: nobody })).code).toBe('invalid')
  const userIds = chosen.kind === 'user' ? [chosen.userId] : []
  mustGive(
    await setConnectionAccess(core.ctx, admin, { connectionId, access: { kind: 'chosen', roles: ['admin'], userIds } }),
  )

  for (const [who, may] of [
    [owner, true],
    [admin, true],
    [chosen, true],
    [other, false],
    [key, false],
  ] as const) {
    const flowId = mustGive(await createFlow(core.ctx, who, { name: 'Refunds', document })).id
    const set = await change(who, flowId, refundWith(connectionId))
    expect([who.name, set.ok]).toEqual([who.name, may])
    if (!set.ok) expect(set.error).toMatchObject({ code: 'forbidden', message: expect.stringContaining('“Payments”') })
    const [listed] = mustGive(await listConnections(core.ctx, who)).filter(({ id }) => id === connectionId)
    expect(listed).toMatchObject({ mayUse: may })
  }
  const flowId = mustGive(await createFlow(core.ctx, chosen, { name: 'Refunds', document })).id
  mustGive(await change(chosen, flowId, refundWith(connectionId)))
  // Others may go on with the rest of that draft.
  mustGive(await change(other, flowId, { kind: 'renameStep', stepId: 'done', name: 'The end' }))
  expect(mustRefuse(await publish(other, flowId)).code).toBe('forbidden')
  const published = await publish(chosen, flowId)
  expect(published.ok || published.error.code).not.toBe('forbidden')
})

test('who may not use a connection puts no credential of theirs in the place of its own', async () => {
  for (const by of [other, key]) {
    const replaced = mustRefuse(
      await replaceSecret(core.ctx, by, { connectionId, values: { secretKey: 'sk_test_other' } }),
    )
    expect(replaced.code).toBe('forbidden')
  }
  expect(core.asked.filter(({ kind }) => kind === 'test')).toEqual([])
  for (const by of [admin, chosen]) {
    const done = await replaceSecret(core.ctx, by, { connectionId, values: { secretKey: 'sk_test_own' } })
    expect(done.ok || done.error).not.toMatchObject({ code: 'forbidden' })
  }
})

test('a connection is renamed without a change to what uses it', async () => {
  mustGive(await renameConnection(core.ctx, other, { connectionId, name: '  Payments, live ' }))
  expect(mustGive(await listConnections(core.ctx, owner))[0]).toMatchObject({
    id: connectionId,
    name: 'Payments, live',
  })
  expect(mustRefuse(await renameConnection(core.ctx, other, { connectionId, name: ' ' })).code).toBe('invalid')
})
