import type { CoreContext } from '@patchbay/core/context'
import type { Principal } from '@patchbay/core/principal'
import { takeOverRun } from '@patchbay/core/runs/take-over-run'
import { openCore, type TestCore } from '@patchbay/core/testing/open-core'
import { decideApproval } from '@patchbay/core/waits/decide-approval'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { approval, stepRun } from '@patchbay/db/schema'
import { testDatabase } from '@patchbay/db/testing'
import { useDatabase, useTemporal } from '@patchbay/local-stack/testing'
import { and, eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createEnginePort } from './client.ts'
import { states, until } from './testing/observe.ts'
import { constant, placed, planOf, setStep } from './testing/plans.ts'
import { approvalNode } from './testing/waiting.ts'
import { openWorld, type World } from './testing/world.ts'

/** What a lane waits for that its parallel went on without is not waited for any more. */

const database = useDatabase(testDatabase)
const temporal = useTemporal()
let world: World
let core: TestCore
let ctx: CoreContext
let owner: Principal

const fail = (error: unknown): never => {
  throw error
}

beforeAll(async () => {
  world = await openWorld({ appUrl: database.appUrl, address: temporal.address, namespace: temporal.namespace })
  core = openCore(database.appUrl)
  ctx = { ...core.ctx, db: world.db, engine: createEnginePort(world.client, fail), notify: () => undefined }
  const { workspaceId } = world
  owner = { kind: 'user', userId: workspaceId, name: 'Olive', workspaceId, role: 'owner' }
}, 60_000)
afterAll(async () => {
  await core?.close()
  await world?.close()
})

const race = (timeoutMs: number | null) => ({
  control: {
    id: 'race',
    kind: 'parallel' as const,
    mode: 'segment' as const,
    catches: true,
    join: { of: 'ended' as const, need: timeoutMs === null ? 1 : null, timeoutMs, lanes: 2 },
  },
  work: { kind: 'parallel' as const, name: 'Race' },
})

/** Somebody is asked in one lane; once that is left, somebody else is asked. */
const racing = (timeoutMs: number | null) =>
  planOf([
    race(timeoutMs),
    placed(approvalNode('ask'), { region: 1, lane: 0, deps: [] }),
    placed(setStep('short', constant('x')), { region: 1, lane: 1, deps: [] }),
    placed(approvalNode('hold'), { deps: [{ node: 1, port: timeoutMs === null ? 'out' : 'error' }] }),
  ])

const questions = async (runId: string) => {
  const rows = await inWorkspace(world.db, world.workspaceId, (tx) =>
    tx
      .select({ id: approval.id, stepId: stepRun.stepId, state: approval.state })
      .from(approval)
      .innerJoin(stepRun, eq(stepRun.id, approval.stepRunId))
      .where(eq(approval.runId, runId)),
  )
  return Object.fromEntries(rows.map(({ stepId, ...row }) => [stepId, row]))
}

test.each([null, 200])('a question in a lane that is left (time-out: %s) is closed', async (timeoutMs) => {
  const { runId } = await world.start(racing(timeoutMs))
  await world.dispatch()
  const left = await until(world, runId, (seen) => {
    const { ask, hold } = states(seen)
    return hold === 'waiting' && ask === 'cancelled'
  })
  expect(left.run.state).toBe('waiting')
  const { ask, hold } = await questions(runId)
  expect([ask?.state, hold?.state]).toEqual(['withdrawn', 'open'])
  const late = await decideApproval(ctx, owner, { approvalId: ask?.id ?? '', verdict: 'approved', answers: {} })
  expect(late).toMatchObject({ ok: false, error: { code: 'gone' } })
})

test('a run that is taken over before that was written down closes it', async () => {
  const { runId } = await world.start(racing(null))
  await world.dispatch()
  await until(world, runId, (seen) => states(seen)['hold'] === 'waiting' && states(seen)['ask'] === 'cancelled')
  // As it stands where the worker died in between.
  const ofAsk = and(eq(stepRun.runId, runId), eq(stepRun.stepId, 'ask'))
  const { ask } = await questions(runId)
  await inWorkspace(world.db, world.workspaceId, async (tx) => {
    await tx.update(stepRun).set({ state: 'waiting', finishedAt: null }).where(ofAsk)
    await tx
      .update(approval)
      .set({ state: 'open' })
      .where(eq(approval.id, ask?.id ?? ''))
  })
  await takeOverRun(world.db, { workspaceId: world.workspaceId, runId, epoch: 1 })
  await world.dispatch()
  await until(world, runId, ({ steps }) => steps.some(({ stepId, state }) => stepId === 'ask' && state === 'cancelled'))
  const { ask: closed, hold } = await questions(runId)
  expect([closed?.state, hold?.state]).toEqual(['withdrawn', 'open'])
})
