import type { Principal, Role } from '../principal.ts'
import { fail, ok, type Result } from '../result.ts'

/** What an API key can be allowed. A write scope does not include its read scope. */
export const SCOPES = [
  'flows:read',
  'flows:write',
  'flows:publish',
  'flows:start',
  'connections:read',
  'connections:write',
  'deliveries:read',
  'deliveries:write',
  'runs:read',
  'runs:write',
  'approvals:write',
] as const
export type Scope = (typeof SCOPES)[number]

export const ROLES = ['owner', 'admin', 'editor', 'operator', 'viewer'] as const satisfies readonly Role[]

type Permission = { roles: readonly Role[]; scope: Scope | null; does: string }

const everybody = ROLES
const owners = ['owner'] as const
const managers = ['owner', 'admin'] as const
const makers = ['owner', 'admin', 'editor'] as const
const workers = ['owner', 'admin', 'editor', 'operator'] as const

/**
 * Who may do what: the one table. `scope` is what an API key needs; null where no key may. `does` completes "You may
 * not …".
 */
export const PERMISSIONS = {
  'workspace.read': { roles: everybody, scope: null, does: 'see this workspace' },
  'workspace.change': { roles: managers, scope: null, does: 'change this workspace' },
  'workspace.create': { roles: managers, scope: null, does: 'create workspaces' },
  'workspace.leave': { roles: everybody, scope: null, does: 'leave this workspace' },
  'workspace.hand_over': { roles: owners, scope: null, does: 'hand over the ownership' },
  'member.read': { roles: everybody, scope: null, does: 'see who is here' },
  'member.change': { roles: managers, scope: null, does: 'change what people may do' },
  'member.remove': { roles: managers, scope: null, does: 'remove people' },
  'invite.read': { roles: managers, scope: null, does: 'see invites' },
  'invite.create': { roles: managers, scope: null, does: 'invite people' },
  'invite.revoke': { roles: managers, scope: null, does: 'revoke invites' },
  'invite.accept': { roles: everybody, scope: null, does: 'accept invites' },
  'account.change': { roles: everybody, scope: null, does: 'change your account' },
  'system_mail.read': { roles: owners, scope: null, does: 'read the mail that Patchbay sends' },
  'home.read': { roles: everybody, scope: null, does: 'see this workspace' },
  'erasure.request': { roles: managers, scope: null, does: 'erase what is known of a person' },
  'audit.read': { roles: managers, scope: null, does: 'read the audit log' },
  'connector.read': { roles: everybody, scope: 'connections:read', does: 'see connectors' },
  'connection.read': { roles: everybody, scope: 'connections:read', does: 'see connections' },
  'connection.create': { roles: makers, scope: 'connections:write', does: 'create connections' },
  'connection.test': { roles: workers, scope: 'connections:write', does: 'test connections' },
  'connection.replace_secret': { roles: makers, scope: 'connections:write', does: 'replace credentials' },
  'connection.sign_in': { roles: makers, scope: null, does: 'sign in to vendors' },
  'connection.rename': { roles: makers, scope: 'connections:write', does: 'rename connections' },
  'connection.set_access': { roles: managers, scope: null, does: 'say who may use a connection' },
  'connection.revoke': { roles: managers, scope: 'connections:write', does: 'revoke connections' },
  'oauth_app.read': { roles: makers, scope: null, does: 'see OAuth apps' },
  'oauth_app.set': { roles: managers, scope: null, does: 'set OAuth apps' },
  'oauth_app.remove': { roles: managers, scope: null, does: 'remove OAuth apps' },
  'flow.read': { roles: everybody, scope: 'flows:read', does: 'see flows' },
  'flow.create': { roles: makers, scope: 'flows:write', does: 'create flows' },
  'flow.edit': { roles: makers, scope: 'flows:write', does: 'change flows' },
  'flow.rename': { roles: makers, scope: 'flows:write', does: 'rename flows or put them into folders' },
  'flow.duplicate': { roles: makers, scope: 'flows:write', does: 'duplicate flows' },
  'flow.archive': { roles: makers, scope: 'flows:write', does: 'archive flows' },
  'flow.import': { roles: makers, scope: 'flows:write', does: 'import flows' },
  'flow.restore': { roles: makers, scope: 'flows:write', does: 'restore versions of flows' },
  'flow.export': { roles: everybody, scope: 'flows:read', does: 'export flows' },
  'flow.set_webhook_secret': { roles: makers, scope: 'flows:write', does: 'set the secret of a webhook' },
  'flow.publish': { roles: makers, scope: 'flows:publish', does: 'publish flows' },
  'flow.go_live': { roles: makers, scope: 'flows:publish', does: 'take flows live' },
  'flow.switch': { roles: workers, scope: 'flows:publish', does: 'switch flows on and off' },
  'flow.start': { roles: workers, scope: 'flows:start', does: 'start flows' },
  'flow.test': { roles: makers, scope: 'flows:write', does: 'test flows' },
  'flow.test_live': { roles: makers, scope: null, does: 'test with live accounts' },
  'sample.read': { roles: everybody, scope: 'runs:read', does: 'see samples' },
  'sample.keep': { roles: makers, scope: 'flows:write', does: 'keep samples' },
  'lookup.read': { roles: workers, scope: 'connections:read', does: 'look things up at vendors' },
  'delivery.read': { roles: everybody, scope: 'deliveries:read', does: 'see deliveries' },
  'delivery.replay': { roles: workers, scope: 'deliveries:write', does: 'replay deliveries' },
  'run.read': { roles: everybody, scope: 'runs:read', does: 'see runs' },
  'run.cancel': { roles: workers, scope: 'runs:write', does: 'cancel runs' },
  'run.pause': { roles: workers, scope: 'runs:write', does: 'pause runs' },
  'run.resume': { roles: workers, scope: 'runs:write', does: 'resume runs' },
  'run.retry': { roles: workers, scope: 'runs:write', does: 'retry runs' },
  'run.again': { roles: workers, scope: 'runs:write', does: 'run events again' },
  'decision.read': { roles: everybody, scope: 'runs:read', does: 'see decisions' },
  'decision.decide': { roles: workers, scope: 'runs:write', does: 'decide' },
  'approval.read': { roles: everybody, scope: 'runs:read', does: 'see approvals' },
  // Only those who were asked, and managers; who is asked is the flow's to say. A key with this scope answers for the
  // manager who gave it.
  'approval.decide': { roles: everybody, scope: 'approvals:write', does: 'answer approvals' },
  'problem.read': { roles: everybody, scope: 'runs:read', does: 'see problems' },
  'problem.settle': { roles: workers, scope: 'runs:write', does: 'settle problems' },
  'problem.edit_input': { roles: makers, scope: 'runs:write', does: 'change what a step sends' },
  'bulk.read': { roles: everybody, scope: 'runs:read', does: 'see bulk jobs' },
  'bulk.start': { roles: workers, scope: 'runs:write', does: 'do something to many runs' },
  'bulk.stop': { roles: workers, scope: 'runs:write', does: 'stop bulk jobs' },
  'api_key.read': { roles: managers, scope: null, does: 'see API keys' },
  'api_key.create': { roles: managers, scope: null, does: 'create API keys' },
  'api_key.revoke': { roles: managers, scope: null, does: 'revoke API keys' },
  'alert.read': { roles: everybody, scope: null, does: 'see alerts' },
  'alert.mute': { roles: workers, scope: null, does: 'mute alerts for everybody' },
  'alert.channels': { roles: managers, scope: null, does: 'say where alerts go' },
  'sandbox.use': { roles: workers, scope: null, does: 'use the sandbox' },
} as const satisfies Record<string, Permission>

