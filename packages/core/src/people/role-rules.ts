import type { Role } from '../principal.ts'
import { ROLES } from './permissions.ts'

/** `to` null: leaves or is removed. `owners`: how many the workspace has now. */
export type RoleMove = { by: Role; from: Role; to: Role | null; owners: number }

/** Why a change of who may do what is refused, in a sentence; null when it is not. Who may ask at all is the matrix's. */
export function whyNot({ by, from, to, owners }: RoleMove): string | null {
  if (from === 'owner' && to !== 'owner' && owners < 2) {
    return 'A workspace needs an owner, and there is no other. Make somebody else an owner first.'
  }
  if (by === 'owner') return null
  if (from === 'owner') return 'Only an owner can change or remove an owner. Ask one.'
  return to === 'owner' ? 'Only an owner can make somebody an owner. Ask one.' : null
}

/** The roles somebody may give to a member, the one they have included. */
export function rolesToGive(by: Role, from: Role, owners: number): Role[] {
  return ROLES.filter((to) => to === from || whyNot({ by, from, to, owners }) === null)
}

/** Why somebody may not invite to a role, in a sentence; null when they may. */
export const whyNotInvite = (by: Role, to: Role): string | null =>
  rolesToInvite(by).includes(to) ? null : 'Only an owner can invite an owner. Ask one.'

/** The roles somebody may invite to. */
export const rolesToInvite = (by: Role): Role[] => ROLES.filter((role) => role !== 'owner' || by === 'owner')
