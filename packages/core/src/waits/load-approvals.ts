import type { Queries } from '@patchbay/db/database'
import { approval, flow, flowVersion, run, stepHistory, stepRun } from '@patchbay/db/schema'
import type { FlowDocument } from '@patchbay/flow/document'
import { and, desc, eq, type SQL, sql } from 'drizzle-orm'
import type { Principal } from '../principal.ts'
import type { ApprovalView } from './wait-models.ts'
import { whatThen } from './what-then.ts'
import { whoMayDecide } from './who-may-decide.ts'

const MAX_SHOWN = 200
/** An answered question of a run that has been told to forget what it said. */
const GONE = 'What was asked has been removed by retention.'

/** Newest first, as the one who looks may see them. */
export async function loadApprovals(
  tx: Queries,
  where: SQL | undefined,
  { who, limit = MAX_SHOWN }: { who: Principal; limit?: number },
): Promise<ApprovalView[]> {
  const mayDecide = await whoMayDecide(tx, who)
  const rows = await tx
    .select({
      approval,
      isOver: IS_OVER,
      stepId: STEP_ID,
      subject: run.subject,
      acceptedAt: run.acceptedAt,
      flow: { id: flow.id, name: flow.name },
      document: flowVersion.document,
    })
    .from(approval)
    .leftJoin(stepRun, eq(stepRun.id, approval.stepRunId))
    .innerJoin(run, eq(run.id, approval.runId))
    .innerJoin(flow, eq(flow.id, run.flowId))
    .innerJoin(flowVersion, eq(flowVersion.id, run.versionId))
    .where(where)
    .orderBy(desc(approval.askedAt), desc(approval.id))
    .limit(limit)
  return rows.map(({ approval: row, isOver, stepId, document, ...about }) => ({
    id: row.id,
    runId: row.runId,
    stepRunId: row.stepRunId,
    ...about,
    ...stepIn(document, stepId),
    // Past its deadline it is over, also in the moment before its run notices.
    state: isOver ? 'expired' : row.state,
    question: row.question === '' ? GONE : row.question,
    facts: row.facts,
    form: row.form,
    asked: row.approvers,
    mayDecide: row.state === 'open' && !isOver && mayDecide(row.approvers),
    askedAt: row.askedAt,
    remindAt: row.remindAt,
    remindedAt: row.remindedAt,
    deadlineAt: row.deadlineAt,
    verdict: row.verdict,
    decidedBy: row.decidedBy,
    decidedById: row.decidedById,
    decidedAt: row.decidedAt,
    note: row.note,
    answers: row.answers ?? {},
  }))
}

/** By the clock that the deadline was written by. */
const IS_OVER = sql<boolean>`${approval.state} = 'open' AND ${approval.deadlineAt} <= now()`

/** Of a step that a person has done again, only the history tells; of one that retention has removed, nothing does. */
const STEP_ID = sql<string | null>`coalesce(${stepRun.stepId}, (
  SELECT ${stepHistory.stepId} FROM ${stepHistory}
  WHERE ${and(eq(stepHistory.runId, approval.runId), eq(stepHistory.stepRunId, approval.stepRunId))} LIMIT 1))`

/** Its name, and what follows its answer. A step that nothing tells of is known where no other one asks. */
function stepIn(document: FlowDocument, known: string | null): Pick<ApprovalView, 'stepName' | 'next'> {
  const asking = document.steps.filter(({ kind }) => kind === 'approval')
  const stepId = known ?? (asking.length === 1 ? asking[0]?.id : undefined)
  if (stepId === undefined) return { stepName: 'Approval', next: { approved: [], refused: [], timeout: [] } }
  return {
    stepName: document.steps.find(({ id }) => id === stepId)?.name ?? stepId,
    next: {
      approved: whatThen(document, stepId, 'approved'),
      refused: whatThen(document, stepId, 'refused'),
      timeout: whatThen(document, stepId, 'timeout'),
    },
  }
}
