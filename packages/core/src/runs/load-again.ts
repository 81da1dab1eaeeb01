import type { Queries } from '@patchbay/db/database'
import { flowVersion, run, stepRun } from '@patchbay/db/schema'
import type { Plan } from '@patchbay/flow/plan'
import { and, asc, eq } from 'drizzle-orm'
import { fail, ok, type Result } from '../result.ts'
import { loadRunPlan } from './load-run-plan.ts'
import { type Reuse, reusableSteps } from './reusable-steps.ts'
import { isUndoneByHand } from './undone-by-hand.ts'

export type StepRow = typeof stepRun.$inferSelect

export type Again = {
  run: typeof run.$inferSelect
  version: typeof flowVersion.$inferSelect
  plan: Plan
  rows: StepRow[]
  /** Those whose results the new run begins with. */
  taken: StepRow[]
  reuse: Reuse
  refused: string | null
}

/** All that running an event again on a version takes, and why it cannot be done. The run is locked for the caller. */
export async function loadAgain(
  tx: Queries,
  input: { runId: string; versionId: string; reuse: boolean },
): Promise<Result<Again>> {
  const [owner] = await tx.select().from(run).where(eq(run.id, input.runId)).for('update')
  if (!owner) return fail('not_found', 'This run does not exist in this workspace.')
  const [before] = await tx.select().from(flowVersion).where(eq(flowVersion.id, owner.versionId))
  const [version] = await tx
    .select()
    .from(flowVersion)
    .where(and(eq(flowVersion.id, input.versionId), eq(flowVersion.flowId, owner.flowId)))
  if (!version) return fail('not_found', 'This flow has no such version.')
  const plan = await loadRunPlan(tx, version)
  if (plan === null || !before)
    return fail('gone', 'The plan of that version is no longer kept. Publish the flow again.')
  const rows = await tx
    .select()
    .from(stepRun)
    .where(eq(stepRun.runId, owner.id))
    .orderBy(asc(stepRun.node), asc(stepRun.iteration))
  const byHand = await tx
    .select({ id: stepRun.id })
    .from(stepRun)
    .where(and(eq(stepRun.runId, owner.id), isUndoneByHand))
  const undone = new Set(byHand.map(({ id }) => id))
  const stillThere = rows.filter(({ id }) => !undone.has(id))
  const standing = withoutUndone(stillThere, before.document.edges).map(asRecorded)
  const reuse = reusableSteps({ before: before.document, after: version.document, rows: standing })
  const known = new Set(plan.control.map(({ id }) => id))
  const taken = input.reuse ? standing.filter((row) => known.has(row.stepId) && reuse.takes(row)) : []
  return ok({
    run: owner,
    version,
    plan,
    rows: standing,
    taken,
    reuse,
    refused: whyNot({ owner, rows, plan, reuse: input.reuse }),
  })
}

/** What went on with its default, or was skipped by a person, has given nothing that could be taken over. */
const asRecorded = (row: StepRow): StepRow =>
  (row.state === 'succeeded' && row.error !== null) || (row.state === 'skipped' && row.port !== null)
    ? { ...row, state: 'failed' }
    : row

/** What was undone is not there any more. */
function withoutUndone(rows: StepRow[], edges: { from: string; port: string; to: string }[]): StepRow[] {
  const undoOf = new Map(edges.filter(({ port }) => port === 'undo').map(({ from, to }) => [to, from]))
  const undone = new Set(
    rows.flatMap((row) => {
      const of = undoOf.get(row.stepId)
      return of !== undefined && row.state === 'succeeded' && row.attempts > 0 ? [`${of} ${row.iteration}`] : []
    }),
  )
  return rows.filter((row) => !undoOf.has(row.stepId) && !undone.has(`${row.stepId} ${row.iteration}`))
}

type Standing = { owner: typeof run.$inferSelect; rows: StepRow[]; plan: Plan; reuse: boolean }

function whyNot({ owner, rows, plan, reuse }: Standing): string | null {
  if (owner.forgotten !== null)
    return 'What this run was given is no longer kept. Ask the sender to send the event again.'
  if (!reuse) return null
  if (owner.finishedAt === null) return 'This run is still under way. Cancel it first, or wait until it has ended.'
  const unknown = rows.find((row) => row.sentAt !== null && row.effect !== 'read' && row.effect !== 'pure')
  const node = plan.control.findIndex(({ id }) => id === unknown?.stepId)
  if (unknown === undefined || node < 0) return null
  return `Nobody knows whether “${plan.work[node]?.name ?? unknown.stepId}” went through, so it cannot be sent again under another key. Settle it in this run first.`
}
