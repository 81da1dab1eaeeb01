import type { Principal, Role } from '../principal.ts'
import { ok, type Result } from '../result.ts'
import { authorise, PERMISSIONS, ROLES, USE_CASES } from './permissions.ts'

/** From the least to the most. */
const COLUMNS = [...ROLES].reverse()

export type RoleTable = {
  roles: Role[]
  /** `does` completes "may …". */
  rows: { id: string; does: string; group: string; allowed: Role[] }[]
}

/** What each role may do: the permission matrix itself, in words. */
export async function roleTable(principal: Principal): Promise<Result<RoleTable>> {
  const allowed = authorise(principal, 'member.read')
  if (!allowed.ok) return allowed
  return ok({
    roles: COLUMNS,
    rows: USE_CASES.filter((useCase) => !HIDDEN.has(useCase)).map((useCase) => {
      const { does, roles } = PERMISSIONS[useCase]
      const may: readonly Role[] = roles
      return { id: useCase, does, group: groupOf(useCase), allowed: COLUMNS.filter((role) => may.includes(role)) }
    }),
  })
}

/** Parts of others, or of nobody's choice: they would be lines that say the same. */
const HIDDEN: ReadonlySet<string> = new Set([
  'home.read',
  'connector.read',
  'lookup.read',
  'invite.accept',
  'system_mail.read',
])

const GROUPS: Record<string, string> = {
  flow: 'Flows',
  run: 'Runs',
  decision: 'Runs',
  delivery: 'Events',
  sample: 'Flows',
  connection: 'Connections',
  oauth_app: 'Connections',
  alert: 'Alerts',
  member: 'People',
  invite: 'People',
  api_key: 'API keys',
  account: 'Oneself',
  sandbox: 'Sandbox',
}

const groupOf = (useCase: string): string => GROUPS[useCase.split('.')[0] ?? ''] ?? 'Workspace'
