import type { Queries } from '@patchbay/db/database'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { decision, delivery, flow, flowVersion, payload, run } from '@patchbay/db/schema'
import type { FlowDocument } from '@patchbay/flow/document'
import { eq, inArray } from 'drizzle-orm'
import type { CoreContext } from '../context.ts'
import { loadDecisions } from '../decisions/load-decisions.ts'
import { shownPayload } from '../payloads/load-json.ts'
import { authorise, can } from '../people/permissions.ts'
import type { Principal } from '../principal.ts'
import { refusedEdits } from '../problems/edit-use.ts'
import { tellLeftBehind } from '../problems/tell-left-behind.ts'
import { whyWaiting } from '../queue/why-waiting.ts'
import type { RunDetail } from '../read-models.ts'
import { fail, ok, type Result } from '../result.ts'
import { countUndoQuestions } from './count-undo-questions.ts'
import { describeRuns } from './describe-runs.ts'
import { loadRunPlan } from './load-run-plan.ts'
import { loadShownSteps } from './load-shown-steps.ts'
import { loadTallies } from './load-tallies.ts'
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
    const plan = await loadRunPlan(tx, row)
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
      stoppedBy: described?.stoppedBy ?? null,
      tries: described?.tries ?? 0,
      acceptedAt: row.acceptedAt,
      startedAt: row.startedAt,
      finishedAt: row.finishedAt,
      document: found.document,
      calledFlows: await loadCalledFlows(tx, found.document),
      deliveryId: row.deliveryId,
      origin: found.origin ?? 'event',
      topic: found.topic,
      epoch: row.epoch,
      reason: row.reason,
      waitsFor: await whyWaiting(tx, row),
      reasonCode: row.reasonCode,
      againOf: row.againOf,
      replayOf: found.replayOf,
      requestedBy: found.requestedBy,
      cancelRequestedAt: row.cancelRequestedAt,
      cancelRequestedBy: row.cancelRequestedBy,
      item: redactNames(found.item ?? null),
      pausedAt: row.pausedAt,
      pausedBy: row.pausedBy,
      unwindingAt: row.unwindingAt,
      unwindingBy: row.unwindingBy,
      steps: await tellLeftBehind(tx, { run: row, plan }, await loadShownSteps(tx, row.id)),
      ...(await loadTallies(tx, row.id, plan)),
      editsRefused: await refusedEdits(tx, principal, plan),
      undoQuestions: row.finishedAt === null ? await countUndoQuestions(tx, row.id, plan) : {},
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
      replayOf: delivery.replayOf,
      requestedBy: delivery.requestedBy,
      item: shownPayload,
    })
    .from(run)
    .innerJoin(flow, eq(flow.id, run.flowId))
    .innerJoin(flowVersion, eq(flowVersion.id, run.versionId))
    .leftJoin(delivery, eq(delivery.id, run.deliveryId))
    .leftJoin(payload, eq(payload.id, run.itemPayloadId))
    .where(eq(run.id, runId))
  return rows[0]
}

async function loadCalledFlows(tx: Queries, { steps }: FlowDocument): Promise<RunDetail['calledFlows']> {
  const ids = steps.flatMap((step) => (step.kind === 'subflow' && step.flowId !== null ? [step.flowId] : []))
  if (ids.length === 0) return []
  return tx.select({ id: flow.id, name: flow.name }).from(flow).where(inArray(flow.id, ids))
}
