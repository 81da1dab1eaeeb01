import type { Queries } from '@patchbay/db/database'
import { type ConnectionAccess, connection } from '@patchbay/db/schema'
import { connectionIdOf } from '@patchbay/flow/describe-property'
import type { FlowDocument } from '@patchbay/flow/document'
import { inArray } from 'drizzle-orm'
import { can } from '../people/permissions.ts'
import type { Principal } from '../principal.ts'
import { fail, ok, type Result } from '../result.ts'

/** Whether somebody may set a connection on steps, test with it, publish it and change what goes out by it. Owners may always. */
export function mayUse(principal: Principal, access: ConnectionAccess): boolean {
  if (access.kind === 'workspace') return true
  // A key acts for nobody in particular.
  if (principal.kind !== 'user') return false
  return (
    principal.role === 'owner' || access.roles.includes(principal.role) || access.userIds.includes(principal.userId)
  )
}

/**
 * Refuses another credential from who may not use the connection: with one of their own they would lead what flows of
 * others send through it to an account of theirs. Who says who may use it is not kept from it.
 */
export function checkCredentialChange(
  principal: Principal,
  { name, access }: { name: string; access: ConnectionAccess },
): Result<null> {
  if (mayUse(principal, access) || can(principal, 'connection.set_access')) return ok(null)
  return fail(
    'forbidden',
    `“${name}” may be used by chosen people only, and its credential is theirs to change. Ask an owner or admin.`,
  )
}

/** Ids of the connections that steps name; with `before`, only where a step named another one or none there. */
export function connectionsIn(document: FlowDocument, before: FlowDocument | null = null): string[] {
  const known = new Map(before?.steps.map((step) => [step.id, connectionIdOf(step)]))
  const named = document.steps.map((step) => {
    const id = connectionIdOf(step)
    return known.get(step.id) === id ? null : id
  })
  return [...new Set(named.filter((id) => id !== null))]
}

/** Refuses in words where one of these connections is not for this principal. Unknown ones are others' to find. */
export async function checkConnectionUse(
  tx: Queries,
  principal: Principal,
  connectionIds: readonly string[],
): Promise<Result<null>> {
  const refused = [...(await connectionsNotFor(tx, principal, connectionIds)).values()].map((name) => `“${name}”`)
  if (refused.length === 0) return ok(null)
  return fail(
    'forbidden',
    `${refused.join(', ')} may be used by chosen people only. Ask an owner or admin to add you, or choose another connection.`,
  )
}

/** Those of these connections that this principal may not use: their names by id. */
export async function connectionsNotFor(
  tx: Queries,
  principal: Principal,
  connectionIds: readonly string[],
): Promise<Map<string, string>> {
  const ids = connectionIds.filter((id) => UUID.test(id))
  if (ids.length === 0) return new Map()
  const rows = await tx
    .select({ id: connection.id, name: connection.name, access: connection.access })
    .from(connection)
    .where(inArray(connection.id, ids))
  return new Map(rows.filter((row) => !mayUse(principal, row.access)).map(({ id, name }) => [id, name]))
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
