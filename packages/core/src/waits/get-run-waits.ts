import type { Queries } from '@patchbay/db/database'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { approval, awaitedEvent, eventWait, flow, run } from '@patchbay/db/schema'
import { asc, eq, type SQL } from 'drizzle-orm'
import type { CoreContext } from '../context.ts'
import { authorise } from '../people/permissions.ts'
import type { Principal } from '../principal.ts'
import { fail, ok, type Result } from '../result.ts'
import { loadApprovals } from './load-approvals.ts'
import type { CallView, EventWaitView, RunWaits } from './wait-models.ts'

/** What the steps of a run wait for or have waited for: questions, events, and runs that it called. */
export async function getRunWaits(
  ctx: CoreContext,
  principal: Principal,
  input: { runId: string },
): Promise<Result<RunWaits>> {
  const allowed = authorise(principal, 'run.read')
  if (!allowed.ok) return allowed
  return inWorkspace(ctx.db, principal.workspaceId, async (tx): Promise<Result<RunWaits>> => {
    const [found] = await tx.select().from(run).where(eq(run.id, input.runId))
    if (found === undefined) return fail('not_found', 'This run does not exist in this workspace.')
    const [caller] = found.parentRunId === null ? [] : await loadCalls(tx, eq(run.id, found.parentRunId))
    return ok({
      approvals: await loadApprovals(tx, eq(approval.runId, found.id), { who: principal }),
      events: await loadEvents(tx, found.id),
      calls: await loadCalls(tx, eq(run.parentRunId, found.id)),
      calledBy:
        caller === undefined
          ? null
          : {
              ...caller,
              node: found.parentNode ?? 0,
              iteration: found.parentIteration ?? '',
              waits: found.parentWaits,
            },
      depth: found.depth,
    })
  })
}

const MAX_SHOWN = 500

const loadEvents = (tx: Queries, runId: string): Promise<EventWaitView[]> =>
  tx
    .select({
      stepRunId: eventWait.stepRunId,
      node: eventWait.node,
      iteration: eventWait.iteration,
      state: eventWait.state,
      key: eventWait.keyText,
      since: eventWait.since,
      deadlineAt: eventWait.deadlineAt,
      settledAt: eventWait.settledAt,
      subject: awaitedEvent.subject,
      deliveryId: awaitedEvent.deliveryId,
    })
    .from(eventWait)
    .leftJoin(awaitedEvent, eq(awaitedEvent.id, eventWait.awaitedEventId))
    .where(eq(eventWait.runId, runId))
    .orderBy(asc(eventWait.createdAt))
    .limit(MAX_SHOWN)

async function loadCalls(tx: Queries, where: SQL): Promise<CallView[]> {
  const rows = await tx
    .select({ run, flow: { id: flow.id, name: flow.name } })
    .from(run)
    .innerJoin(flow, eq(flow.id, run.flowId))
    .where(where)
    .orderBy(asc(run.parentNode), asc(run.id))
    .limit(MAX_SHOWN)
  return rows.map(({ run: called, flow: of }) => ({
    runId: called.id,
    node: called.parentNode ?? 0,
    iteration: called.parentIteration ?? '',
    waits: called.parentWaits,
    state: called.state,
    subject: called.subject,
    flow: of,
  }))
}
