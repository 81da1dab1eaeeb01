import { purgeExpired } from '@patchbay/db/functions'
import { newId } from '@patchbay/db/ids'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { auditEntry, delivery, eventKey, flow as flowTable, run } from '@patchbay/db/schema'
import { testDatabase } from '@patchbay/db/testing'
import { useDatabase } from '@patchbay/local-stack/testing'
import { and, eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createFlow } from '../flows/create-flow.ts'
import { publishFlow } from '../flows/publish-flow.ts'
import { setFlowEnabled } from '../flows/set-flow-enabled.ts'
import type { Principal } from '../principal.ts'
import { runAgain } from '../runs/run-again.ts'
import { openCore, type TestCore } from '../testing/open-core.ts'
import { mustGive, mustRefuse } from '../testing/result-of.ts'
import { seedRun } from '../testing/seed-run.ts'
import { replayDelivery } from './replay-delivery.ts'
import { startFlow } from './start-flow.ts'

const database = useDatabase(testDatabase)
let core: TestCore
let owner: Principal
let script: Principal

beforeAll(async () => {
  core = openCore(database.appUrl)
  owner = (await core.newWorkspace()).as('owner')
  const scopes = ['flows:start', 'runs:write', 'deliveries:write']
  script = { kind: 'api_key', keyId: newId(), name: 'Back office', workspaceId: owner.workspaceId, scopes }
})
afterAll(() => core.close())

const position = { x: 0, y: 0 }

async function newFlow(): Promise<string> {
  const document = {
    schemaVersion: 1 as const,
    steps: [
      { id: 'start', kind: 'trigger' as const, name: 'Start', position, trigger: { type: 'api' as const } },
      { id: 'end', kind: 'stop' as const, name: 'End', position, outcome: 'succeeded' as const },
    ],
    edges: [{ id: 'e1', from: 'start', port: 'out', to: 'end' }],
    notes: [],
  }
  const { id } = mustGive(await createFlow(core.ctx, owner, { name: 'Refunds', document }))
  mustGive(await publishFlow(core.ctx, owner, { flowId: id, revision: 1 }))
  await turn(id, true)
  return id
}

const turn = async (flowId: string, enabled: boolean) =>
  mustGive(await setFlowEnabled(core.ctx, owner, { flowId, enabled, reason: 'x', newEvents: 'refuse' }))

const start = (flowId: string, order: number, idempotencyKey?: string, by = script) =>
  startFlow(core.ctx, by, { flowId, form: { order }, origin: 'api', idempotencyKey })

const told = (flowId: string) =>
  inWorkspace(core.ctx.db, owner.workspaceId, async (tx) => ({
    deliveries: (await tx.select({ id: delivery.id }).from(delivery).where(eq(delivery.flowId, flowId))).length,
    audited: (
      await tx
        .select({ id: auditEntry.id })
        .from(auditEntry)
        .where(and(eq(auditEntry.subjectId, flowId), eq(auditEntry.action, 'flow.start')))
    ).length,
  }))

test('one request that comes several times at the same moment is accepted once, and all are answered alike', async () => {
  const flowId = await newFlow()
  const answers = await Promise.all(Array.from({ length: 8 }, () => start(flowId, 1, 'same')))
  expect(new Set(answers.map((answer) => mustGive(answer).deliveryId)).size).toBe(1)
  expect(await told(flowId)).toEqual({ deliveries: 1, audited: 1 })
  const [{ deliveryId } = { deliveryId: '' }] = answers.map(mustGive)
  const replay = () => replayDelivery(core.ctx, script, { deliveryId, idempotencyKey: 'same' })
  const replays = (await Promise.all(Array.from({ length: 8 }, replay))).map(mustGive)
  expect(new Set(replays.map((answer) => answer.deliveryId)).size).toBe(1)
  expect((await told(flowId)).deliveries).toBe(2)
})

test('of different requests at the same moment under one key, one is accepted', async () => {
  const flowId = await newFlow()
  const answers = await Promise.all([1, 2, 3, 4, 5, 6, 7, 8].map((order) => start(flowId, order, 'shared')))
  const refused = answers.flatMap((answer) => (answer.ok ? [] : [answer.error]))
  expect(refused.map(({ code, problems }) => [code, problems?.[0]?.code])).toEqual(
    Array.from({ length: 7 }, () => ['invalid', 'idempotency_key_reused']),
  )
  expect((await told(flowId)).deliveries).toBe(1)
})

test('what was refused leaves its key free; what was accepted is answered though the flow is off by now', async () => {
  const flowId = await newFlow()
  await turn(flowId, false)
  expect(mustRefuse(await start(flowId, 1, 'early')).code).toBe('conflict')
  await turn(flowId, true)
  // Corrected, it is another request, and the first one led to nothing.
  const first = mustGive(await start(flowId, 2, 'early'))
  await turn(flowId, false)
  expect(mustGive(await start(flowId, 2, 'early'))).toEqual(first)
  await turn(flowId, true)
  expect(mustGive(await start(flowId, 2, 'early', owner))).not.toEqual(first)
  expect((await told(flowId)).deliveries).toBe(2)
})

test('a run that is run again on a version is made once, and told again after it was removed with its event', async () => {
  const flowId = await newFlow()
  const { runId, deliveryId } = await seedRun(core.ctx, { workspaceId: owner.workspaceId, flowId, state: 'failed' })
  const [{ versionId } = { versionId: null }] = await inWorkspace(core.ctx.db, owner.workspaceId, (tx) =>
    tx.select({ versionId: flowTable.liveVersionId }).from(flowTable).where(eq(flowTable.id, flowId)),
  )
  const on = { runId, versionId: versionId ?? '', reuse: false, idempotencyKey: 'anew' }
  const answers = (await Promise.all([1, 2, 3].map(() => runAgain(core.ctx, script, on)))).map(mustGive)
  expect(answers[0]).toEqual({ deliveryId: expect.any(String), runId: expect.any(String) })
  expect(answers).toEqual([answers[0], answers[0], answers[0]])
  expect(mustRefuse(await runAgain(core.ctx, script, { ...on, reuse: true })).code).toBe('invalid')

  const plain = { runId, idempotencyKey: 'plain' }
  const first = mustGive(await runAgain(core.ctx, script, plain))
  await inWorkspace(core.ctx.db, owner.workspaceId, async (tx) => {
    await tx.delete(run).where(eq(run.id, runId))
    await tx.delete(delivery).where(eq(delivery.id, deliveryId))
  })
  expect(mustGive(await runAgain(core.ctx, script, plain))).toEqual(first)
})

test('retention removes the key of a request, and only then is the request a new one', async () => {
  const flowId = await newFlow()
  const first = mustGive(await start(flowId, 1, 'old'))
  const purge = () => purgeExpired(core.ctx.db, { runDays: 90, keyDays: 180, batch: 50 })
  const age = async (days: number) => {
    const createdAt = new Date(Date.now() - days * 24 * 60 * 60 * 1000)
    await inWorkspace(core.ctx.db, owner.workspaceId, (tx) =>
      tx.update(eventKey).set({ createdAt }).where(eq(eventKey.deliveryId, first.deliveryId)),
    )
    while ((await purge()) > 0);
  }
  await age(179)
  expect(mustGive(await start(flowId, 1, 'old'))).toEqual(first)
  await age(181)
  expect(
    await inWorkspace(core.ctx.db, owner.workspaceId, (tx) =>
      tx.select().from(eventKey).where(eq(eventKey.deliveryId, first.deliveryId)),
    ),
  ).toEqual([])
  expect(mustGive(await start(flowId, 1, 'old'))).not.toEqual(first)
})
