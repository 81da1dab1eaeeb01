import superjson from 'superjson'
import { z } from 'zod'
import { PatchbayApiError } from './client.ts'

export type ApiKeyRequest = {
  /** Where Patchbay is, without a trailing slash. */
  url: string
  email: string
  password: string
  name: string
  /** As `flows:read`; the answer to one that does not exist names those that do. */
  scopes: string[]
  expiresAt?: Date | null
}

const DEADLINE_MS = 15_000

/**
 * Makes an API key as the person who owns the e-mail address: no key can make another one. Signs in, asks for the key,
 * and signs out. Throws `PatchbayApiError` when either is refused.
 */
export async function createApiKey(request: ApiKeyRequest): Promise<{ id: string; key: string }> {
  const { url, email, password, name, scopes, expiresAt = null } = request
  const signedIn = await post(`${url}/api/auth/sign-in/email`, { body: { email, password }, origin: url })
  const cookie = signedIn.headers
    .getSetCookie()
    .map((one) => one.split(';')[0])
    .join('; ')
  try {
    const body = superjson.serialize({ name, scopes, expiresAt })
    const made = await post(`${url}/api/trpc/apiKeys.create`, { body, origin: url, cookie })
    return Made.parse(await made.json()).result.data.json
  } finally {
    // A sign-in that stays open ends by itself; a key that is lost with it is shown to nobody and stays valid.
    await post(`${url}/api/auth/sign-out`, { body: {}, origin: url, cookie }).catch(() => undefined)
  }
}

const Made = z.object({ result: z.object({ data: z.object({ json: z.object({ id: z.string(), key: z.string() }) }) }) })
const AuthRefusal = z.object({ message: z.string() })
const TrpcRefusal = z.object({ error: z.object({ json: z.object({ message: z.string() }) }) })

async function post(address: string, call: { body: object; origin: string; cookie?: string }): Promise<Response> {
  const response = await fetch(address, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      origin: call.origin,
      ...(call.cookie === undefined ? {} : { cookie: call.cookie }),
    },
    body: JSON.stringify(call.body),
    signal: AbortSignal.timeout(DEADLINE_MS),
  }).catch((cause: unknown) => {
    throw new PatchbayApiError(0, {
      code: 'unreachable',
      message: `Patchbay does not answer at ${call.origin}: ${String(cause)}`,
    })
  })
  if (response.ok) return response
  const said: unknown = await response.json().catch(() => null)
  const trpc = TrpcRefusal.safeParse(said)
  const auth = AuthRefusal.safeParse(said)
  const message = trpc.data?.error.json.message ?? auth.data?.message ?? `Patchbay answered ${response.status}.`
  throw new PatchbayApiError(response.status, { code: 'refused', message })
}
