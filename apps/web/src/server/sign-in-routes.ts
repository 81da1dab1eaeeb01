import { randomBytes } from 'node:crypto'
import { env } from '../env.ts'
import { apiContext } from './api-context.ts'
import { container } from './container.ts'
import { newReference } from './reference.ts'
import { signInPage } from './sign-in-page.ts'

/** Knows a browser again when a vendor sends it back. Worth nothing but together with a state and a session. */
const COOKIE = 'patchbay_browser'
const COOKIE_SECONDS = 24 * 3600
const BROWSER_BYTES = 32

/** Sends a person who has begun a sign-in on to the vendor. */
export async function startAtVendor(request: Request): Promise<Response> {
  const { principal } = await apiContext(request.headers)
  if (principal === null) return page(request, signedOut())
  const state = new URL(request.url).searchParams.get('state') ?? ''
  const browser = browserOf(request) ?? randomBytes(BROWSER_BYTES).toString('base64url')
  const sent = await container().signIn.send(principal, { state, browser })
  if (!sent.ok) return page(request, { ...refusal, message: sent.error.message })
  return new Response(null, {
    status: 303,
    headers: {
      location: sent.value.url,
      'set-cookie': cookieOf(browser),
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
    },
  })
}

/** Takes what the vendor sent the person back with, and says what became of it. */
export async function takeVendorAnswer(request: Request): Promise<Response> {
  const { principal } = await apiContext(request.headers)
  if (principal === null) return page(request, signedOut())
  const parameters = new URL(request.url).searchParams
  try {
    const outcome = await container().signIn.finish(principal, { browser: browserOf(request), parameters })
    if (outcome.returnTo === null)
      return page(request, { ...outcome, connectionId: outcome.ok ? outcome.connectionId : null })
    return backTo(outcome.returnTo, outcome.ok ? { id: outcome.connectionId } : { problem: outcome.message })
  } catch (error) {
    const reference = newReference()
    container().log.error({ err: error, reference }, 'the answer of a vendor could not be taken')
    const message = `Something broke on our side, so nothing was changed. Reference ${reference}. Begin again.`
    return page(request, { ...refusal, message })
  }
}

const refusal = { ok: false, attemptId: null, connectionId: null } as const

const signedOut = () => ({
  ...refusal,
  message: `You are not signed in to Patchbay at this address. Open it at ${env().PATCHBAY_PUBLIC_URL}, sign in, and begin again.`,
})

type Shown = Omit<Parameters<typeof signInPage>[0], 'nonce'>

function page(request: Request, shown: Shown): Response {
  return new Response(signInPage({ ...shown, nonce: request.headers.get('x-nonce') ?? '' }), {
    status: shown.ok ? 200 : 400,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      // The address holds a code and a state.
      'referrer-policy': 'no-referrer',
    },
  })
}

function backTo(path: string, values: Record<string, string>): Response {
  const { PATCHBAY_PUBLIC_URL: base } = env()
  const url = new URL(path, base)
  for (const [name, value] of Object.entries(values)) url.searchParams.set(name, value)
  return new Response(null, { status: 303, headers: { location: url.href, 'cache-control': 'no-store' } })
}

function browserOf(request: Request): string | null {
  const cookies = (request.headers.get('cookie') ?? '').split(/;\s*/)
  const found = cookies.find((each) => each.startsWith(`${COOKIE}=`))
  return found?.slice(COOKIE.length + 1) || null
}

/** Lax: the vendor's redirect is a navigation from another site. */
function cookieOf(browser: string): string {
  const secure = env().PATCHBAY_PUBLIC_URL.startsWith('https:') ? '; Secure' : ''
  return `${COOKIE}=${browser}; Path=/api/oauth; HttpOnly; SameSite=Lax; Max-Age=${COOKIE_SECONDS}${secure}`
}
