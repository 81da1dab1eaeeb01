import { newId } from '@patchbay/db/ids'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { queuePersonMail } from '@patchbay/db/mail-functions'
import { systemMail } from '@patchbay/db/schema'
import { testDatabase } from '@patchbay/db/testing'
import { useDatabase } from '@patchbay/local-stack/testing'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openCore, type TestCore } from '../testing/open-core.ts'
import { seedMember, seedWaitingShop } from '../testing/seed-wait.ts'

const database = useDatabase(testDatabase)
let core: TestCore

beforeAll(() => {
  core = openCore(database.appUrl)
})
afterAll(() => core.close())

test('mail to a person lies in the mail room of a workspace only if they are a member of it', async () => {
  const [here, elsewhere] = [await seedWaitingShop(core.ctx), await seedWaitingShop(core.ctx)]
  const { email } = await seedMember(core.ctx, { workspaceId: here.workspaceId, name: 'Idris', role: 'viewer' })
  const mail = { kind: 'password_changed', subject: 's', text: 't', html: 'h', ttlMs: 60_000, to: email }
  const queue = (workspaceId: string | null, to = email) =>
    queuePersonMail(core.ctx.db, { ...mail, to, id: newId(), dedupeKey: newId(), workspaceId })
  await queue(here.workspaceId)
  await queue(here.workspaceId, email.toUpperCase())
  await queue(null, 'nobody@brindle.example')
  await expect(queue(elsewhere.workspaceId)).rejects.toThrow()
  const roomOf = async (workspaceId: string) =>
    (await inWorkspace(core.ctx.db, workspaceId, (tx) => tx.select().from(systemMail))).length
  expect([await roomOf(here.workspaceId), await roomOf(elsewhere.workspaceId)]).toEqual([2, 0])
  // Nor does a transaction of one workspace reach another one's.
  const across = inWorkspace(core.ctx.db, elsewhere.workspaceId, (tx) =>
    tx.execute(sql`SELECT queue_person_mail(${newId()}, ${here.workspaceId}, 'k', 'd', ${email}, 's', 't', 'h', 1000)`),
  )
  await expect(across).rejects.toThrow()
  expect(await roomOf(here.workspaceId)).toBe(2)
})
