import { purgeExpired } from '@patchbay/db/functions'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { approval, eventWait, run, workspace } from '@patchbay/db/schema'
import { testDatabase } from '@patchbay/db/testing'
import { useDatabase } from '@patchbay/local-stack/testing'
import { eq, sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openCore, type TestCore } from '../testing/open-core.ts'
import { mustGive } from '../testing/result-of.ts'
import { eventStep, seedWaitingShop } from '../testing/seed-wait.ts'
import { askApproval } from './ask-approval.ts'
import { listApprovals } from './list-approvals.ts'
import { beginEventWait } from './wait-for-event.ts'

const database = useDatabase(testDatabase)
let core: TestCore

beforeAll(() => {
  core = openCore(database.appUrl)
})
afterAll(() => core.close())

test('what a run asked and waited for goes with the rest that it said', async () => {
  const shop = await seedWaitingShop(core.ctx)
  const inShop = <T>(work: Parameters<typeof inWorkspace<T>>[2]) => inWorkspace(core.ctx.db, shop.workspaceId, work)
  const of = await shop.flowWith({ ...eventStep(shop.connectionId) })
  const target = await shop.begin(of, new Date(Date.now() - 10 * 86_400_000))
  await askApproval(core.ctx.db, target, {
    place: { node: 1, stepId: 'ask', iteration: '' },
    question: 'Refund Ada Byron?',
    facts: [{ label: 'Mail', value: 'ada@example.com' }],
    form: [],
    approvers: { people: [], role: 'operator' },
    deadlineMs: 1_000,
    remindMs: null,
  })
  await beginEventWait(core.ctx.db, target, {
    place: { node: 2, stepId: 'delivered', iteration: '' },
    ...of,
    keyText: 'ada@example.com',
    timeoutMs: 1_000,
    since: new Date(),
    eachOnce: false,
  })
  await inShop(async (tx) => {
    await tx.update(workspace).set({ keepPayloadDays: 5, keepMetadataDays: 60 })
    await tx.update(approval).set({ state: 'decided', verdict: 'approved', decidedAt: new Date(), decidedBy: 'Wren' })
    await tx
      .update(run)
      .set({ state: 'succeeded', finishedAt: sql`now() - interval '9 days'` })
      .where(eq(run.id, target.runId))
  })
  while ((await purgeExpired(core.ctx.db, { runDays: 90, keyDays: 180, batch: 50 })) > 0);
  const left = await inShop(async (tx) => ({
    runs: (await tx.select().from(run)).map(({ forgotten }) => forgotten),
    waits: (await tx.select().from(eventWait)).map(({ keyText, state }) => [keyText, state]),
    asked: (await tx.select().from(approval)).map(({ question, facts }) => [question, facts]),
  }))
  expect(left).toEqual({ runs: ['data'], waits: [['', 'open']], asked: [['', []]] })
  const viewer = {
    kind: 'user',
    userId: shop.workspaceId,
    name: 'V',
    workspaceId: shop.workspaceId,
    role: 'viewer',
  } as const
  const [shown] = mustGive(await listApprovals(core.ctx, viewer, { state: 'over' }))
  expect(shown).toMatchObject({ question: 'What was asked has been removed by retention.', verdict: 'approved' })
})
