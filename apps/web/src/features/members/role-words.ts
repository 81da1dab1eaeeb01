import type { Role } from '../../trpc/types.ts'
import { sentenceCase } from '../shared/words.ts'

/** From the least to the most, as one chooses. */
export const roles = ['viewer', 'operator', 'editor', 'admin', 'owner'] as const satisfies readonly Role[]

export const roleWord: Record<Role, string> = {
  viewer: 'Viewer',
  operator: 'Operator',
  editor: 'Editor',
  admin: 'Admin',
  owner: 'Owner',
}

export const roleSays: Record<Role, string> = {
  viewer: 'Sees everything, changes nothing.',
  operator: 'Watches runs, retries, cancels, decides.',
  editor: 'Also draws, tests and publishes flows.',
  admin: 'Also manages connections and people.',
  owner: 'May do everything, and makes owners.',
}

/** "an admin" */
export const aRole = (role: Role): string => `${/^[aeo]/.test(role) ? 'an' : 'a'} ${role}`

/** "An editor also draws, tests and publishes flows." */
export const roleSentence = (role: Role): string => {
  const says = roleSays[role]
  return sentenceCase(`${aRole(role)} ${says.slice(0, 1).toLowerCase()}${says.slice(1)}`)
}
