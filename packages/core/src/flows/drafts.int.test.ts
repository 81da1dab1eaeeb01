import { randomUUID } from 'node:crypto'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { auditEntry, draftAuthor, draftChange } from '@patchbay/db/schema'
import { testDatabase } from '@patchbay/db/testing'
import type { FlowDocument } from '@patchbay/flow/document'
import type { Operation } from '@patchbay/flow/operations'
import { useDatabase } from '@patchbay/local-stack/testing'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Principal } from '../principal.ts'
import { openCore, type TestCore } from '../testing/open-core.ts'
import { mustGive, mustRefuse } from '../testing/result-of.ts'
import { seedMember } from '../testing/seed-wait.ts'
import { applyOperations } from './apply-operations.ts'
import { compareVersions } from './compare-versions.ts'
import { createFlow } from './create-flow.ts'
import { getChangesSince } from './get-changes-since.ts'
import { getDraftChanges } from './get-draft-changes.ts'
import { getFlow } from './get-flow.ts'
import { getVersion } from './get-version.ts'
import { listFlows } from './list-flows.ts'
import { listVersions } from './list-versions.ts'
import { publishFlow } from './publish-flow.ts'
import { restoreVersion } from './restore-version.ts'
import { tellPresence } from './tell-presence.ts'

const database = useDatabase(testDatabase)

let core: TestCore
let tamsin: Principal
let idris: Principal
let viewer: Principal
beforeAll(async () => {
  core = openCore(database.appUrl)
  const { as } = await core.newWorkspace()
  tamsin = { ...as('owner'), name: 'Tamsin Okoro' }
  idris = { ...as('editor'), name: 'Idris Velde' }
  viewer = as('viewer')
})
afterAll(() => core.close())

const at = { x: 0, y: 0 }
const empty: FlowDocument = {
  schemaVersion: 1,
  steps: [
    { id: 'start', kind: 'trigger', name: 'Start', position: at, trigger: { type: 'api' } },
    { id: 'total', kind: 'set', name: 'Note the total', position: at, fields: {} },
    { id: 'done', kind: 'stop', name: 'Done', position: at, outcome: 'succeeded' },
  ],
  edges: [
    { id: 'e1', from: 'start', port: 'out', to: 'total' },
    { id: 'e2', from: 'total', port: 'out', to: 'done' },
  ],
  notes: [],
}

const created = async () => mustGive(await createFlow(core.ctx, tamsin, { name: 'Order journey', document: empty })).id

const edit = async (by: Principal, flowId: string, ...operations: Operation[]) => {
  const { draftRevision: revision } = mustGive(await getFlow(core.ctx, by, { flowId }))
  return mustGive(await applyOperations(core.ctx, by, { flowId, revision, operations })).revision
}

const set = (field: string, value: string): Operation => ({
  kind: 'setInput',
  stepId: 'total',
  field,
  mapping: { kind: 'constant', value },
})

const changesOf = async (by: Principal, flowId: string) => {
  const { authors } = mustGive(await getDraftChanges(core.ctx, by, { flowId }))
  return authors.map(({ name, you, changes }) => ({ name, you, changes: changes.map(({ id }) => id) }))
}

test('who is behind is shown what others did, can catch up with it, and overwrites nothing', async () => {
  const flowId = await created()
  await edit(idris, flowId, set('sum', '1'))
  const late = mustRefuse(
    await applyOperations(core.ctx, tamsin, { flowId, revision: 1, operations: [set('sum', '2')] }),
  )
  expect(late).toMatchObject({
    code: 'conflict',
    message: expect.stringContaining('Idris Velde changed this draft'),
    current: {
      revision: 2,
      document: { steps: expect.anything() },
      changes: [{ revision: 2, author: { name: 'Idris Velde' }, operation: set('sum', '1') }],
    },
  })
  // Their answer may be lost: what comes back under the id of a batch is known to have arrived.
  const batch = { flowId, revision: 2, operations: [set('sum', '3'), set('count', '4')], batchId: randomUUID() }
  mustGive(await applyOperations(core.ctx, tamsin, batch))
  expect(mustGive(await getChangesSince(core.ctx, viewer, { flowId, revision: 1 }))).toMatchObject({
    revision: 3,
    complete: true,
    changes: [
      { revision: 2, operation: { kind: 'setInput' }, batchId: null },
      { revision: 3, author: { name: 'Tamsin Okoro' }, operation: { kind: 'batch' }, batchId: batch.batchId },
    ],
  })
  expect(mustGive(await getChangesSince(core.ctx, viewer, { flowId, revision: 3 }))).toMatchObject({
    complete: true,
    changes: [],
  })
  expect(mustGive(await getChangesSince(core.ctx, viewer, { flowId, revision: -9 })).complete).toBe(false)
})

