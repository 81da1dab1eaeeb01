import type { Person } from '../ports/people.ts'
import { fail, ok, type Result } from '../result.ts'
import { auditAccount } from './audit-account.ts'
import type { TeamContext } from './team-context.ts'

const LONGEST = 120

export async function changeName(ctx: TeamContext, person: Person, input: { name: string }): Promise<Result<null>> {
  const name = input.name.trim()
  if (name === '' || name.length > LONGEST) return fail('invalid', `Type a name of up to ${LONGEST} characters.`)
  if (name === person.name) return ok(null)
  await ctx.people.rename(person.id, name)
  await auditAccount(ctx, { ...person, name }, 'name')
  return ok(null)
}
