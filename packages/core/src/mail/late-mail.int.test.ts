import { newId } from '@patchbay/db/ids'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { queuePersonMail } from '@patchbay/db/mail-functions'
import { systemMail } from '@patchbay/db/schema'
import { testDatabase } from '@patchbay/db/testing'
import { useDatabase } from '@patchbay/local-stack/testing'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { MailOutcome } from '../ports/mail.ts'
import { openCore, type TestCore } from '../testing/open-core.ts'
import { seedMember, seedWaitingShop } from '../testing/seed-wait.ts'
import { sendDueMail } from './send-due-mail.ts'

const database = useDatabase(testDatabase)
let core: TestCore
beforeAll(() => {
  core = openCore(database.appUrl)
})
afterAll(() => core.close())

/** A mail that one worker sends past the end of its lease, and a second one then. */
async function sentByTwo() {
  const { workspaceId } = await seedWaitingShop(core.ctx)
  const { email } = await seedMember(core.ctx, { workspaceId, name: 'Idris', role: 'viewer' })
  const { db } = core.ctx
  const words = { kind: 'password_changed', subject: 's', text: 't', html: 'h', ttlMs: 600_000 }
  await queuePersonMail(db, { ...words, id: newId(), dedupeKey: newId(), workspaceId, to: email })
  const begin = async (outcome: MailOutcome) => {
    const [sending, answer] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    const send = async () => {
      sending.resolve()
      await answer.promise
      return outcome
    }
    const sent = sendDueMail(db, { send })
    await sending.promise
    return async () => {
      answer.resolve()
      await sent
    }
  }
  const endLease = () =>
    inWorkspace(db, workspaceId, (tx) => tx.update(systemMail).set({ leasedUntil: sql`now() - interval '1 second'` }))
  const mail = async () => (await inWorkspace(db, workspaceId, (tx) => tx.select().from(systemMail)))[0]
  return { begin, endLease, mail }
}

test.each([true, false])(
  'a failure that comes late leaves a mail to who sends it now (tried again: %s)',
  async (again) => {
    const { begin, endLease, mail } = await sentByTwo()
    const failed = { ok: false as const, again, reason: 'The connection was lost.' }
    const [first, second] = [await begin(failed), await endLease().then(() => begin({ ok: true }))]
    const leased = await mail()
    expect(leased).toMatchObject({ state: 'queued', tries: 2, leasedUntil: expect.any(Date) })
    await first()
    expect(await mail()).toEqual(leased)
    await second()
    expect(await mail()).toMatchObject({ state: 'sent', lastError: null })
  },
)

test('a mail that went through late is not sent again', async () => {
  const { begin, endLease, mail } = await sentByTwo()
  const failed = { ok: false as const, again: true, reason: 'The connection was lost.' }
  const [first, second] = [await begin({ ok: true }), await endLease().then(() => begin(failed))]
  await first()
  await second()
  expect(await mail()).toMatchObject({ state: 'sent', lastError: null })
})
