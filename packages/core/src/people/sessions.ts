import type { Person, Session } from '../ports/people.ts'
import { fail, ok, type Result } from '../result.ts'
import { auditAccount } from './audit-account.ts'
import { deviceWords } from './device-words.ts'
import type { TeamContext } from './team-context.ts'

export type SessionView = Pick<Session, 'id' | 'createdAt' | 'lastSeenAt'> & {
  /** "Firefox on Windows" */
  device: string
  /** The one that asks. */
  current: boolean
}

/** Where a person is signed in. */
export async function listSessions(ctx: TeamContext, person: Person): Promise<Result<SessionView[]>> {
  const sessions = await ctx.people.sessions(person.id)
  return ok(
    sessions.map(({ id, createdAt, lastSeenAt, userAgent }) => ({
      id,
      createdAt,
      lastSeenAt,
      device: deviceWords(userAgent),
      current: id === person.sessionId,
    })),
  )
}

/** From this commit on that device is signed out. */
export async function endSession(
  ctx: TeamContext,
  person: Person,
  input: { sessionId: string },
): Promise<Result<null>> {
  if (!(await ctx.people.endSession(person.id, input.sessionId))) {
    return fail('not_found', 'That device is signed out already.')
  }
  await auditAccount(ctx, person, 'session_ended')
  return ok(null)
}

export async function endOtherSessions(ctx: TeamContext, person: Person): Promise<Result<{ ended: number }>> {
  const ended = await ctx.people.endOtherSessions(person.id, person.sessionId)
  if (ended > 0) await auditAccount(ctx, person, 'sessions_ended')
  return ok({ ended })
}
