import { z } from 'zod'

export type ApiKeyRequest = {
  url: string
  email: string
  password: string
  name: string
  scopes: string[]
  expiresAt?: string | undefined
}

const Created = z.object({
  result: z.object({ data: z.object({ json: z.object({ id: z.string(), key: z.string() }) }) }),
})
const Refused = z.object({ error: z.object({ json: z.object({ message: z.string() }) }) })

/**
 * Makes an API key as a person: signs in, creates it, signs out. No key can make keys, so this is the way for scripts.
 * Throws with the reason when it is refused.
 */
export async function createApiKey(request: ApiKeyRequest): Promise<{ id: string; key: string }> {
  const { url, name, scopes, expiresAt } = request
  const cookie = await signIn(request)
  const send = (path: string, body: unknown) =>
    fetch(`${url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', cookie, origin: url },
      body: JSON.stringify(body),
    })
  const input = { name, scopes, ...(expiresAt === undefined ? {} : { expiresAt: new Date(expiresAt) }) }
  const meta = expiresAt === undefined ? {} : { meta: { values: { expiresAt: ['Date'] } } }
  const answer = await send('/api/trpc/apiKeys.create', { json: input, ...meta })
  const body: unknown = await answer.json()
  await send('/api/auth/sign-out', {})
  const created = Created.safeParse(body)
  if (created.success) return created.data.result.data.json
  const refused = Refused.safeParse(body)
  throw new Error(
    refused.success ? refused.data.error.json.message : `Patchbay answered ${answer.status} without a reason.`,
  )
}

async function signIn({ url, email, password }: ApiKeyRequest): Promise<string> {
  const answer = await fetch(`${url}/api/auth/sign-in/email`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: url },
    body: JSON.stringify({ email, password }),
  }).catch((cause: unknown) => {
    throw new Error(`Patchbay does not answer at ${url}: ${String(cause)}`)
  })
  if (!answer.ok)
    throw new Error(
      answer.status === 429 ? 'Too many tries. Wait a minute.' : 'E-mail address or password are not right.',
    )
  return answer.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0])
    .join('; ')
}
