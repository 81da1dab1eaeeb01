import type { Person } from '@patchbay/core/ports/people'
import type { Principal } from '@patchbay/core/principal'
import { unreadableText } from '@patchbay/core/unreadable-text'
import { z } from 'zod'
import { createAccountRoutes } from './account-routes.ts'
import { answer, bodyOf, tooManyTries } from './answers.ts'
import type { AuthOptions } from './auth-options.ts'
import { AUTH_PATH, createBetterAuth } from './better-auth.ts'
import { createTryLimit } from './limit-tries.ts'
import { createPeople } from './people.ts'
import { principalFor } from './principal.ts'
import { createSeenKeeper } from './seen.ts'
import { createSignUp } from './sign-up.ts'
import { isTrustedOrigin } from './trusted-origins.ts'

export type Auth = {
  /** better-auth's HTTP: sign up, sign in and out, session, passwords, confirming an address. Everything else of it is 404. */
  handle(request: Request): Promise<Response>
  /** Who asks by their session cookie; null when nobody is signed in or they belong to no workspace. */
  principalOf(headers: Headers): Promise<Principal | null>
  /** The signed-in person, with or without a workspace. */
  personOf(headers: Headers): Promise<Person | null>
  /** True until the first person has signed up. */
  isSignUpOpen(): Promise<boolean>
}

const PLAIN_ROUTES = new Set(['GET /get-session', 'GET /verify-email'])

export function createAuth(options: AuthOptions): Auth {
  const { core } = options
  const auth = createBetterAuth(options)
  const people = createPeople(options.db, options.createWorkspace)
  const tries = createTryLimit(options.db)
  const seen = createSeenKeeper(options.db)

  const sessionOf = async (headers: Headers) => {
    const found = await auth.api.getSession({ headers })
    if (found !== null) await seen.note(found.session.id)
    return found
  }

  const personOf = async (headers: Headers): Promise<Person | null> => {
    const found = await sessionOf(headers)
    if (found === null) return null
    const { id, name, email, emailVerified } = found.user
    return { id, name, email, emailVerified, sessionId: found.session.id }
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

  const signOut = async (request: Request): Promise<Response> => {
    const person = await personOf(request.headers)
    const response = await auth.handler(request)
    if (person === null || !response.ok) return response
    // Lines that live changes come by are opened anew, which an ended session cannot.
    for (const { id } of await core.people.workspacesOf(person.id)) {
      core.notify('patchbay_live', `${id}:member:${person.id}`)
    }
    return response
  }

  const signUp = createSignUp({ ...options, auth, people, personOf })
  const accountRoutes = createAccountRoutes({ ...options, auth, tries, personOf })

  const handle = async (request: Request): Promise<Response> => {
    const path = new URL(request.url).pathname.slice(AUTH_PATH.length)
    const route = `${request.method} ${path}`
    const accountRoute = accountRoutes.get(route)
    const known = PLAIN_ROUTES.has(route) || OWN_ROUTES.has(route) || accountRoute !== undefined
    if (!known) return answer(404, 'not_found', 'There is nothing at this address.')
    if (!isTrustedOrigin(request.headers, options.publicUrl)) {
      return answer(403, 'bad_origin', `Open Patchbay at ${options.publicUrl} to sign in.`)
    }
    const [odd] = unreadableText(await bodyOf(request.clone()))
    if (odd !== undefined) return answer(400, 'invalid_text', odd.message)
    if (accountRoute !== undefined) return accountRoute(request)
    if (route === SIGN_IN) return signIn(request)
    if (route === SIGN_OUT) return signOut(request)
    if (route !== SIGN_UP) return auth.handler(request)
    return (await people.oneAtATime(() => signUp(request))) ?? busy()
  }

  return {
    handle,
    isSignUpOpen: () => people.nobodyYet(),
    personOf,
    async principalOf(headers) {
      const found = await sessionOf(headers)
      if (found === null) return null
      return principalFor(people, found.user, found.session.activeOrganizationId ?? null)
    },
  }
}

const SIGN_IN = 'POST /sign-in/email'
const SIGN_UP = 'POST /sign-up/email'
const SIGN_OUT = 'POST /sign-out'
const OWN_ROUTES = new Set([SIGN_IN, SIGN_OUT, SIGN_UP])

const SignIn = z.object({ email: z.string().min(1).max(254), password: z.string() })

const busy = () =>
  answer(409, 'sign_up_busy', 'Many people are signing up at this moment. Nothing was saved. Try again.')
