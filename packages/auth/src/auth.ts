import type { Principal } from '@patchbay/core/principal'
import type { Database } from '@patchbay/db/database'
import { z } from 'zod'
import { AUTH_PATH, createBetterAuth } from './better-auth.ts'
import { createTryLimit } from './limit-tries.ts'
import { createPeople, type NewWorkspace, type Person } from './people.ts'
import { principalFor } from './principal.ts'
import { isTrustedOrigin } from './trusted-origins.ts'

export type AuthOptions = {
  db: Database
  /** Without a trailing slash. */
  publicUrl: string
  /** 32 bytes in base64. */
  secretKey: string
  /** Addresses or CIDR ranges of proxies in front whose X-Forwarded-For is believed; default none. */
  trustedProxies?: string[]
  /** Core's use case; lays out the sandbox and the Order journey. */
  createWorkspace: (workspace: NewWorkspace) => Promise<void>
}

export type Auth = {
  /** better-auth's HTTP: sign up, sign in, sign out, session. Everything else of it is 404. */
  handle(request: Request): Promise<Response>
  /** Who asks by their session cookie; null when nobody is signed in or they belong to no workspace. */
  principalOf(headers: Headers): Promise<Principal | null>
  /** The signed-in person, with or without a workspace. */
  personOf(headers: Headers): Promise<Person | null>
  /** True until the first person has signed up. */
  isSignUpOpen(): Promise<boolean>
}

const OPEN_ROUTES = new Set(['POST /sign-up/email', 'POST /sign-in/email', 'POST /sign-out', 'GET /get-session'])

export function createAuth(options: AuthOptions): Auth {
  const auth = createBetterAuth(options)
  const people = createPeople(options.db, options.createWorkspace)
  const tries = createTryLimit(options.db)

  const sessionOf = async (headers: Headers) => auth.api.getSession({ headers })

  const handle = async (request: Request): Promise<Response> => {
    const path = new URL(request.url).pathname.slice(AUTH_PATH.length)
    const route = `${request.method} ${path}`
    if (!OPEN_ROUTES.has(route)) return answer(404, 'not_found', 'There is nothing at this address.')
    if (!isTrustedOrigin(request.headers, options.publicUrl)) {
      return answer(403, 'bad_origin', `Open Patchbay at ${options.publicUrl} to sign in.`)
    }
    if (route === 'POST /sign-in/email') return signIn(request)
    if (route !== 'POST /sign-up/email') return auth.handler(request)
    return (await people.oneAtATime(() => signUp(request))) ?? busy()
  }

  const signIn = async (request: Request): Promise<Response> => {
    const asked = SignIn.safeParse(await bodyOf(request.clone()))
    if (!asked.success) return answer(422, 'invalid', 'A sign-in needs an e-mail address and a password.')
    const { email } = asked.data
    const waitS = await tries.take(email, Date.now())
    if (waitS > 0) return tooManyTries(waitS)
    const response = await auth.handler(request)
    if (response.ok) await tries.forget(email)
    return response
  }

  const signUp = async (request: Request): Promise<Response> => {
    const asked = SignUp.safeParse(await bodyOf(request.clone()))
    if (!asked.success) return answer(422, 'invalid', 'A sign-up needs a name, an e-mail address and a password.')
    const first = await people.nobodyYet()
    const invitation =
      first || asked.data.invitation === undefined
        ? null
        : await people.invitationFor(asked.data.invitation, asked.data.email)
    if (!first && invitation === null) return closed()
    const { name, email, password } = asked.data
    const response = await auth.handler(withBody(request, { name, email, password }))
    if (!response.ok) return response
    const made = Made.safeParse(await response.clone().json())
    if (!made.success) return response
    if (invitation !== null) await people.join(made.data.user, invitation)
    else await people.settleFirst(made.data.user, { name: asked.data.workspaceName, timeZone: asked.data.timeZone })
    return response
  }

  return {
    handle,
    isSignUpOpen: () => people.nobodyYet(),
    async personOf(headers) {
      const found = await sessionOf(headers)
      return found === null ? null : { id: found.user.id, name: found.user.name, email: found.user.email }
    },
    async principalOf(headers) {
      const found = await sessionOf(headers)
      if (found === null) return null
      return principalFor(people, found.user, found.session.activeOrganizationId ?? null)
    },
  }
}

const SignUp = z.object({
  name: z.string().trim().min(1).max(120),
  email: z.email().max(254),
  password: z.string(),
  workspaceName: z.string().trim().max(120).optional(),
  timeZone: z.string().max(64).refine(isTimeZone).optional().catch(undefined),
  invitation: z.string().optional(),
})

const SignIn = z.object({ email: z.string().min(1).max(254), password: z.string() })

const Made = z.object({ user: z.object({ id: z.string(), name: z.string(), email: z.string() }) })

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}

async function bodyOf(request: Request): Promise<unknown> {
  try {
    return await request.json()
  } catch {
    return null
  }
}

function withBody(request: Request, body: unknown): Request {
  const headers = new Headers(request.headers)
  headers.delete('content-length')
  return new Request(request.url, { method: request.method, headers, body: JSON.stringify(body) })
}

const closed = () =>
  answer(403, 'sign_up_closed', 'Signing up is closed: this Patchbay has an owner. Ask them to invite you.')

const tooManyTries = (waitS: number): Response => {
  const minutes = Math.ceil(waitS / 60)
  const message = `Too many tries with this e-mail address. Try again in ${minutes} ${minutes === 1 ? 'minute' : 'minutes'}.`
  const response = answer(429, 'too_many_tries', message)
  response.headers.set('retry-after', String(waitS))
  return response
}

const busy = () =>
  answer(409, 'sign_up_busy', 'Somebody else is signing up at this moment. Nothing was saved. Try again.')

function answer(status: number, code: string, message: string): Response {
  return Response.json({ code, message }, { status })
}
