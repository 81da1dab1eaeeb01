import { inWorkspace } from '@patchbay/db/in-workspace'
import { type RunState, run, type StepState } from '@patchbay/db/schema'
import { testDatabase } from '@patchbay/db/testing'
import { useDatabase } from '@patchbay/local-stack/testing'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { listFlows } from '../flows/list-flows.ts'
import type { Principal } from '../principal.ts'
import { settleStep } from '../problems/settle-step.ts'
import { openCore, type TestCore } from '../testing/open-core.ts'
import { mustGive } from '../testing/result-of.ts'
import { seedRun } from '../testing/seed-run.ts'
import { createWorkspace } from '../workspace/create-workspace.ts'

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

test.each<[string, RunState, StepState[], RunState]>([
  ['tries its step again', 'needs_attention', ['needs_attention'], 'retrying'],
  ['has another that is held', 'needs_attention', ['needs_attention', 'needs_attention'], 'needs_attention'],
  // Shown as at work it would never be leased.
  ['changed hands and is queued', 'queued', ['needs_attention'], 'queued'],
])('a held run that a person lets go on, and that %s, is then shown so', async (_what, state, states, shown) => {
  const { workspaceId } = owner
  const steps = states.map((of, index) => ({ stepId: `step${index}`, node: index + 1, kind: 'action', state: of }))
  const { runId, stepRunIds } = await seedRun(core.ctx, { workspaceId, flowId, state, steps })
  const stepRunId = stepRunIds[0] ?? ''
  mustGive(await settleStep(core.ctx, owner, { runId, stepRunId, act: { kind: 'retry' } }))
  const [found] = await inWorkspace(core.ctx.db, workspaceId, (tx) => tx.select().from(run).where(eq(run.id, runId)))
  expect(found).toMatchObject({ state: shown, epoch: 1 })
})
