import type { Queries } from '@patchbay/db/database'
import { approval, flow, flowVersion, run, stepRun } from '@patchbay/db/schema'
import { desc, eq, type SQL } from 'drizzle-orm'
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
      stepId: stepRun.stepId,
      subject: run.subject,
      acceptedAt: run.acceptedAt,
      flow: { id: flow.id, name: flow.name },
      document: flowVersion.document,
    })
    .from(approval)
    .innerJoin(stepRun, eq(stepRun.id, approval.stepRunId))
    .innerJoin(run, eq(run.id, approval.runId))
    .innerJoin(flow, eq(flow.id, run.flowId))
    .innerJoin(flowVersion, eq(flowVersion.id, run.versionId))
    .where(where)
    .orderBy(desc(approval.askedAt), desc(approval.id))
    .limit(limit)
  return rows.map(({ approval: row, stepId, document, ...about }) => ({
    id: row.id,
    runId: row.runId,
    stepRunId: row.stepRunId,
    stepName: document.steps.find(({ id }) => id === stepId)?.name ?? stepId,
    ...about,
    // Past its deadline it is over, also in the moment before its run notices.
    state: isOver(row) ? 'expired' : row.state,
    question: row.question === '' ? GONE : row.question,
    facts: row.facts,
    form: row.form,
    asked: row.approvers,
    mayDecide: row.state === 'open' && !isOver(row) && mayDecide(row.approvers),
    askedAt: row.askedAt,
    remindAt: row.remindAt,
    remindedAt: row.remindedAt,
    deadlineAt: row.deadlineAt,
    next: {
      approved: whatThen(document, stepId, 'approved'),
      refused: whatThen(document, stepId, 'refused'),
      timeout: whatThen(document, stepId, 'timeout'),
    },
    verdict: row.verdict,
    decidedBy: row.decidedBy,
    decidedById: row.decidedById,
    decidedAt: row.decidedAt,
    note: row.note,
    answers: row.answers ?? {},
  }))
}

const isOver = (row: typeof approval.$inferSelect): boolean => row.state === 'open' && row.deadlineAt <= new Date()
