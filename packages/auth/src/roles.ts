import type { Role } from '@patchbay/core/principal'

const roles = ['owner', 'admin', 'editor', 'operator', 'viewer'] as const satisfies readonly Role[]

/** Null for a word that is no role: such a member may do nothing. */
export function toRole(word: string): Role | null {
  return roles.find((role) => role === word) ?? null
}
