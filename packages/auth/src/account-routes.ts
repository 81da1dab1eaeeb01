import { isOwnPath } from '@patchbay/core/own-path'
import { auditAccount } from '@patchbay/core/people/audit-account'
import { sendAccountMail } from '@patchbay/core/people/send-account-mail'
import type { Person } from '@patchbay/core/ports/people'
import { newId } from '@patchbay/db/ids'
import { z } from 'zod'
import { answer, bodyOf, tooManyTries, withBody } from './answers.ts'
import type { AuthOptions } from './auth-options.ts'
import { type BetterAuth, PASSWORD_NOTICE_MS } from './better-auth.ts'
import type { TryLimit } from './limit-tries.ts'

type Parts = AuthOptions & {
  auth: BetterAuth
  tries: TryLimit
  personOf: (headers: Headers) => Promise<Person | null>
}

type Route = (request: Request) => Promise<Response>

/** Longer than either way of answering takes, so that the time tells nothing of who has an account. */
const SAME_TIME_MS = 400
const MAX_MAILS = 5

const Email = z.object({ email: z.email().max(254) })
const NewPassword = z.object({ token: z.string().min(1).max(200), newPassword: z.string() })
const Change = z.object({ currentPassword: z.string(), newPassword: z.string() })

/** What a person does with their own account, each with a limit of its own, by what it is tried on. */
export function createAccountRoutes(parts: Parts): Map<string, Route> {
  return new Map<string, Route>([
    ['POST /request-password-reset', (request) => askForPassword(parts, request)],
    ['POST /reset-password', (request) => choosePassword(parts, request)],
    ['POST /change-password', (request) => changePassword(parts, request)],
    ['POST /send-verification-email', (request) => askToConfirm(parts, request)],
  ])
}

/** The answer is the same for an address that has an account and one that has none. */
async function askForPassword({ auth, tries }: Parts, request: Request): Promise<Response> {
  const asked = Email.safeParse(await bodyOf(request.clone()))
  if (!asked.success) return answer(422, 'invalid', 'This is not an e-mail address.')
  const { email } = asked.data
  const waitS = await tries.take(`new password ${email}`, Date.now(), MAX_MAILS)
  if (waitS > 0) return tooManyTries(waitS)
  const [response] = await Promise.all([
    auth.handler(withBody(request, { email })),
    new Promise((resolve) => setTimeout(resolve, SAME_TIME_MS)),
  ])
  return response.ok ? Response.json({ ok: true }) : response
}

async function choosePassword({ auth, tries }: Parts, request: Request): Promise<Response> {
  const asked = NewPassword.safeParse(await bodyOf(request.clone()))
  if (!asked.success) return answer(422, 'invalid', 'A new password and the link of the mail are needed.')
  const waitS = await tries.take(`reset link ${asked.data.token}`, Date.now())
  if (waitS > 0) return tooManyTries(waitS)
  return auth.handler(withBody(request, asked.data))
}

/** Every other device is signed out, and the owner of the mailbox is told. */
async function changePassword({ auth, tries, personOf, core }: Parts, request: Request): Promise<Response> {
  const person = await personOf(request.headers)
  if (person === null) return answer(401, 'signed_out', 'You are signed out. Sign in to go on.')
  const asked = Change.safeParse(await bodyOf(request.clone()))
  if (!asked.success) return answer(422, 'invalid', 'Type your password and the new one.')
  const key = `password of ${person.id}`
  const waitS = await tries.take(key, Date.now())
  if (waitS > 0) return tooManyTries(waitS)
  const response = await auth.handler(withBody(request, asked.data))
  if (!response.ok) return response
  await tries.forget(key)
  await core.people.endOtherSessions(person.id, person.sessionId)
  await auditAccount(core, person, 'password')
  await sendAccountMail(core, person, { kind: 'password_changed', token: newId(), ttlMs: PASSWORD_NOTICE_MS })
  return response
}

async function askToConfirm({ auth, tries, personOf }: Parts, request: Request): Promise<Response> {
  const person = await personOf(request.headers)
  if (person === null) return answer(401, 'signed_out', 'You are signed out. Sign in to go on.')
  const waitS = await tries.take(`confirm ${person.id}`, Date.now(), MAX_MAILS)
  if (waitS > 0) return tooManyTries(waitS)
  const wish = Next.safeParse(await bodyOf(request.clone()))
  const callbackURL = wish.success ? wish.data.callbackURL : '/'
  return auth.handler(withBody(request, { email: person.email, callbackURL }))
}

/** A path of our own, where to go on afterwards. */
const Next = z.object({ callbackURL: z.string().max(200).refine(isOwnPath) })
