import { createHash } from 'node:crypto'
import type { Queries } from '@patchbay/db/database'
import { connection, flowTrigger, source } from '@patchbay/db/schema'
import type { EventStep, FlowDocument, Trigger } from '@patchbay/flow/document'
import { and, eq, isNull, sql } from 'drizzle-orm'
import { manifestOf } from '../connectors/manifests.ts'
import { fail, ok, type Result } from '../result.ts'

export type ListenerOf = { workspaceId: string; flowId: string; versionId: string; step: EventStep }

/**
 * What a step listens to from when its version is deployed on, long before a run gets to it: an event may come first.
 * Versions that listen to the same share the row; others' rows stay until their runs are over.
 */
export async function ensureListener(tx: Queries, of: ListenerOf): Promise<Result<{ triggerId: string }>> {
  const { step } = of
  const { connector, event, connectionId, params } = step
  const [found] =
    connectionId === null
      ? []
      : await tx
          .select({ id: source.id })
          .from(source)
          .innerJoin(connection, eq(connection.id, source.connectionId))
          .where(and(eq(source.connectionId, connectionId), isNull(connection.revokedAt)))
  if (found === undefined) {
    const message = `Choose the connection whose events “${step.name}” waits for.`
    return fail('invalid', message, {
      problems: [{ code: 'event_source_missing', severity: 'error', message, stepId: step.id, field: 'connectionId' }],
    })
  }
  const config: Trigger = { type: 'event', connector, event, connectionId, params }
  const [row] = await tx
    .insert(flowTrigger)
    .values({
      workspaceId: of.workspaceId,
      flowId: of.flowId,
      role: 'wait',
      stepId: step.id,
      versionId: of.versionId,
      config,
      sourceId: found.id,
      topics: manifestOf(connector)?.triggers[event]?.topics ?? [],
      // Also while its flow is off: runs that are under way go on.
      active: true,
      listens: listensOf(step),
      matchPath: step.match.path,
      lookBackMs: step.lookBackMs,
    })
    .onConflictDoUpdate({
      target: [flowTrigger.flowId, flowTrigger.stepId, flowTrigger.listens],
      targetWhere: sql`role = 'wait'`,
      set: {
        versionId: of.versionId,
        sourceId: found.id,
        topics: sql`excluded.topics`,
        lookBackMs: sql`greatest(${flowTrigger.lookBackMs}, excluded.look_back_ms)`,
        updatedAt: sql`now()`,
      },
    })
    .returning({ id: flowTrigger.id })
  return row === undefined ? fail('conflict', `“${step.name}” does not listen. Try again.`) : ok({ triggerId: row.id })
}

/** The same for a run on its way, whose version may have been put away since: what is there already is not touched. */
export async function findListener(tx: Queries, of: ListenerOf): Promise<Result<{ triggerId: string }>> {
  const [known] = await tx
    .select({ triggerId: flowTrigger.id })
    .from(flowTrigger)
    .where(
      and(
        eq(flowTrigger.flowId, of.flowId),
        eq(flowTrigger.role, 'wait'),
        eq(flowTrigger.stepId, of.step.id),
        eq(flowTrigger.listens, listensOf(of.step)),
      ),
    )
  return known === undefined ? ensureListener(tx, of) : ok(known)
}

/** For every step of a document that waits for an event. */
export async function deployListeners(
  tx: Queries,
  deployment: { workspaceId: string; flowId: string; versionId: string; document: FlowDocument },
): Promise<Result<null>> {
  const { document, ...at } = deployment
  for (const step of document.steps) {
    if (step.kind !== 'event') continue
    const listening = await ensureListener(tx, { ...at, step })
    if (!listening.ok) return listening
  }
  return ok(null)
}

const listensOf = ({ connector, event, connectionId, params, match }: EventStep): string =>
  createHash('sha256')
    .update(JSON.stringify([connector, event, connectionId, sorted(params), match.path]))
    .digest('hex')

const sorted = (params: EventStep['params']) => Object.entries(params).toSorted(([a], [b]) => (a < b ? -1 : 1))
