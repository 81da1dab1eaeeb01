import type { Queries } from '@patchbay/db/database'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { attempt, connection, decision, delivery, flow, flowVersion, payload, run, stepRun } from '@patchbay/db/schema'
import { asc, eq } from 'drizzle-orm'
import type { CoreContext } from '../context.ts'
import { loadDecisions } from '../decisions/load-decisions.ts'
import { authorise, can } from '../people/permissions.ts'
import type { Principal } from '../principal.ts'
import type { AttemptView, RunDetail, StepRunView } from '../read-models.ts'
import { fail, ok, type Result } from '../result.ts'
import { describeRuns } from './describe-runs.ts'
import { redactNames } from './redact-names.ts'

export async function getRun(
  ctx: CoreContext,
  principal: Principal,
  input: { runId: string },
): Promise<Result<RunDetail>> {
  const allowed = authorise(principal, 'run.read')
  if (!allowed.ok) return allowed
  return inWorkspace(ctx.db, principal.workspaceId, async (tx): Promise<Result<RunDetail>> => {
    const found = await loadHead(tx, input.runId)
    if (found === undefined) return fail('not_found', 'This run does not exist in this workspace.')
    const row = found.run
    const described = (await describeRuns(tx, [row])).get(row.id)
    return ok({
      id: row.id,
      state: row.state,
      subject: row.subject,
      flow: found.flow,
      version: found.version,
      environment: described?.environment ?? 'live',
      strip: described?.strip ?? [],
      happened: described?.happened ?? null,
      tries: described?.tries ?? 0,
      acceptedAt: row.acceptedAt,
      startedAt: row.startedAt,
      finishedAt: row.finishedAt,
      document: found.document,
      deliveryId: row.deliveryId,
      origin: found.origin ?? 'event',
      topic: found.topic,
      epoch: row.epoch,
      reason: row.reason,
      reasonCode: row.reasonCode,
      againOf: row.againOf,
      cancelRequestedAt: row.cancelRequestedAt,
      cancelRequestedBy: row.cancelRequestedBy,
      item: redactNames(found.item ?? null),
      steps: await loadSteps(tx, row.id),
      decisions: await loadDecisions(tx, eq(decision.runId, row.id)),
      may: {
        cancel: row.finishedAt === null && row.cancelRequestedAt === null && can(principal, 'run.cancel'),
        retry: (row.state === 'failed' || row.state === 'cancelled') && can(principal, 'run.retry'),
        decide: can(principal, 'decision.decide'),
        runAgain: found.deliveryId !== null && can(principal, 'run.again'),
      },
    })
  })
}

async function loadHead(tx: Queries, runId: string) {
  const rows = await tx
    .select({
      run,
      flow: { id: flow.id, name: flow.name },
      version: flowVersion.number,
      document: flowVersion.document,
      // The event may have been removed by retention before its runs.
      deliveryId: delivery.id,
      origin: delivery.origin,
      topic: delivery.topic,
      item: payload.json,
    })
    .from(run)
    .innerJoin(flow, eq(flow.id, run.flowId))
    .innerJoin(flowVersion, eq(flowVersion.id, run.versionId))
    .leftJoin(delivery, eq(delivery.id, run.deliveryId))
    .leftJoin(payload, eq(payload.id, run.itemPayloadId))
    .where(eq(run.id, runId))
  return rows[0]
}

async function loadSteps(tx: Queries, runId: string): Promise<StepRunView[]> {
  const rows = await tx
    .select({
      step: stepRun,
      connection: {
        id: connection.id,
        name: connection.name,
        connector: connection.connector,
        environment: connection.environment,
      },
    })
    .from(stepRun)
    .leftJoin(connection, eq(connection.id, stepRun.connectionId))
    .where(eq(stepRun.runId, runId))
    .orderBy(asc(stepRun.node), asc(stepRun.iteration))
  const tries = await tx.select().from(attempt).where(eq(attempt.runId, runId)).orderBy(asc(attempt.number))
  const byStep = Map.groupBy(tries, (one) => one.stepRunId)
  return rows.map(({ step, connection: used }) => ({
    id: step.id,
    stepId: step.stepId,
    node: step.node,
    iteration: step.iteration,
    kind: step.kind,
    effect: step.effect,
    state: step.state,
    port: step.port,
    error: step.error,
    notes: step.notes ?? [],
    connection: used,
    startedAt: step.startedAt,
    finishedAt: step.finishedAt,
    nextTryAt: step.nextTryAt,
    waitUntil: step.waitUntil,
    attempts: (byStep.get(step.id) ?? []).map(
      ({ number, generation, startedAt, finishedAt, outcome, error }): AttemptView => ({
        number,
        generation,
        startedAt,
        finishedAt,
        outcome,
        error,
      }),
    ),
    intent:
      step.idempotencyKey === null || step.effect === 'read' || step.effect === 'pure'
        ? null
        : { key: step.idempotencyKey, generation: step.generation, epoch: step.epoch, sentAt: step.keyUsedAt },
  }))
}
