import type { Queries } from '@patchbay/db/database'
import { decision, run, stepRun } from '@patchbay/db/schema'
import { eq } from 'drizzle-orm'
import { fail, ok, type Result } from '../result.ts'

export type LockedDecision = {
  found: typeof decision.$inferSelect
  step: typeof stepRun.$inferSelect
  epoch: number
}

/**
 * An open question and the step it is about, for whoever answers it. The step is locked before the question, as whoever
 * writes down a late answer does: the other way round the two would wait for each other.
 */
export async function lockDecision(tx: Queries, decisionId: string): Promise<Result<LockedDecision>> {
  const [asked] = await tx.select({ stepRunId: decision.stepRunId }).from(decision).where(eq(decision.id, decisionId))
  if (!asked) return fail('not_found', 'This decision does not exist in this workspace.')
  const [step] = await tx.select().from(stepRun).where(eq(stepRun.id, asked.stepRunId)).for('update')
  const [found] = await tx.select().from(decision).where(eq(decision.id, decisionId)).for('update')
  if (!found || !step) return fail('gone', 'The run of this decision has been removed.')
  if (found.state === 'decided') {
    return fail('conflict', `${found.decidedBy ?? 'Somebody'} has answered this already.`, { current: found.verdict })
  }
  if (found.state === 'withdrawn' || (step.state !== 'needs_attention' && found.kind !== 'undo')) {
    return fail('conflict', 'Its answer has come meanwhile: nothing is to be decided any more.', {
      current: step.state,
    })
  }
  const [owner] = await tx.select({ epoch: run.epoch }).from(run).where(eq(run.id, found.runId))
  return owner ? ok({ found, step, epoch: owner.epoch }) : fail('gone', 'The run of this decision has been removed.')
}
