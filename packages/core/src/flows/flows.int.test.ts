import { inWorkspace } from '@patchbay/db/in-workspace'
import { auditEntry, flowTrigger, flowVersion, plan, source } from '@patchbay/db/schema'
import { testDatabase } from '@patchbay/db/testing'
import type { FlowDocument, Trigger } from '@patchbay/flow/document'
import { useDatabase } from '@patchbay/local-stack/testing'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createConnection } from '../connections/create-connection.ts'
import type { Principal } from '../principal.ts'
import { openCore, type TestCore } from '../testing/open-core.ts'
import { mustGive, mustRefuse } from '../testing/result-of.ts'
import { applyOperations } from './apply-operations.ts'
import { createFlow } from './create-flow.ts'
import { exportFlow } from './export-flow.ts'
import { getFlow } from './get-flow.ts'
import { listFlows } from './list-flows.ts'
import { publishFlow } from './publish-flow.ts'
import { replaceDraft } from './replace-draft.ts'
import { setFlowEnabled } from './set-flow-enabled.ts'
import { setWebhookSecret } from './set-webhook-secret.ts'
import { validateFlow } from './validate-flow.ts'

const database = useDatabase(testDatabase)
let core: TestCore
let owner: Principal
let viewer: Principal

beforeAll(async () => {
  core = openCore(database.appUrl)
  const { as } = await core.newWorkspace()
  owner = as('owner')
  viewer = as('viewer')
})
afterAll(() => core.close())

const at = { x: 0, y: 0 }
const flowStartedBy = (trigger: Trigger, more: FlowDocument['steps'] = []): FlowDocument => ({
  schemaVersion: 1,
  steps: [
    { id: 'start', kind: 'trigger', name: 'Start', position: at, trigger },
    { id: 'done', kind: 'stop', name: 'Done', position: at, outcome: 'succeeded' },
    ...more,
  ],
  edges: [{ id: 'e1', from: 'start', port: 'out', to: 'done' }],
  notes: [],
})

async function create(document: FlowDocument, name = 'Night export'): Promise<string> {
  return mustGive(await createFlow(core.ctx, owner, { name, document })).id
}

const rowsOf = (flowId: string) =>
  inWorkspace(core.ctx.db, owner.workspaceId, async (tx) => ({
    triggers: await tx.select().from(flowTrigger).where(eq(flowTrigger.flowId, flowId)),
    versions: await tx.select().from(flowVersion).where(eq(flowVersion.flowId, flowId)).orderBy(flowVersion.number),
    sources: await tx.select().from(source).where(eq(source.flowId, flowId)),
    audit: (await tx.select().from(auditEntry).where(eq(auditEntry.subjectId, flowId))).map(({ action }) => action),
  }))

test('a draft is changed by whoever read it last; the other sees both sides', async () => {
  const flowId = await create(flowStartedBy({ type: 'api' }))
  const mine = flowStartedBy({ type: 'api' })
  mine.notes.push({ id: 'n1', text: 'Mine', position: at, size: { width: 100, height: 100 } })
  expect(mustGive(await replaceDraft(core.ctx, owner, { flowId, revision: 1, document: mine }))).toEqual({
    revision: 2,
  })
  const theirs = await replaceDraft(core.ctx, owner, {
    flowId,
    revision: 1,
    document: flowStartedBy({ type: 'manual', form: [] }),
  })
  expect(mustRefuse(theirs)).toMatchObject({
    code: 'conflict',
    current: { revision: 2, document: { notes: [{ text: 'Mine' }] } },
  })
  expect(mustRefuse(await publishFlow(core.ctx, owner, { flowId, revision: 1 })).code).toBe('conflict')
  expect(mustRefuse(await replaceDraft(core.ctx, viewer, { flowId, revision: 2, document: mine })).code).toBe(
    'forbidden',
  )
})

test('a document that is none is refused with the places that do not fit', async () => {
  const document = { schemaVersion: 1, steps: [{ id: 'a', kind: 'teleport' }], edges: 'none', notes: [] }
  const error = mustRefuse(await createFlow(core.ctx, owner, { name: 'Broken', document }))
  expect(error.code).toBe('invalid')
  expect(error.problems?.map(({ field }) => field)).toEqual(expect.arrayContaining(['edges']))
})

