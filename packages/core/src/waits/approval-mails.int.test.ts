import { inWorkspace } from '@patchbay/db/in-workspace'
import { approval, systemMail, workspace } from '@patchbay/db/schema'
import { testDatabase } from '@patchbay/db/testing'
import { useDatabase } from '@patchbay/local-stack/testing'
import { eq, sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openCore, type TestCore } from '../testing/open-core.ts'
import { seedMember, seedWaitingShop, type WaitingShop } from '../testing/seed-wait.ts'
import { askApproval } from './ask-approval.ts'
import { tellOfApprovals } from './tell-of-approvals.ts'

const database = useDatabase(testDatabase)
const settings = { publicUrl: 'https://patchbay.example', mail: true }
const HOUR_MS = 3_600_000
let core: TestCore

beforeAll(() => {
  core = openCore(database.appUrl)
})
afterAll(() => core.close())

const inShop = <T>(shop: WaitingShop, work: Parameters<typeof inWorkspace<T>>[2]) =>
  inWorkspace(core.ctx.db, shop.workspaceId, work)

async function ask(shop: WaitingShop, many: number): Promise<void> {
  const target = await shop.begin(await shop.flowWith())
  for (let index = 0; index < many; index++) {
    await askApproval(core.ctx.db, target, {
      place: { node: 1, stepId: 'ask', iteration: String(index) },
      question: 'Refund?',
      facts: [],
      form: [],
      approvers: { people: [], role: 'operator' },
      deadlineMs: HOUR_MS,
      remindMs: null,
    })
  }
}

test('questions that cannot be mailed are put off, each by itself, and hold up nobody', async () => {
  const [broken, sound] = [await seedWaitingShop(core.ctx), await seedWaitingShop(core.ctx)]
  for (const { workspaceId } of [broken, sound])
    await seedMember(core.ctx, { workspaceId, name: 'Idris', role: 'operator' })
  // No time can be written in such a zone.
  await inShop(broken, (tx) => tx.update(workspace).set({ timeZone: 'Nowhere/Nothing' }))
  await ask(broken, 60)
  await ask(sound, 1)
  const mailsOf = async (shop: WaitingShop) => (await inShop(shop, (tx) => tx.select().from(systemMail))).length

  const failures: string[] = []
  const tell = () => tellOfApprovals(core.ctx.db, settings, (_error, id) => failures.push(id))
  while ((await tell()) > 0);
  expect(await mailsOf(sound)).toBe(1)
  expect(failures).toHaveLength(60)

  // Tried again by and by, and not told twice once it works.
  const due = () =>
    inShop(broken, (tx) => tx.update(approval).set({ noticeAt: sql`notice_at - interval '10 minutes'` }))
  await due()
  while ((await tell()) > 0);
  expect(failures).toHaveLength(120)
  await inShop(broken, (tx) =>
    tx.update(workspace).set({ timeZone: 'UTC' }).where(eq(workspace.id, broken.workspaceId)),
  )
  for (let turn = 0; turn < 2; turn++) {
    await due()
    while ((await tell()) > 0);
  }
  expect([failures.length, await mailsOf(broken)]).toEqual([120, 60])
})
