import { newId } from '@patchbay/db/ids'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { alertChannel, alertMessage } from '@patchbay/db/schema'
import { eq, sql } from 'drizzle-orm'
import type { CoreContext } from '../context.ts'
import { authorise } from '../people/permissions.ts'
import type { Principal } from '../principal.ts'
import { fail, ok, type Result } from '../result.ts'
import { channelBody } from './channel-body.ts'

const TTL_MS = 60_000

/** Queues a message that says it is a try; the channel's list says how it went. */
export async function tryAlertChannel(
  ctx: CoreContext,
  principal: Principal,
  input: { channelId: string },
): Promise<Result<null>> {
  const allowed = authorise(principal, 'alert.channels')
  if (!allowed.ok) return allowed
  const { workspaceId } = principal
  const queued = await inWorkspace(ctx.db, workspaceId, async (tx): Promise<Result<null>> => {
    const [channel] = await tx.select().from(alertChannel).where(eq(alertChannel.id, input.channelId))
    if (channel === undefined) return fail('not_found', 'This channel does not exist in this workspace.')
    const words = {
      title: 'Patchbay reaches this channel',
      lines: [`${principal.name} sent this to try it. There is nothing to do.`],
      action: { label: 'Alert settings', path: '/settings/alerts' },
    }
    await tx.insert(alertMessage).values({
      id: newId(),
      workspaceId,
      channelId: channel.id,
      notice: 0,
      body: channelBody(channel.kind, {
        words,
        publicUrl: ctx.settings.publicUrl,
        event: { kind: 'test', alertId: null, subjectId: null, runId: null, count: 0 },
      }),
      expiresAt: sql`now() + ${TTL_MS} * interval '1 ms'`,
    })
    return ok(null)
  })
  if (queued.ok) ctx.notify('patchbay_inbox', 'alert')
  return queued
}