test('publishing stops at problems that point at step and field', async () => {
  const broken = flowStartedBy({
    type: 'schedule',
    schedule: { kind: 'cron', expression: '99 * * * *', timeZone: 'UTC' },
    overlap: 'skip',
    catchUpWindowMs: 0,
  })
  const flowId = await create(broken)
  const error = mustRefuse(await publishFlow(core.ctx, owner, { flowId, revision: 1 }))
  expect(error.code).toBe('invalid')
  expect(error.problems).toContainEqual(expect.objectContaining({ severity: 'error', stepId: 'start' }))
  expect(mustGive(await validateFlow(core.ctx, viewer, { flowId })).problems).toEqual(error.problems)
  expect((await rowsOf(flowId)).versions).toEqual([])
})

test('versions of the same work share a plan, and the trigger stays one over them all', async () => {
  const daily: Trigger = {
    type: 'schedule',
    schedule: { kind: 'cron', expression: '0 8 * * *', timeZone: 'Europe/Stockholm' },
    overlap: 'skip',
    catchUpWindowMs: 60_000,
  }
  const flowId = await create(flowStartedBy(daily))
  expect(mustGive(await publishFlow(core.ctx, owner, { flowId, revision: 1 }))).toMatchObject({
    number: 1,
    warnings: [],
  })
  const first = await rowsOf(flowId)
  expect(first.triggers).toMatchObject([{ active: false, generation: 1, stepId: 'start', topics: [] }])

  // Moved on the canvas only: another version, the same plan, nothing for the schedule to hear of.
  const moved = flowStartedBy(daily)
  moved.steps.map((step) => Object.assign(step, { position: { x: 40, y: 40 } }))
  const { revision } = mustGive(await replaceDraft(core.ctx, owner, { flowId, revision: 1, document: moved }))
  expect(mustGive(await publishFlow(core.ctx, owner, { flowId, revision, note: 'tidied up' })).number).toBe(2)
  const second = await rowsOf(flowId)
  expect(second.versions.map(({ planHash }) => planHash)).toEqual([
    second.versions[0]?.planHash,
    second.versions[0]?.planHash,
  ])
  expect(second.triggers).toMatchObject([
    { id: first.triggers[0]?.id, generation: 1, versionId: second.versions[1]?.id },
  ])
  const hashes = await inWorkspace(core.ctx.db, owner.workspaceId, (tx) =>
    tx
      .select({ hash: plan.hash })
      .from(plan)
      .where(eq(plan.hash, second.versions[0]?.planHash ?? '')),
  )
  expect(hashes).toHaveLength(1)

  expect(mustGive(await setFlowEnabled(core.ctx, owner, { flowId, enabled: true }))).toMatchObject({ enabled: true })
  expect((await rowsOf(flowId)).triggers).toMatchObject([{ active: true, generation: 2 }])
  await setFlowEnabled(core.ctx, owner, { flowId, enabled: true })
  expect((await rowsOf(flowId)).triggers).toMatchObject([{ generation: 2 }])

  const hourly = flowStartedBy({ ...daily, schedule: { kind: 'interval', everyMs: 3_600_000 } })
  const third = mustGive(await replaceDraft(core.ctx, owner, { flowId, revision, document: hourly }))
  await publishFlow(core.ctx, owner, { flowId, revision: third.revision })
  expect((await rowsOf(flowId)).triggers).toMatchObject([{ active: true, generation: 3 }])

  await setFlowEnabled(core.ctx, owner, { flowId, enabled: false, reason: 'Stock-taking' })
  const [listed] = mustGive(await listFlows(core.ctx, viewer)).filter(({ id }) => id === flowId)
  expect(listed).toMatchObject({
    enabled: false,
    switchReason: 'Stock-taking',
    switchedBy: 'Tamsin, owner',
    version: 3,
    start: 'Every hour',
    draftAhead: false,
  })
  const detail = mustGive(await getFlow(core.ctx, viewer, { flowId }))
  expect(detail.trigger?.next).toHaveLength(5)
  expect((await rowsOf(flowId)).audit).toEqual(
    expect.arrayContaining(['flow.create', 'flow.edit', 'flow.publish', 'flow.switch']),
  )
})

