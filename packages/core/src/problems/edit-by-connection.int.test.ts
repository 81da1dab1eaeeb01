import { inWorkspace } from '@patchbay/db/in-workspace'
import { bulkItem, bulkJob, connection, problem } from '@patchbay/db/schema'
import { testDatabase } from '@patchbay/db/testing'
import { useDatabase } from '@patchbay/local-stack/testing'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startBulkJob } from '../bulk/start-bulk-job.ts'
import { workBulkJob } from '../bulk/work-bulk-job.ts'
import { setConnectionAccess } from '../connections/set-connection-access.ts'
import { listFlows } from '../flows/list-flows.ts'
import type { Principal } from '../principal.ts'
import { ok } from '../result.ts'
import { getRun } from '../runs/get-run.ts'
import { openCore, type TestCore } from '../testing/open-core.ts'
import { mustGive, mustRefuse } from '../testing/result-of.ts'
import { seedRun } from '../testing/seed-run.ts'
import { createWorkspace } from '../workspace/create-workspace.ts'
import { getReason } from './get-reason.ts'
import { previewEdit } from './preview-edit.ts'
import { settleStep } from './settle-step.ts'

const database = useDatabase(testDatabase)
let core: TestCore
let owner: Principal
let chosen: Principal
let other: Principal
let flowId: string
let connectionId: string

beforeAll(async () => {
  core = openCore(database.appUrl)
  const { workspaceId, as } = await core.newWorkspace()
  owner = as('owner')
  chosen = as('editor')
  other = as('editor')
  const sandbox = { setUp: async () => undefined }
  mustGive(await createWorkspace(core.ctx, { id: workspaceId, name: 'Brindle Goods', timeZone: 'UTC', owner }, sandbox))
  flowId = mustGive(await listFlows(core.ctx, owner))[0]?.id ?? ''
  const [stripe] = await inside((tx) => tx.select().from(connection).where(eq(connection.connector, 'stripe')))
  connectionId = stripe?.id ?? ''
  await forChosen()
})
afterAll(() => core.close())

const inside = <T>(work: Parameters<typeof inWorkspace<T>>[2]) => inWorkspace(core.ctx.db, owner.workspaceId, work)

const forChosen = async () => {
  const userIds = chosen.kind === 'user' ? [chosen.userId] : []
  const access = { kind: 'chosen' as const, roles: [], userIds }
  mustGive(await setConnectionAccess(core.ctx, owner, { connectionId, access }))
}

/** A payment that failed before anything was sent: what it goes out by stands in its plan only. */
const failPayment = async () => {
  const { runId, stepRunIds } = await seedRun(core.ctx, {
    workspaceId: owner.workspaceId,
    flowId,
    state: 'failed',
    failedStepId: 'capture',
    steps: [
      {
        ...{ stepId: 'capture', kind: 'action', effect: 'upsert', state: 'failed' },
        error: { code: 'invalid_input', message: 'No such charge.', field: 'paymentIntent' },
        input: { paymentIntent: 'pi_own' },
      },
    ],
  })
  const [raised] = await inside((tx) => tx.select().from(problem).where(eq(problem.runId, runId)))
  return { runId, stepRunId: stepRunIds[0] ?? '', problemId: raised?.id ?? '', cause: raised?.cause ?? '' }
}

const REFUSED = { code: 'forbidden', message: expect.stringContaining('may be used by chosen people only') }
const fields = { paymentIntent: { kind: 'constant' as const, value: 'pi_other' } }

test('what a step sends is changed only by who may use the connection that it goes out by', async () => {
  const { runId, stepRunId } = await failPayment()
  const edit = { runId, stepRunId, act: { kind: 'edit' as const, input: { paymentIntent: 'pi_other' } } }
  expect(mustRefuse(await settleStep(core.ctx, other, edit))).toMatchObject(REFUSED)
  // As it is it goes out as its author meant it.
  mustGive(await settleStep(core.ctx, other, { ...edit, act: { kind: 'retry' } }))
  for (const by of [chosen, owner]) {
    const { runId, stepRunId } = await failPayment()
    mustGive(await settleStep(core.ctx, by, { ...edit, runId, stepRunId }))
  }
})

test('neither is it changed in bulk: no job begins and none is tried out', async () => {
  const { problemId, cause } = await failPayment()
  const only = [problemId]
  const order = { action: 'edit' as const, params: { fields }, target: { kind: 'problems' as const, cause, only } }
  const before = await inside((tx) => Promise.all([tx.$count(bulkJob), tx.$count(bulkItem)]))
  expect(mustRefuse(await startBulkJob(core.ctx, other, order))).toMatchObject(REFUSED)
  expect(mustRefuse(await previewEdit(core.ctx, other, { cause, fields, problemIds: only }))).toMatchObject(REFUSED)
  expect(await inside((tx) => Promise.all([tx.$count(bulkJob), tx.$count(bulkItem)]))).toEqual(before)
  mustGive(await startBulkJob(core.ctx, other, { ...order, action: 'retry', params: {} }))
})

test('a job that was begun while its author might use the connection changes nothing afterwards', async () => {
  const { problemId, cause, runId } = await failPayment()
  mustGive(await setConnectionAccess(core.ctx, owner, { connectionId, access: { kind: 'workspace' } }))
  const target = { kind: 'problems' as const, cause, only: [problemId] }
  const { id } = mustGive(await startBulkJob(core.ctx, other, { action: 'edit', params: { fields }, target }))
  await forChosen()
  const work = { ...core.ctx, resolveInput: async () => ok({ paymentIntent: 'pi_other' }) }
  expect(await workBulkJob(work, { id, workspaceId: owner.workspaceId })).toMatchObject({ applied: 0, refused: 1 })
  const [item] = await inside((tx) => tx.select().from(bulkItem).where(eq(bulkItem.runId, runId)))
  expect(item).toMatchObject({ state: 'refused', error: REFUSED.message })
})

test('pages say why the change is not open to who looks', async () => {
  const { runId, cause } = await failPayment()
  for (const [by, why] of [
    [other, REFUSED.message],
    [chosen, null],
  ] as const) {
    const detail = mustGive(await getReason(core.ctx, by, { cause, state: 'open' }))
    expect(detail.step).toMatchObject({ connectionId, editRefused: why })
    const { editsRefused } = mustGive(await getRun(core.ctx, by, { runId }))
    expect(Object.keys(editsRefused).sort()).toEqual(why === null ? [] : ['capture', 'payment', 'refund'])
    expect(editsRefused['capture'] ?? null).toEqual(why)
  }
})
