import { randomBytes } from 'node:crypto'
import { newId } from '@patchbay/db/ids'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { type AlertKind, alertChannel } from '@patchbay/db/schema'
import { writeAudit } from '../audit/write-audit.ts'
import type { CoreContext } from '../context.ts'
import { authorise } from '../people/permissions.ts'
import type { Principal } from '../principal.ts'
import { fail, ok, type Result } from '../result.ts'
import { alertAddress } from './alert-address.ts'

const MOST_CHANNELS = 20
const KEY_BYTES = 24

export type NewAlertChannel = { kind: 'slack' | 'webhook'; name: string; url: string; alerts: AlertKind[] }

/**
 * A channel for everybody's alerts. `signingKey` is told once: a webhook is signed with it as Standard Webhooks has it
 * (headers `webhook-id`, `webhook-timestamp`, `webhook-signature`); null for Slack, whose address is the secret.
 */
export async function addAlertChannel(
  ctx: CoreContext,
  principal: Principal,
  input: NewAlertChannel,
): Promise<Result<{ id: string; signingKey: string | null }>> {
  const allowed = authorise(principal, 'alert.channels')
  if (!allowed.ok) return allowed
  const address = alertAddress(input.kind, input.url)
  if (!address.ok) return address
  const { workspaceId } = principal
  const { url, host } = address.value
  const signingKey = input.kind === 'webhook' ? `whsec_${randomBytes(KEY_BYTES).toString('base64')}` : null
  const values = { url, ...(signingKey === null ? {} : { signingKey }) }
  const { secretId } = await ctx.vault.store({ workspaceId, values, hosts: [host] })
  const id = newId()
  const added = await inWorkspace(ctx.db, workspaceId, async (tx): Promise<Result<null>> => {
    const there = await tx.select({ id: alertChannel.id }).from(alertChannel)
    if (there.length >= MOST_CHANNELS)
      return fail('conflict', `A workspace has at most ${MOST_CHANNELS} channels. Remove one first.`)
    const { kind, name } = input
    const alerts = [...new Set(input.alerts)]
    await tx
      .insert(alertChannel)
      .values({ id, workspaceId, kind, name, host, secretId, alerts, createdBy: principal.name })
    const detail = { kind, name, host, alerts }
    await writeAudit(tx, principal, { action: 'alert.channels', subjectKind: 'alert_channel', subjectId: id, detail })
    return ok(null)
  })
  if (added.ok) return ok({ id, signingKey })
  await ctx.vault.remove({ workspaceId, secretId })
  return added
}
