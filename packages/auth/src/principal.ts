import type { Person } from '@patchbay/core/ports/people'
import type { Principal } from '@patchbay/core/principal'
import type { People } from './people.ts'
import { toRole } from './roles.ts'

/** The person in the workspace their session is in, or in the first they belong to. */
export async function principalFor(
  people: Pick<People, 'memberships' | 'settleFirst'>,
  person: Pick<Person, 'id' | 'name'>,
  activeWorkspaceId: string | null,
): Promise<Principal | null> {
  const all = await people.memberships(person.id)
  const one = all.find((entry) => entry.workspaceId === activeWorkspaceId) ?? all[0]
  // Their sign-up was cut off before the workspace was there.
  const found = one ?? (all.length === 0 ? await people.settleFirst(person, {}) : null)
  const role = found === null ? null : toRole(found.role)
  if (found === null || role === null) return null
  return { kind: 'user', userId: person.id, name: person.name, workspaceId: found.workspaceId, role }
}
