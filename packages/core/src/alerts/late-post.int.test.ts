import { newId } from '@patchbay/db/ids'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { alertChannel, alertMessage } from '@patchbay/db/schema'
import { testDatabase } from '@patchbay/db/testing'
import { useDatabase } from '@patchbay/local-stack/testing'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openCore, type TestCore } from '../testing/open-core.ts'
import { sendAlertMessages } from './send-alert-messages.ts'

const database = useDatabase(testDatabase)
let core: TestCore
beforeAll(() => {
  core = openCore(database.appUrl)
})
afterAll(() => core.close())

const REFUSED = { ok: false as const, again: true, reason: 'It answered 503.' }

/** A message that one worker posts past the end of its lease, and a second one then. */
async function postedByTwo() {
  const { workspaceId } = await core.newWorkspace()
  const { db } = core.ctx
  const inOwn = <T>(work: Parameters<typeof inWorkspace<T>>[2]) => inWorkspace(db, workspaceId, work)
  await inOwn(async (tx) => {
    const channelId = newId()
    const channel = { kind: 'webhook' as const, name: 'Operations', host: 'ops.example', secretId: newId() }
    await tx.insert(alertChannel).values({ ...channel, id: channelId, workspaceId, alerts: [], createdBy: 'Edda' })
    const expiresAt = sql`now() + interval '1 day'`
    await tx.insert(alertMessage).values({ id: newId(), workspaceId, channelId, notice: 1, body: {}, expiresAt })
  })
  const begin = async (outcome: { ok: true } | typeof REFUSED) => {
    const [posting, answer] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    const sent = sendAlertMessages(db, async () => {
      posting.resolve()
      await answer.promise
      return outcome
    })
    await posting.promise
    return async () => {
      answer.resolve()
      await sent
    }
  }
  const endLease = () => inOwn((tx) => tx.update(alertMessage).set({ leasedUntil: sql`now() - interval '1 second'` }))
  const message = async () => (await inOwn((tx) => tx.select().from(alertMessage)))[0]
  const channel = async () => (await inOwn((tx) => tx.select().from(alertChannel)))[0]
  return { begin, endLease, message, channel }
}

test('a failure that comes late neither takes the message from who posts it now nor says that it was not sent', async () => {
  const { begin, endLease, message, channel } = await postedByTwo()
  const [first, second] = [await begin(REFUSED), await endLease().then(() => begin({ ok: true }))]
  const leased = await message()
  expect(leased).toMatchObject({ state: 'queued', tries: 2, leasedUntil: expect.any(Date) })
  await first()
  expect([await message(), await channel()]).toMatchObject([leased, { lastError: null }])
  await second()
  expect([await message(), await channel()]).toMatchObject([{ state: 'sent' }, { lastError: null }])
})

test('a message that went through stays sent, whatever a worker says that posted it before', async () => {
  const { begin, endLease, message, channel } = await postedByTwo()
  const [first, second] = [await begin(REFUSED), await endLease().then(() => begin({ ok: true }))]
  await second()
  await first()
  expect([await message(), await channel()]).toMatchObject([{ state: 'sent', lastError: null }, { lastError: null }])
})

test('a message that went through late is not posted again', async () => {
  const { begin, endLease, message, channel } = await postedByTwo()
  const [first, second] = [await begin({ ok: true }), await endLease().then(() => begin(REFUSED))]
  await first()
  await second()
  expect([await message(), await channel()]).toMatchObject([{ state: 'sent', lastError: null }, { lastError: null }])
})
