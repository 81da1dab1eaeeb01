import { type SQL, sql } from 'drizzle-orm'

/** With this note questions were answered `done` before `again` said it: what was applied is still there. */
const MAY_STAY = 'It may stay.'

/**
 * Condition on a row of `step_run`: it was applied and has no undo, and somebody said that they undid it themselves. What
 * was said before it was done again is about what is gone since.
 */
export const isUndoneByHand: SQL<boolean> = sql<boolean>`(step_run.state = 'succeeded' AND EXISTS (
  SELECT 1 FROM decision d WHERE d.run_id = step_run.run_id AND d.step_run_id = step_run.id AND d.kind = 'undo'
    AND d.state = 'decided' AND d.verdict = 'done' AND d.note IS DISTINCT FROM ${MAY_STAY} AND d.asked_at >= step_run.finished_at))`
