import type { TeamContext } from '../people/team-context.ts'
import type { Person } from '../ports/people.ts'
import type { Role } from '../principal.ts'
import { fail, ok, type Result } from '../result.ts'

export type WorkspaceChoice = { id: string; name: string; role: Role }

/** The workspaces of a person; being a member of each is all it needs. */
export async function listWorkspaces(ctx: TeamContext, person: Person): Promise<Result<WorkspaceChoice[]>> {
  return ok(await ctx.people.workspacesOf(person.id))
}

/** From the next request on the person's session acts in that workspace. */
export async function openWorkspace(
  ctx: TeamContext,
  person: Person,
  input: { workspaceId: string },
): Promise<Result<WorkspaceChoice>> {
  const found = (await ctx.people.workspacesOf(person.id)).find(({ id }) => id === input.workspaceId)
  if (found === undefined) return fail('not_found', 'You do not belong to this workspace. Ask its owner to invite you.')
  await ctx.people.openWorkspace(person.sessionId, found.id)
  return ok(found)
}
