import type { Queries } from '@patchbay/db/database'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { flowVersion, type ProblemState, payload, problem, run, stepRun } from '@patchbay/db/schema'
import type { Json } from '@patchbay/flow/json'
import { and, desc, eq } from 'drizzle-orm'
import type { CoreContext } from '../context.ts'
import { shownPayload } from '../payloads/load-json.ts'
import { authorise } from '../people/permissions.ts'
import type { Principal } from '../principal.ts'
import { fail, ok, type Result } from '../result.ts'
import { loadRunPlan } from '../runs/load-run-plan.ts'
import { redactNames } from '../runs/redact-names.ts'
import { refusedEdits } from './edit-use.ts'
import { loadReasons } from './list-reasons.ts'
import { messageOfTries } from './message-of-tries.ts'
import type { ProblemRun, ReasonDetail } from './problem-models.ts'
import { retryEffects } from './retry-effects.ts'
import { isUnresolved } from './step-act.ts'

/** Runs shown of one reason; a bulk job takes them all. */
export const RUNS_SHOWN = 200

/** One reason opened: its runs with what was sent, the field to change, and what a retry would do. */
export async function getReason(
  ctx: CoreContext,
  principal: Principal,
  input: { cause: string; state: ProblemState },
): Promise<Result<ReasonDetail>> {
  const allowed = authorise(principal, 'problem.read')
  if (!allowed.ok) return allowed
  return inWorkspace(ctx.db, principal.workspaceId, async (tx): Promise<Result<ReasonDetail>> => {
    const [reason] = await loadReasons(tx, input)
    if (reason === undefined) return fail('not_found', 'Nothing is stopped for this reason any more.')
    const runs = await loadProblemRuns(tx, input)
    return ok({ reason, runs, ...(await aboutStep(tx, principal, runs)) })
  })
}

async function loadProblemRuns(
  tx: Queries,
  { cause, state }: { cause: string; state: ProblemState },
): Promise<ProblemRun[]> {
  const rows = await tx
    .select({
      problem,
      subject: run.subject,
      reason: run.reason,
      error: stepRun.error,
      said: messageOfTries(stepRun.id),
      effect: stepRun.effect,
      sentAt: stepRun.sentAt,
      sent: shownPayload,
    })
    .from(problem)
    .innerJoin(run, eq(run.id, problem.runId))
    .leftJoin(stepRun, eq(stepRun.id, problem.stepRunId))
    .leftJoin(payload, eq(payload.id, stepRun.inputPayloadId))
    .where(and(eq(problem.cause, cause), eq(problem.state, state)))
    .orderBy(desc(problem.lastAt))
    .limit(RUNS_SHOWN)
  return rows.map((row) => ({
    problemId: row.problem.id,
    runId: row.problem.runId,
    stepRunId: row.problem.stepRunId,
    subject: row.subject,
    kind: row.problem.kind,
    message: row.error?.message ?? row.said ?? row.reason ?? 'No reason was given.',
    sent: redactNames(row.sent ?? null),
    unresolved: row.effect !== null && isUnresolved({ effect: row.effect, sentAt: row.sentAt }),
    times: row.problem.times,
    lastAt: row.problem.lastAt,
  }))
}

/** By the newest run: others of the same reason went by an older version at most. */
async function aboutStep(
  tx: Queries,
  principal: Principal,
  runs: ProblemRun[],
): Promise<Pick<ReasonDetail, 'step' | 'effects'>> {
  const [newest] = runs
  if (newest?.stepRunId == null) return { step: null, effects: null }
  const [row] = await tx
    .select({ run, node: stepRun.node, document: flowVersion.document })
    .from(stepRun)
    .innerJoin(run, eq(run.id, stepRun.runId))
    .innerJoin(flowVersion, eq(flowVersion.id, run.versionId))
    .where(eq(stepRun.id, newest.stepRunId))
  const plan = row === undefined ? null : await loadRunPlan(tx, row.run)
  if (row === undefined || plan === null) return { step: null, effects: null }
  const work = plan.work[row.node]
  return {
    step:
      work?.kind !== 'action'
        ? null
        : {
            connector: work.connector,
            action: work.action,
            isRepeatSafe: work.idempotency.kind !== 'none',
            versionId: row.run.versionId,
            fields: work.fields.map(({ name, label, mapping }) => ({ name, label, mapping })),
            connectionId: work.connectionId,
            editRefused: (await refusedEdits(tx, principal, plan))[plan.control[row.node]?.id ?? ''] ?? null,
            document: row.document,
            sample: {
              id: row.run.id,
              label: row.run.subject ?? 'The newest run',
              at: row.run.acceptedAt,
              outputs: await loadOutputs(tx, row.run),
            },
          },
    effects: await retryEffects(tx, {
      plan,
      runId: row.run.id,
      node: row.node,
      stepRunIds: runs.flatMap(({ stepRunId }) => (stepRunId === null ? [] : [stepRunId])),
    }),
  }
}

/** What came in, and what the steps before gave, by step; outside of loops. */
async function loadOutputs(tx: Queries, owner: typeof run.$inferSelect): Promise<Record<string, Json>> {
  const rows = await tx
    .select({ stepId: stepRun.stepId, output: shownPayload })
    .from(stepRun)
    .innerJoin(payload, eq(payload.id, stepRun.outputPayloadId))
    .where(and(eq(stepRun.runId, owner.id), eq(stepRun.iteration, ''), eq(stepRun.state, 'succeeded')))
  const [item] = await tx.select({ json: shownPayload }).from(payload).where(eq(payload.id, owner.itemPayloadId))
  const plan = await loadRunPlan(tx, owner)
  const trigger = plan?.control[0]?.id ?? 'trigger'
  return Object.fromEntries([
    [trigger, redactNames(item?.json ?? null)],
    ...rows.map(({ stepId, output }): [string, Json] => [stepId, redactNames(output ?? null)]),
  ])
}