test('changes are told by who made them, and a part of them is published', async () => {
  const flowId = await created()
  const first = mustGive(await publishFlow(core.ctx, tamsin, { flowId, revision: 1 }))
  expect(await changesOf(tamsin, flowId)).toEqual([])
  await edit(tamsin, flowId, set('sum', 'mine'))
  await edit(idris, flowId, set('count', 'his'), { kind: 'renameStep', stepId: 'done', name: 'Finished' })
  await edit(tamsin, flowId, {
    kind: 'addStepOnEdge',
    step: {
      id: 'check',
      kind: 'set',
      name: 'Note who pays',
      position: at,
      fields: { payer: { kind: 'constant', value: 'us' } },
    },
    edgeId: 'e1',
    newEdgeId: 'e9',
  })
  expect(await changesOf(tamsin, flowId)).toEqual([
    { name: 'Tamsin Okoro', you: true, changes: ['step:total:fields.sum', 'step:check'] },
    { name: 'Idris Velde', you: false, changes: ['step:total:fields.count', 'step:done:name'] },
  ])
  expect((await changesOf(idris, flowId)).map(({ name, you }) => [name, you])).toEqual([
    ['Idris Velde', true],
    ['Tamsin Okoro', false],
  ])
  expect(mustGive(await listFlows(core.ctx, viewer)).find(({ id }) => id === flowId)).toMatchObject({ draftChanges: 4 })

  const { revision } = mustGive(await getDraftChanges(core.ctx, tamsin, { flowId }))
  const unknown = await publishFlow(core.ctx, tamsin, { flowId, revision, include: ['step:gone'] })
  expect(mustRefuse(unknown).code).toBe('conflict')
  expect(mustRefuse(await publishFlow(core.ctx, tamsin, { flowId, revision, include: [] })).code).toBe('invalid')
  const include = ['step:total:fields.sum', 'step:check']
  const second = mustGive(await publishFlow(core.ctx, tamsin, { flowId, revision, include, note: 'Paid ones only' }))
  const live = mustGive(await getVersion(core.ctx, viewer, { flowId, versionId: second.versionId }))
  expect(live).toMatchObject({ number: 2, live: true, note: 'Paid ones only' })
  expect(live.document.steps.map(({ name }) => name)).toEqual(['Start', 'Note the total', 'Done', 'Note who pays'])
  expect(live.document.steps[1]).toMatchObject({ fields: { sum: { value: 'mine' } } })
  expect(live.document.steps[1]).not.toMatchObject({ fields: { count: expect.anything() } })
  expect(await changesOf(tamsin, flowId)).toEqual([
    { name: 'Idris Velde', you: false, changes: ['step:total:fields.count', 'step:done:name'] },
  ])
  const [parts] = await inWorkspace(core.ctx.db, tamsin.workspaceId, async (tx) => [
    await tx.select({ part: draftAuthor.part }).from(draftAuthor).where(eq(draftAuthor.flowId, flowId)),
  ])
  expect(parts?.map(({ part }) => part).sort()).toEqual(['step:done:name', 'step:total:fields.count'])

  expect(mustGive(await listVersions(core.ctx, viewer, { flowId }))).toMatchObject([
    {
      number: 2,
      live: true,
      changes: ['Note the total: Sum is “mine”, before empty', 'Note who pays: Values set, after “Start”'],
    },
    { number: 1, live: false, changes: ['The first version'], publishedBy: 'Tamsin Okoro' },
  ])
  const compared = { flowId, from: first.versionId, to: 'draft' }
  expect(mustGive(await compareVersions(core.ctx, viewer, compared)).marks).toEqual({
    total: 'changed',
    done: 'changed',
    check: 'new',
  })
})

test('what needs another change is not published without it', async () => {
  const flowId = await created()
  mustGive(await publishFlow(core.ctx, tamsin, { flowId, revision: 1 }))
  const revision = await edit(
    tamsin,
    flowId,
    {
      kind: 'addStepOnEdge',
      step: { id: 'more', kind: 'set', name: 'More', position: at, fields: {} },
      edgeId: 'e1',
      newEdgeId: 'e9',
    },
    {
      kind: 'setInput',
      stepId: 'total',
      field: 'x',
      mapping: { kind: 'reference', ref: { from: 'more', path: ['y'] } },
    },
  )
  const lacking = await publishFlow(core.ctx, tamsin, { flowId, revision, include: ['step:total:fields.x'] })
  expect(mustRefuse(lacking)).toMatchObject({ code: 'invalid', message: expect.stringContaining('step:more') })
  expect(mustGive(await getDraftChanges(core.ctx, tamsin, { flowId })).authors[0]?.changes[0]).toMatchObject({
    id: 'step:total:fields.x',
    needs: ['step:more'],
    now: 'X comes from More › Y',
    before: 'empty',
  })
})

