import type { Queries } from '@patchbay/db/database'
import { connection } from '@patchbay/db/schema'
import type { ActionStep, FlowDocument, Step } from '@patchbay/flow/document'
import { and, asc, eq, isNull, ne } from 'drizzle-orm'
import { mayUse } from '../connections/connection-use.ts'
import { findConnection, type UsableConnection } from '../lookups/find-connection.ts'
import type { Principal } from '../principal.ts'
import { fail, ok, type Result } from '../result.ts'
import type { UsedStep } from './live-warning.ts'

/**
 * The connections a test goes through: a step's own while that is a sandbox one, else a sandbox one of the same
 * connector, else its own live one. `wanted` is a person's own choice for one step. The document comes back with them.
 */
export async function chooseConnections(
  tx: Queries,
  principal: Principal,
  of: { document: FlowDocument; stepIds: ReadonlySet<string>; wanted: string | null },
): Promise<Result<{ document: FlowDocument; used: UsedStep[] }>> {
  const used: UsedStep[] = []
  const chosen = new Map<string, string>()
  for (const step of of.document.steps) {
    if (step.kind !== 'action' || !of.stepIds.has(step.id)) continue
    const id = of.wanted ?? step.connectionId
    if (id === null) continue
    const found = await findConnection(tx, principal, { id, connector: step.connector })
    if (!found.ok) return fail(found.error.code, `“${step.name}”: ${found.error.message}`)
    const twin =
      of.wanted === null && found.value.environment === 'live' ? await sandboxTwin(tx, principal, step) : null
    const connectionUsed = twin ?? found.value
    used.push({ step, connection: connectionUsed, inLoop: isInLoop(of.document, step) })
    chosen.set(step.id, connectionUsed.id)
  }
  const steps = of.document.steps.map((step) =>
    step.kind === 'action' && chosen.has(step.id) ? { ...step, connectionId: chosen.get(step.id) ?? null } : step,
  )
  return ok({ document: { ...of.document, steps }, used })
}

function isInLoop({ steps }: FlowDocument, step: Step): boolean {
  const byId = new Map(steps.map((one) => [one.id, one]))
  for (let at = step; at.parent !== undefined && byId.has(at.id); ) {
    const around = byId.get(at.parent)
    if (around === undefined) return false
    if (around.kind === 'loop') return true
    // Each is looked at once: nobody has checked by now that they stand in no ring.
    byId.delete(at.id)
    at = around
  }
  return false
}

async function sandboxTwin(tx: Queries, principal: Principal, step: ActionStep): Promise<UsableConnection | null> {
  const rows = await tx
    .select()
    .from(connection)
    .where(
      and(
        eq(connection.connector, step.connector),
        eq(connection.environment, 'sandbox'),
        ne(connection.state, 'needs_attention'),
        isNull(connection.revokedAt),
      ),
    )
    .orderBy(asc(connection.createdAt))
  const found = rows.find((row) => mayUse(principal, row.access))
  if (found === undefined) return null
  const { id, connector, name, environment, account } = found
  return { id, connector, name, environment, account }
}
