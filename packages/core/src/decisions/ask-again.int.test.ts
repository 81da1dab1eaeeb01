import { newId } from '@patchbay/db/ids'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { decision, stepRun } from '@patchbay/db/schema'
import { testDatabase } from '@patchbay/db/testing'
import { useDatabase } from '@patchbay/local-stack/testing'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { listFlows } from '../flows/list-flows.ts'
import { getNavCounts } from '../nav/get-nav-counts.ts'
import type { Principal } from '../principal.ts'
import { listReasons } from '../problems/list-reasons.ts'
import { openCore, type TestCore } from '../testing/open-core.ts'
import { mustGive, mustRefuse } from '../testing/result-of.ts'
import { seedRun } from '../testing/seed-run.ts'
import { createWorkspace } from '../workspace/create-workspace.ts'
import { askAgain } from './ask-again.ts'
import { listDecisions } from './list-decisions.ts'

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

const inside = <T>(work: Parameters<typeof inWorkspace<T>>[2]) => inWorkspace(core.ctx.db, owner.workspaceId, work)

const [FIRST, LAST] = [new Date('2026-11-21T12:00:00Z'), new Date('2026-11-21T12:04:00Z')]

/** A write of which nobody knows whether it went through, put before a person. */
const ask = async (stepId: string) => {
  const { stepRunIds, runId } = await seedRun(core.ctx, {
    workspaceId: owner.workspaceId,
    flowId,
    state: 'needs_attention',
    subject: '#1001',
    steps: [
      { stepId: 'payment', kind: 'action', effect: 'upsert', state: 'succeeded', tries: [{ outcome: 'succeeded' }] },
      {
        stepId,
        kind: 'action',
        effect: 'create',
        state: 'running',
        generation: 2,
        sentAt: FIRST,
        tries: [
          { outcome: 'unknown', startedAt: FIRST },
          { outcome: 'unknown', startedAt: LAST },
        ],
        input: { reference: 'order-1001' },
      },
    ],
  })
  const stepRunId = stepRunIds.at(-1) ?? ''
  const id = newId()
  await inside(async (tx) => {
    const row = { id, workspaceId: owner.workspaceId, runId, stepRunId, question: 'Did it go through?' }
    await tx.insert(decision).values(row)
    await tx.update(stepRun).set({ state: 'needs_attention' }).where(eq(stepRun.id, stepRunId))
  })
  return { id, stepRunId, runId }
}

test('a vendor that can be looked at is asked once more, under the key that the write went out under', async () => {
  const { id, stepRunId, runId } = await ask('label')
  const [view] = mustGive(await listDecisions(core.ctx, owner, { state: 'open' }))
  expect(view).toMatchObject({ id, kind: 'unknown', vendor: 'EasyPost', mayAsk: 'lookup', byHand: false, tries: 2 })
  // The person looks for it at the vendor at the time of the last try, not at that of the first.
  expect(view?.sentAt).toEqual(LAST)
  expect(view?.doneBefore).toHaveLength(1)
  // A decision is a reason of its own: it is not raised a second time as a problem.
  expect(mustGive(await listReasons(core.ctx, owner, { state: 'open' }))).toMatchObject({ reasons: [], decided: 0 })
  expect(mustGive(await getNavCounts(core.ctx, owner)).problems).toBe(1)
  mustGive(await askAgain(core.ctx, owner, { decisionId: id }))
  expect(core.asked.at(-1)).toMatchObject({ kind: 'release', target: { runId } })
  const [step] = await inside((tx) => tx.select().from(stepRun).where(eq(stepRun.id, stepRunId)))
  // Still open whether it went through: the generation, and with it the key, stays.
  expect(step).toMatchObject({ state: 'retrying', generation: 2, roundFrom: 2, sentAt: expect.any(Date) })
  expect(step?.releaseRequestedAt).not.toBeNull()
  expect(mustRefuse(await askAgain(core.ctx, owner, { decisionId: id })).code).toBe('conflict')
  expect(mustGive(await listReasons(core.ctx, owner, { state: 'resolved' })).decided).toBe(1)
})
