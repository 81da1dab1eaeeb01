import type { Principal } from '@patchbay/core/principal'
import type { People, Person } from './people.ts'
import { toRole } from './roles.ts'

/** The person in their active workspace, or in the only one they belong to. */
export async function principalFor(
  people: Pick<People, 'memberships' | 'settleFirst'>,
  person: Person,
  activeWorkspaceId: string | null,
): Promise<Principal | null> {
  const all = await people.memberships(person.id)
  const one = all.find((entry) => entry.workspaceId === activeWorkspaceId) ?? (all.length === 1 ? all[0] : undefined)
  // Their sign-up was cut off before the workspace was there.
  const found = one ?? (all.length === 0 ? await people.settleFirst(person, {}) : null)
  const role = found === null ? null : toRole(found.role)
  if (found === null || role === null) return null
  return { kind: 'user', userId: person.id, name: person.name, workspaceId: found.workspaceId, role }
}
