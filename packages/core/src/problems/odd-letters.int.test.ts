import { inWorkspace } from '@patchbay/db/in-workspace'
import { problem } from '@patchbay/db/schema'
import { testDatabase } from '@patchbay/db/testing'
import { useDatabase } from '@patchbay/local-stack/testing'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { listFlows } from '../flows/list-flows.ts'
import type { Principal } from '../principal.ts'
import { openCore, type TestCore } from '../testing/open-core.ts'
import { mustGive } from '../testing/result-of.ts'
import { seedRun } from '../testing/seed-run.ts'
import { createWorkspace } from '../workspace/create-workspace.ts'
import { dismissReason } from './dismiss-reason.ts'
import { settleStep } from './settle-step.ts'
import type { StepAct } from './step-act.ts'

const database = useDatabase(testDatabase)
let core: TestCore
let owner: Principal
let flowId: string

beforeAll(async () => {
  core = openCore(database.appUrl)
  const { workspaceId, as } = await core.newWorkspace()
  owner = as('owner')
  const sandbox = { setUp: async () => undefined }
  mustGive(await createWorkspace(core.ctx, { id: workspaceId, name: 'Brindle Goods', timeZone: 'UTC', owner }, sandbox))
  flowId = mustGive(await listFlows(core.ctx, owner))[0]?.id ?? ''
})
afterAll(() => core.close())

/** Neither PostgreSQL's text nor its jsonb takes these: nothing, and half of a sign that was cut in two. */
const note = `cut \u0000 ${'😀'.slice(0, 1)}`
const KEPT = 'cut \uFFFD \uFFFD'

const stop = async () => {
  const { runId, stepRunIds } = await seedRun(core.ctx, {
    workspaceId: owner.workspaceId,
    flowId,
    state: 'failed',
    failedStepId: 'capture',
    steps: [{ stepId: 'capture', kind: 'action', effect: 'upsert', state: 'failed' }],
  })
  const found = () =>
    inWorkspace(core.ctx.db, owner.workspaceId, (tx) => tx.select().from(problem).where(eq(problem.runId, runId)))
  return { runId, stepRunId: stepRunIds[0] ?? '', found }
}

test.each<StepAct>([{ kind: 'retry' }, { kind: 'edit', input: {} }, { kind: 'skip' }])(
  'a note with letters that cannot be kept stops nobody from settling a step by $kind',
  async (act) => {
    const { runId, stepRunId, found } = await stop()
    mustGive(await settleStep(core.ctx, owner, { runId, stepRunId, act, note }))
    expect(await found()).toMatchObject([{ note: KEPT }])
  },
)

test('nor from putting it away', async () => {
  const { found } = await stop()
  const [raised] = await found()
  mustGive(await dismissReason(core.ctx, owner, { cause: raised?.cause ?? '', note }))
  expect(await found()).toMatchObject([{ state: 'dismissed', note: KEPT }])
})
