import { acceptInvite } from '@patchbay/core/people/invites/accept-invite'
import { admitSignUp } from '@patchbay/core/people/invites/admit-sign-up'
import type { Person } from '@patchbay/core/ports/people'
import { isTimeZone } from '@patchbay/core/workspace/workspace-settings'
import { z } from 'zod'
import { answer, bodyOf, withBody } from './answers.ts'
import type { AuthOptions } from './auth-options.ts'
import type { BetterAuth } from './better-auth.ts'
import type { People } from './people.ts'

type Parts = Pick<AuthOptions, 'core'> & {
  auth: BetterAuth
  people: People
  personOf: (headers: Headers) => Promise<Person | null>
}

/** The first person makes the workspace; everybody after them comes by an invite. */
export function createSignUp({ core, auth, people, personOf }: Parts): (request: Request) => Promise<Response> {
  /** Whoever came by the mail of an invite has shown that it reaches them. */
  const confirmLater = async (headers: Headers, inviteId: string | undefined) => {
    const person = await personOf(headers)
    if (person === null || person.emailVerified || core.mail === 'off') return
    const callbackURL = inviteId === undefined ? '/' : `/invite/${inviteId}`
    await auth.api.sendVerificationEmail({ body: { email: person.email, callbackURL }, headers })
  }

  return async (request) => {
    const asked = SignUp.safeParse(await bodyOf(request.clone()))
    if (!asked.success) return answer(422, 'invalid', 'A sign-up needs a name, an e-mail address and a password.')
    const { name, email, password, invitation: inviteId, key } = asked.data
    const first = await people.nobodyYet()
    if (!first) {
      if (inviteId === undefined) return closed()
      const admitted = await admitSignUp(core, { inviteId, email })
      if (!admitted.ok) return answer(403, 'invite_refused', admitted.error.message)
    }
    const response = await auth.handler(withBody(request, { name, email, password }))
    if (!response.ok) return response
    const headers = cookiesFrom(response)
    const person = await personOf(headers)
    if (person === null) return response
    if (first) await people.settleFirst(person, { name: asked.data.workspaceName, timeZone: asked.data.timeZone })
    // An address that is not proven yet is confirmed first, and the invite accepted then.
    else if (inviteId !== undefined) await acceptInvite(core, person, { inviteId, key })
    await confirmLater(headers, inviteId)
    return response
  }
}

const SignUp = z.object({
  name: z.string().trim().min(1).max(120),
  email: z.email().max(254),
  password: z.string(),
  workspaceName: z.string().trim().max(120).optional(),
  timeZone: z.string().max(64).refine(isTimeZone).optional().catch(undefined),
  /** The invite and what its mail proves. */
  invitation: z.string().max(64).optional(),
  key: z.string().max(200).optional(),
})

/** The session that an answer has just begun. */
const cookiesFrom = (response: Response): Headers =>
  new Headers({
    cookie: response.headers
      .getSetCookie()
      .map((one) => one.split(';')[0])
      .join('; '),
  })

const closed = () =>
  answer(403, 'sign_up_closed', 'Signing up is closed: this Patchbay has an owner. Ask them to invite you.')