test('a webhook has its address from the first draft on, and is published only with its secret', async () => {
  const guarded = flowStartedBy({
    type: 'webhook',
    auth: { kind: 'header', header: 'x-token' },
    answer: { kind: 'now' },
  })
  const flowId = await create(guarded)
  const { trigger } = mustGive(await getFlow(core.ctx, viewer, { flowId }))
  expect(trigger?.url).toMatch(/^http:\/\/127\.0\.0\.1:3001\/hooks\/[\w-]{22}$/)
  expect(mustRefuse(await publishFlow(core.ctx, owner, { flowId, revision: 1 })).problems).toMatchObject([
    { code: 'webhook_secret_missing', stepId: 'start', field: 'trigger.auth' },
  ])
  expect(mustGive(await setWebhookSecret(core.ctx, owner, { flowId, secret: 'first secret' }))).toBeNull()
  expect(mustGive(await setWebhookSecret(core.ctx, owner, { flowId, secret: 'second secret' }))).toBeNull()
  mustGive(await publishFlow(core.ctx, owner, { flowId, revision: 1 }))
  const { sources, triggers } = await rowsOf(flowId)
  expect(sources).toHaveLength(1)
  expect(trigger?.url).toContain(sources[0]?.address)
  expect(triggers[0]?.sourceId).toBe(sources[0]?.id)
  expect(await core.vault.readSigningSecrets(owner.workspaceId, sources[0]?.secretId ?? '')).toEqual(['second secret'])
})

test('a vendor event comes in at its connection’s address', async () => {
  const { id: connectionId } = mustGive(
    await createConnection(core.ctx, owner, { connector: 'shopify', name: 'Shop', environment: 'sandbox', values: {} }),
  )
  const event: Trigger = { type: 'event', connector: 'shopify', event: 'orderPaid', connectionId, params: {} }
  const flowId = await create(flowStartedBy(event), 'Paid orders')
  mustGive(await publishFlow(core.ctx, owner, { flowId, revision: 1 }))
  const [own] = await inWorkspace(core.ctx.db, owner.workspaceId, (tx) =>
    tx.select().from(source).where(eq(source.connectionId, connectionId)),
  )
  expect((await rowsOf(flowId)).triggers).toMatchObject([{ sourceId: own?.id, topics: ['orders/paid'] }])
  const exported = mustGive(await exportFlow(core.ctx, viewer, { flowId, what: 'live' }))
  expect(JSON.stringify(exported)).not.toContain(connectionId)
  expect(mustGive(await listFlows(core.ctx, viewer)).find(({ id }) => id === flowId)).toMatchObject({
    connectors: ['shopify'],
  })
})

test('operations change a draft together or not at all', async () => {
  const flowId = await create(flowStartedBy({ type: 'api' }))
  const rename = { kind: 'renameStep', stepId: 'done', name: 'Finished' }
  const failing = await applyOperations(core.ctx, owner, {
    flowId,
    revision: 1,
    operations: [rename, { kind: 'invented' }],
  })
  expect(mustRefuse(failing).code).toBe('invalid')
  expect(mustGive(await getFlow(core.ctx, owner, { flowId })).draftRevision).toBe(1)
})

test('a flow of another workspace is not there', async () => {
  const flowId = await create(flowStartedBy({ type: 'api' }))
  const stranger = (await core.newWorkspace()).as('owner')
  const answers = [
    await getFlow(core.ctx, stranger, { flowId }),
    await publishFlow(core.ctx, stranger, { flowId, revision: 1 }),
    await setFlowEnabled(core.ctx, stranger, { flowId, enabled: true }),
    await exportFlow(core.ctx, stranger, { flowId, what: 'draft' }),
    await setWebhookSecret(core.ctx, stranger, { flowId, secret: 'long enough' }),
  ]
  expect(answers.map((answer) => mustRefuse(answer).code)).toEqual(answers.map(() => 'not_found'))
})
