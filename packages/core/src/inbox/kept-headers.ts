import type { WebhookAuth } from '@patchbay/flow/document'

const TELLS_A_SECRET =
  /signature|hmac|token|auth|secret|key|cookie|session|passw|passphrase|passcode|credential|(^|[-_])(pass|pin|pwd)([-_]|$)/i

/**
 * What parsing or a person needs later; never a signature or a credential. `auth` of a plain webhook names a header that
 * is one, however it is called.
 */
export function keptHeaders(
  headers: Record<string, string | undefined>,
  auth: WebhookAuth | null,
): Record<string, string> {
  const proof = auth?.kind === 'header' || auth?.kind === 'hmac' ? auth.header.toLowerCase() : null
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]): [string, string][] => {
      const telling =
        name.startsWith('x-') || name.startsWith('webhook-') || name === 'content-type' || name === 'user-agent'
      const secret = name.toLowerCase() === proof || TELLS_A_SECRET.test(name)
      return value !== undefined && telling && !secret ? [[name, value.slice(0, 500)]] : []
    }),
  )
}