export type UseCase = keyof typeof PERMISSIONS

const isUseCase = (name: string): name is UseCase => Object.hasOwn(PERMISSIONS, name)
export const USE_CASES: readonly UseCase[] = Object.keys(PERMISSIONS).filter(isUseCase)

export function can(principal: Principal, useCase: UseCase): boolean {
  const permission: Permission = PERMISSIONS[useCase]
  if (principal.kind === 'user') return permission.roles.includes(principal.role)
  return permission.scope !== null && principal.scopes.includes(permission.scope)
}

/** The whole table for one principal, so that a page can leave out what would be refused. */
export function allowancesOf(principal: Principal): Record<UseCase, boolean> {
  const allowances: Partial<Record<UseCase, boolean>> = {}
  for (const useCase of USE_CASES) allowances[useCase] = can(principal, useCase)
  if (!isComplete(allowances)) throw new Error('a use case is missing from the table')
  return allowances
}

const isComplete = (table: Partial<Record<UseCase, boolean>>): table is Record<UseCase, boolean> =>
  USE_CASES.every((useCase) => table[useCase] !== undefined)

/** The first line of every use case. */
export function authorise(principal: Principal, useCase: UseCase): Result<null> {
  if (can(principal, useCase)) return ok(null)
  const { does, scope, roles }: Permission = PERMISSIONS[useCase]
  if (principal.kind === 'user') {
    return fail(
      'forbidden',
      `As ${principal.role} you may not ${does}. Ask an ${roles.join(' or ')} of this workspace.`,
    )
  }
  return fail(
    'forbidden',
    scope === null
      ? `No API key may ${does}: sign in to do it.`
      : `The API key "${principal.name}" may not ${does}: it lacks the scope ${scope}.`,
  )
}
