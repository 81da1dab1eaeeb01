import { listAlertRecipients } from '@patchbay/db/alert-functions'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { type AlertKind, alertChannel, alertMute, alertSetting, connection, flow } from '@patchbay/db/schema'
import { and, asc, eq, gt, isNull, or, sql } from 'drizzle-orm'
import type { CoreContext } from '../context.ts'
import { authorise } from '../people/permissions.ts'
import type { Principal } from '../principal.ts'
import { fail, ok, type Result } from '../result.ts'
import { defaultMail } from './default-mail.ts'

export type AlertSettings = {
  /** What the asking person is mailed about. */
  mail: AlertKind[]
  /** False until the address is confirmed: no alert goes there before. */
  confirmed: boolean
  mutedUntil: Date | null
  mutes: { id: string; subjectId: string; name: string; forEverybody: boolean; until: Date | null; mutedBy: string }[]
  channels: {
    id: string
    kind: 'slack' | 'webhook'
    name: string
    host: string
    alerts: AlertKind[]
    lastSentAt: Date | null
    lastError: string | null
  }[]
}

export async function getAlertSettings(ctx: CoreContext, principal: Principal): Promise<Result<AlertSettings>> {
  const allowed = authorise(principal, 'alert.read')
  if (!allowed.ok) return allowed
  if (principal.kind !== 'user') return fail('forbidden', 'Alert settings belong to people: sign in to see yours.')
  const { userId, role } = principal
  return inWorkspace(ctx.db, principal.workspaceId, async (tx) => {
    const [own] = await tx.select().from(alertSetting).where(eq(alertSetting.userId, userId))
    const mutes = await tx
      .select({
        id: alertMute.id,
        subjectId: alertMute.subjectId,
        name: sql<string>`coalesce(${flow.name}, ${connection.name}, 'Something that is gone')`,
        userId: alertMute.userId,
        until: alertMute.until,
        mutedBy: alertMute.mutedBy,
      })
      .from(alertMute)
      .leftJoin(flow, eq(flow.id, alertMute.subjectId))
      .leftJoin(connection, eq(connection.id, alertMute.subjectId))
      .where(
        and(
          or(isNull(alertMute.userId), eq(alertMute.userId, userId)),
          or(isNull(alertMute.until), gt(alertMute.until, sql`now()`)),
        ),
      )
      .orderBy(asc(alertMute.createdAt))
    const channels = await tx.select().from(alertChannel).orderBy(asc(alertChannel.createdAt))
    const recipients = await listAlertRecipients(tx, principal.workspaceId)
    return ok({
      confirmed: recipients.some((person) => person.userId === userId),
      mail: [...(own?.mail ?? defaultMail(role))],
      mutedUntil: own?.mutedUntil ?? null,
      mutes: mutes.map(({ userId: whose, ...mute }) => ({ ...mute, forEverybody: whose === null })),
      channels: channels.map(({ id, kind, name, host, alerts, lastSentAt, lastError }) => ({
        id,
        kind,
        name,
        host,
        alerts,
        lastSentAt,
        lastError,
      })),
    })
  })
}
