import { type LeasedAlertMessage, leaseAlertMessages } from '@patchbay/db/alert-functions'
import type { Database } from '@patchbay/db/database'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { alertChannel, alertMessage } from '@patchbay/db/schema'
import { and, eq, sql } from 'drizzle-orm'

/** Posts one message; `again` where another try may help. The worker wires it: address and key are in the vault. */
export type PostToChannel = (message: {
  id: string
  workspaceId: string
  kind: 'slack' | 'webhook'
  secretId: string
  body: string
}) => Promise<{ ok: true } | { ok: false; again: boolean; reason: string }>

const BATCH = 20
const LEASE_MS = 60_000
const WAITS_MS = [10_000, 60_000, 5 * 60_000, 15 * 60_000, 60 * 60_000]

/** Posts what is due, for all workspaces; the number tried. The same message has the same id at each try. */
export async function sendAlertMessages(db: Database, post: PostToChannel): Promise<number> {
  const due = await leaseAlertMessages(db, { limit: BATCH, ttlMs: LEASE_MS })
  await Promise.all(due.map((message) => sendOne(db, post, message)))
  return due.length
}

async function sendOne(db: Database, post: PostToChannel, message: LeasedAlertMessage): Promise<void> {
  const { id, workspaceId, channelId, tries } = message
  const [channel] = await inWorkspace(db, workspaceId, (tx) =>
    tx.select().from(alertChannel).where(eq(alertChannel.id, channelId)),
  )
  const outcome =
    channel === undefined
      ? { ok: false as const, again: false, reason: 'The channel was removed.' }
      : await post({
          id,
          workspaceId,
          kind: channel.kind,
          secretId: channel.secretId,
          body: JSON.stringify(message.body),
        })
  const waitMs = outcome.ok || !outcome.again ? null : (WAITS_MS[tries - 1] ?? null)
  const lastError = outcome.ok ? null : outcome.reason.slice(0, 300)
  await inWorkspace(db, workspaceId, async (tx) => {
    // Who stood still for longer than the lease does not undo what another has made of it. That it went through is true,
    // whoever says so.
    const own = outcome.ok ? [] : [eq(alertMessage.tries, tries)]
    const noted = await tx
      .update(alertMessage)
      .set({
        state: outcome.ok ? 'sent' : waitMs === null ? 'failed' : 'queued',
        lastError,
        leasedUntil: null,
        ...(waitMs === null ? {} : { dueAt: sql`now() + ${waitMs} * interval '1 ms'` }),
      })
      .where(and(eq(alertMessage.id, id), eq(alertMessage.state, 'queued'), ...own))
      .returning({ id: alertMessage.id })
    if (noted.length === 0) return
    await tx
      .update(alertChannel)
      .set({ lastError, ...(outcome.ok ? { lastSentAt: sql`now()` } : {}) })
      .where(eq(alertChannel.id, channelId))
  })
}
