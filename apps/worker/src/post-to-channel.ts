import type { PostToChannel } from '@patchbay/core/alerts/send-alert-messages'
import { createTransport, type Transport } from '@patchbay/egress/transport'
import { Webhook } from 'standardwebhooks'

const TIMEOUT_MS = 10_000
/** The time-out is the transport's, which reads what is here before it gives up. */
const NEVER = new AbortController().signal

type Secrets = {
  readForConnection(workspaceId: string, secretId: string): Promise<{ values: Record<string, string> }>
}

/**
 * Posts alerts by the one way out. A webhook is signed as Standard Webhooks has it, its id the same at each try, so that
 * its receiver can tell a repeat.
 */
export function createPostToChannel(
  vault: Secrets,
  transport: Transport = createTransport({ allowOrigins: [] }),
  timeoutMs = TIMEOUT_MS,
): PostToChannel {
  return async ({ id, workspaceId, secretId, body }) => {
    try {
      const { values } = await vault.readForConnection(workspaceId, secretId)
      const { url, signingKey } = values
      if (url === undefined)
        return { ok: false, again: false, reason: 'Its address is gone. Remove the channel and add it again.' }
      const answer = await transport({
        method: 'POST',
        url,
        headers: {
          'content-type': 'application/json',
          ...(signingKey === undefined ? {} : signed(signingKey, id, body)),
        },
        body,
        signal: NEVER,
        timeoutMs,
      })
      if (answer.status >= 200 && answer.status < 300) return { ok: true }
      if (answer.status >= 300 && answer.status < 400) {
        return { ok: false, again: false, reason: 'It redirects elsewhere: use the final address.' }
      }
      const again = answer.status === 429 || answer.status >= 500
      return { ok: false, again, reason: `It answered ${answer.status}.` }
    } catch (error) {
      return { ok: false, again: true, reason: error instanceof Error ? error.message : String(error) }
    }
  }
}

function signed(key: string, id: string, body: string): Record<string, string> {
  const now = new Date()
  return {
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
    'webhook-signature': new Webhook(key).sign(id, now, body),
  }
}
