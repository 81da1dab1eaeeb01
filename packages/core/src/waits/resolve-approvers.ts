import type { AskableMember } from '@patchbay/db/wait-functions'
import { ROLES } from '../people/permissions.ts'

export type ApproversWanted = { people: readonly string[]; role: 'owner' | 'admin' | 'editor' | 'operator' | null }

export type ApproversFound = {
  members: AskableMember[]
  /** Why others are asked than were named. */
  note: string | null
}

/**
 * Whom a question is put to: everybody named who is still here, and everybody who has exactly the role; a higher role
 * would fill the mailboxes of people who want to be left alone. Where nobody has it, those of the next higher role that
 * somebody has; where none of them is left, owners and admins, who can always answer in the app.
 */
export function resolveApprovers(all: readonly AskableMember[], wanted: ApproversWanted): ApproversFound {
  const named = all.filter(({ userId }) => wanted.people.includes(userId))
  const byRole = wanted.role === null ? [] : withRole(all, wanted.role)
  const members = all.filter((one) => named.includes(one) || byRole.includes(one))
  if (members.length === 0) {
    const note = 'Nobody who was to be asked is a member any more, so the owners and admins were asked.'
    return { members: all.filter(({ role }) => role === 'owner' || role === 'admin'), note }
  }
  const instead = byRole[0]?.role
  const other = byRole.length > 0 && instead !== undefined && instead !== wanted.role
  const gone = wanted.people.length - named.length
  const notes = [
    ...(other ? [`Nobody is ${wanted.role} here, so each ${instead} was asked.`] : []),
    ...(gone === 1 ? ['One of those named is not a member any more.'] : []),
    ...(gone > 1 ? [`${gone} of those named are not members any more.`] : []),
  ]
  return { members, note: notes.length === 0 ? null : notes.join(' ') }
}

/** Those with the role, or with the lowest one above it that anybody has. */
function withRole(all: readonly AskableMember[], role: NonNullable<ApproversWanted['role']>): AskableMember[] {
  const upwards = ROLES.slice(0, ROLES.indexOf(role) + 1).toReversed()
  for (const one of upwards) {
    const members = all.filter((member) => member.role === one)
    if (members.length > 0) return members
  }
  return []
}
