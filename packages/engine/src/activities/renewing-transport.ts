import type { HttpRequest, Transport } from '@patchbay/connector-sdk/http'

export type Renewable = {
  /** Written anew by `renew`. */
  credentials: Record<string, string>
  /** Gets new tokens; leaves the old ones where there are none to be had. Never throws. */
  renew: () => Promise<void>
}

/**
 * A 401 says that nothing was done, so the request goes out once more with a renewed token. Here and not in what calls
 * connectors, so that actions, look-ups, tests and pollers all have it, and an action of five calls is not begun again
 * for the last of them. The token stands in headers or in the query, where connectors put it by data.
 */
export function renewingTransport(transport: Transport, { credentials, renew }: Renewable): Transport {
  const first = { ...credentials }
  // One renewal, however many requests were under way with the old token.
  let renewal: Promise<void> | null = null
  return async (request) => {
    const used = credentials['accessToken']
    const answer = await transport(rewritten(request, first, credentials))
    if (answer.status !== 401) return answer
    renewal ??= renew()
    await renewal
    return credentials['accessToken'] === used ? answer : transport(rewritten(request, first, credentials))
  }
}

function rewritten(request: HttpRequest, from: Record<string, string>, to: Record<string, string>): HttpRequest {
  const [old, now] = [from['accessToken'], to['accessToken']]
  if (old === undefined || now === undefined || old === now || old === '') return request
  const headers = Object.entries(request.headers).map(([name, value]) => [name, value.replaceAll(old, now)])
  const url = request.url.replaceAll(encodeURIComponent(old), encodeURIComponent(now))
  return { ...request, url, headers: Object.fromEntries(headers) }
}
