import { connect, createServer, type Socket } from 'node:net'
import { closeDatabase, openDatabase } from '@patchbay/db/database'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { attempt, decision, stepLog, stepRun } from '@patchbay/db/schema'
import { testDatabase } from '@patchbay/db/testing'
import { useDatabase } from '@patchbay/local-stack/testing'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { listFlows } from '../flows/list-flows.ts'
import type { Principal } from '../principal.ts'
import { cutWhileWriting, runLock } from '../testing/cut-while-writing.ts'
import { openCore, type TestCore } from '../testing/open-core.ts'
import { mustGive } from '../testing/result-of.ts'
import { seedRun } from '../testing/seed-run.ts'
import { createWorkspace } from '../workspace/create-workspace.ts'
import { type BegunAttempt, beginAttempt } from './begin-attempt.ts'
import { type AttemptEnd, finishAttempt } from './finish-attempt.ts'
import type { RunTarget } from './run-target.ts'

// A vendor has answered, and its answer is in this process alone.
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

test('an answer outlives a connection that is lost while it is written down', async () => {
  const { target, begun } = await answered()
  let written: Promise<'applied' | 'late'> | undefined
  await cutWhileWriting(core.ctx.db, owner.workspaceId, {
    lock: runLock(target.runId),
    begin: () => {
      written = finishAttempt(core.ctx.db, target, begun, succeeded(begun))
      written.catch(() => undefined)
    },
  })
  expect(await written).toBe('applied')
  expect(await read(begun)).toMatchObject({ step: { state: 'succeeded' }, lines: [{ message: 'sent' }] })
})

test.each([
  ['an effect', (begun: BegunAttempt) => succeeded(begun)],
  ['a question', (begun: BegunAttempt) => unknown(begun)],
])('what was committed and not heard of counts, and %s is written down once', async (_what, endOf) => {
  const { target, begun } = await answered()
  const way = await openWay()
  const db = openDatabase(way.url)
  // Its connection is made before, so that the answer to be lost is of the attempt's end.
  await inWorkspace(db, owner.workspaceId, (tx) => tx.select().from(attempt).limit(1))
  way.loseNextCommit()
  const end = endOf(begun)
  expect(await finishAttempt(db, target, begun, end)).toBe('applied')
  expect(way.lost()).toBe(1)
  const { step, lines, questions } = await read(begun)
  expect(step?.state).toBe(end.step.state)
  expect(lines).toHaveLength(1)
  expect(questions).toHaveLength(end.step.question === null ? 0 : 1)
  await closeDatabase(db)
  await way.close()
})

test('what PostgreSQL refuses is an error at once', async () => {
  const { target, begun } = await answered()
  const patienceMs = begun.patience.leftMs
  const strange = { ...begun, generation: 3_000_000_000 }
  await expect(finishAttempt(core.ctx.db, target, strange, succeeded(strange))).rejects.toMatchObject({
    name: 'StoreError',
    code: '22003',
  })
  // A pause would have been taken from it.
  expect(patienceMs - begun.patience.leftMs).toBeLessThan(250)
})

/** A write that was sent, and what it came to is to be written down. */
async function answered(): Promise<{ target: RunTarget; begun: BegunAttempt }> {
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
  return { target, begun }
}

/** A way to the database on which the answer to a commit can get lost, with its connection. */
async function openWay() {
  const to = new URL(database.appUrl)
  let losing = false
  let lost = 0
  const open = new Set<Socket>()
  const server = createServer((client) => {
    const upstream = connect(Number(to.port), to.hostname)
    for (const [socket, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      open.add(socket)
      socket.on('error', () => other.destroy())
      socket.on('close', () => {
        open.delete(socket)
        other.destroy()
      })
    }
    client.on('data', (chunk) => upstream.write(chunk))
    upstream.on('data', (chunk) => {
      if (!losing || !chunk.includes('COMMIT\0')) return client.write(chunk)
      losing = false
      lost++
      return client.destroy()
    })
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const address = server.address()
  const url = new URL(to)
  url.hostname = '127.0.0.1'
  url.port = typeof address === 'object' && address !== null ? `${address.port}` : ''
  return {
    url: url.href,
    loseNextCommit: () => {
      losing = true
    },
    lost: () => lost,
    close: () =>
      new Promise<void>((closed) => {
        for (const socket of open) socket.destroy()
        server.close(() => closed())
      }),
  }
}

const read = (begun: BegunAttempt) =>
  inWorkspace(core.ctx.db, owner.workspaceId, async (tx) => {
    const [step] = await tx.select().from(stepRun).where(eq(stepRun.id, begun.stepRunId))
    const lines = await tx.select().from(stepLog).where(eq(stepLog.stepRunId, begun.stepRunId))
    return { step, lines, questions: await tx.select().from(decision).where(eq(decision.stepRunId, begun.stepRunId)) }
  })

const log = (): AttemptEnd['log'] => [{ at: new Date(), level: 'info', message: 'sent', data: null }]

const unknown = ({ generation }: BegunAttempt): AttemptEnd => ({
  outcome: 'unknown',
  error: { code: 'unknown_outcome', message: 'No answer came back.' },
  log: log(),
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
  log: log(),
  step: {
    ...{ output: { id: 'made_1' }, notes: null, nextTryAt: null, generation },
    state: 'succeeded',
    port: 'out',
    unresolved: false,
    question: null,
  },
})