test('a version comes back into the draft by its restorer, and goes again', async () => {
  const flowId = await created()
  const { versionId } = mustGive(await publishFlow(core.ctx, tamsin, { flowId, revision: 1 }))
  const revision = await edit(idris, flowId, { kind: 'removeSteps', stepIds: ['total'], heal: true })
  const stale = await restoreVersion(core.ctx, tamsin, { flowId, versionId, revision: 1 })
  expect(mustRefuse(stale).code).toBe('conflict')
  expect(mustRefuse(await restoreVersion(core.ctx, viewer, { flowId, versionId, revision })).code).toBe('forbidden')
  const restored = mustGive(await restoreVersion(core.ctx, tamsin, { flowId, versionId, revision }))
  expect(mustGive(await getFlow(core.ctx, viewer, { flowId })).draft).toEqual(empty)
  expect(await changesOf(tamsin, flowId)).toEqual([])
  await edit(tamsin, flowId, restored.undo)
  expect(mustGive(await getFlow(core.ctx, viewer, { flowId })).draft.steps).toHaveLength(2)
  expect((await changesOf(tamsin, flowId)).map(({ name }) => name)).toEqual(['Tamsin Okoro'])
  const actions = await inWorkspace(core.ctx.db, tamsin.workspaceId, (tx) =>
    tx.select({ action: auditEntry.action }).from(auditEntry).where(eq(auditEntry.subjectId, flowId)),
  )
  expect(actions.map(({ action }) => action)).toContain('flow.restore')
})

test('the log of a draft stays bounded, and its authors right', async () => {
  const flowId = await created()
  let revision = await edit(idris, flowId, set('kept', 'by Idris'))
  await inWorkspace(core.ctx.db, tamsin.workspaceId, async (tx) => {
    const [row] = await tx.select().from(draftChange).where(eq(draftChange.flowId, flowId))
    if (row === undefined) throw new Error('no change was logged')
    // As if many revisions lay between: the row of Idris is far behind the next one.
    await tx.update(draftChange).set({ revision: -600 }).where(eq(draftChange.flowId, flowId))
  })
  revision = await edit(tamsin, flowId, set('other', 'by Tamsin'))
  const rows = await inWorkspace(core.ctx.db, tamsin.workspaceId, (tx) =>
    tx.select({ revision: draftChange.revision }).from(draftChange).where(eq(draftChange.flowId, flowId)),
  )
  expect(rows).toEqual([{ revision }])
  const { authors } = mustGive(await getDraftChanges(core.ctx, tamsin, { flowId }))
  // Never published: the step is new, by both.
  const step = authors.flatMap(({ changes }) => changes).find(({ id }) => id === 'step:total')
  expect(step?.alsoBy).toEqual(['Idris Velde'])
})

test('where a colleague is goes out to the workspace and nowhere into the database', async () => {
  const flowId = await created()
  mustGive(await tellPresence(core.ctx, viewer, { flowId, cursor: { x: 3, y: 4 }, stepId: 'total' }))
  const told = core.told.at(-1) ?? ''
  const [workspaceId, kind, id, data = ''] = told.replace('patchbay_live ', '').split(':')
  expect([workspaceId, kind, id]).toEqual([viewer.workspaceId, 'presence', flowId])
  expect(JSON.parse(Buffer.from(data, 'base64url').toString())).toMatchObject({
    name: 'Tamsin, viewer',
    cursor: { x: 3, y: 4 },
    stepId: 'total',
    gone: false,
  })
  const key: Principal = {
    kind: 'api_key',
    keyId: 'k',
    name: 'CI',
    workspaceId: viewer.workspaceId,
    scopes: ['flows:read'],
  }
  expect(mustRefuse(await tellPresence(core.ctx, key, { flowId, cursor: null, stepId: null })).code).toBe('forbidden')
})

test('who publishes reads whom a new question goes to, and whom a changed one goes to now', async () => {
  const { userId } = await seedMember(core.ctx, {
    workspaceId: tamsin.workspaceId,
    name: 'Wren Ames',
    role: 'operator',
  })
  const flowId = await created()
  const wordsOf = async () => {
    const { authors } = mustGive(await getDraftChanges(core.ctx, tamsin, { flowId }))
    return authors.flatMap(({ changes }) => changes).filter(({ stepId }) => stepId === 'ask')
  }
  const question: Operation = {
    kind: 'addStep',
    step: {
      id: 'ask',
      kind: 'approval',
      name: 'Ask the desk',
      position: at,
      question: { kind: 'constant', value: 'Refund?' },
      facts: [],
      approvers: { people: [userId], role: 'admin' },
      form: [],
      deadlineMs: 3_600_000,
      remindMs: null,
    },
  }
  const cable: Operation = { kind: 'reconnect', edgeId: 'e2', from: 'ask', port: 'approved' }
  await edit(tamsin, flowId, question, cable, {
    kind: 'connect',
    edge: { id: 'e3', from: 'total', port: 'out', to: 'ask' },
  })
  expect(await wordsOf()).toContainEqual(
    expect.objectContaining({ kind: 'new', now: 'A question to Wren Ames or an admin, after “Note the total”' }),
  )
  const { draftRevision: revision } = mustGive(await getFlow(core.ctx, tamsin, { flowId }))
  mustGive(await publishFlow(core.ctx, tamsin, { flowId, revision, include: 'all' }))
  await edit(tamsin, flowId, {
    kind: 'setSettings',
    stepId: 'ask',
    settings: { kind: 'approval', approvers: { people: [], role: 'operator' } },
  })
  expect(await wordsOf()).toMatchObject([{ now: 'It asks an operator', before: 'Wren Ames or an admin' }])
})
