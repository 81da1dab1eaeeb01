import { inWorkspace } from '@patchbay/db/in-workspace'
import { decision, stepRun } from '@patchbay/db/schema'
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
import { type BegunAttempt, beginAttempt } from './begin-attempt.ts'
import { decide } from './decide.ts'
import { type AttemptEnd, finishAttempt } from './finish-attempt.ts'
import type { RunTarget } from './run-target.ts'

// What the model of lease, epoch and intent found: a worker frozen in its call, whose answer comes after all.
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

test('an answer that comes while a person is asked withdraws the question and lets the run go on', async () => {
  const { target, begun } = await cutOff()
  expect(await finishAttempt(core.ctx.db, target, begun, succeeded(begun))).toBe('applied')
  const { step, questions } = await read(begun)
  expect(step).toMatchObject({ state: 'succeeded', sentAt: null })
  expect(step?.releaseRequestedAt).not.toBeNull()
  expect(questions).toMatchObject([{ state: 'withdrawn' }])
})

test('an answer that tells nothing leaves the question as it was', async () => {
  const { target, begun } = await cutOff()
  await finishAttempt(core.ctx.db, target, begun, unknown(begun))
  const { step, questions } = await read(begun)
  expect(step).toMatchObject({ state: 'needs_attention', releaseRequestedAt: null })
  expect(questions).toMatchObject([{ state: 'open' }])
})

test('after a person said “again” an answer that tells nothing comes late, and one that tells it was applied counts', async () => {
  const { target, begun } = await cutOff()
  const { questions } = await read(begun)
  mustGive(await decide(core.ctx, owner, { decisionId: questions[0]?.id ?? '', verdict: 'again' }))
  expect(await finishAttempt(core.ctx.db, target, begun, unknown(begun))).toBe('late')
  expect((await read(begun)).step).toMatchObject({ state: 'retrying', generation: begun.generation + 1 })
  expect(await finishAttempt(core.ctx.db, target, begun, succeeded(begun))).toBe('applied')
  const after = await read(begun)
  expect(after.step).toMatchObject({ state: 'succeeded' })
  expect(after.questions).toMatchObject([{ state: 'decided' }])
})

test('an answer and a person who decides at the same moment do not wait for each other, and the answer counts', async () => {
  for (let round = 0; round < 10; round++) {
    const { target, begun } = await cutOff()
    const decisionId = (await read(begun)).questions[0]?.id ?? ''
    const [decided, written] = await Promise.all([
      decide(core.ctx, owner, { decisionId, verdict: 'again' }),
      finishAttempt(core.ctx.db, target, begun, succeeded(begun)),
    ])
    expect(written).toBe('applied')
    const { step, questions } = await read(begun)
    expect(step).toMatchObject({ state: 'succeeded' })
    expect(questions).toMatchObject([{ state: decided.ok ? 'decided' : 'withdrawn' }])
  }
})

/** A write whose worker is frozen: another one has taken it to be cut off, and put it before a person. */
async function cutOff(): Promise<{ target: RunTarget; begun: BegunAttempt }> {
  const { runId } = await seedRun(core.ctx, { workspaceId: owner.workspaceId, flowId, state: 'running' })
  const target = { workspaceId: owner.workspaceId, runId, epoch: 1 }
  const begun = await beginAttempt(core.ctx.db, target, {
    place: { node: 1, stepId: 'pay', iteration: '' },
    kind: 'action',
    effect: 'create',
    connectionId: null,
    newInput: {},
    generation: 1,
    idempotencyKey: runId,
    attemptsSoFar: 0,
  })
  if (begun === null) throw new Error('The attempt was refused.')
  await finishAttempt(core.ctx.db, target, begun, unknown(begun))
  return { target, begun }
}

const read = (begun: BegunAttempt) =>
  inWorkspace(core.ctx.db, owner.workspaceId, async (tx) => {
    const [step] = await tx.select().from(stepRun).where(eq(stepRun.id, begun.stepRunId))
    return { step, questions: await tx.select().from(decision).where(eq(decision.stepRunId, begun.stepRunId)) }
  })

const unknown = ({ generation }: BegunAttempt): AttemptEnd => ({
  outcome: 'unknown',
  error: { code: 'unknown_outcome', message: 'No answer came back.' },
  log: [],
  step: {
    ...{ port: null, output: null, notes: null, nextTryAt: null, generation },
    state: 'needs_attention',
    unresolved: true,
    question: { kind: 'unknown', text: 'Did it go through?' },
  },
})

const succeeded = ({ generation }: BegunAttempt): AttemptEnd => ({
  outcome: 'succeeded',
  error: null,
  log: [],
  step: {
    ...{ output: {}, notes: null, nextTryAt: null, generation },
    state: 'succeeded',
    port: 'out',
    unresolved: false,
    question: null,
  },
})
