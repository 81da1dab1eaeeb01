import { type SQL, sql } from 'drizzle-orm'
import { hasCalledOutside } from '../waits/last-calls.ts'

/** Condition on a row of `step_run`: an action, or a call whose run did something outside, as far as anybody knows. */
export const actedOutside: SQL = sql`(step_run.kind <> 'subflow' OR ${hasCalledOutside})`

/** Condition on a row of `step_run` that has no undo: a person is to see to what it did, and has not yet. */
export const isLeftToAsk: SQL = sql`(${actedOutside} AND NOT EXISTS (SELECT 1 FROM decision d
  WHERE d.step_run_id = step_run.id AND d.kind = 'undo' AND d.state = 'decided' AND d.asked_at >= step_run.finished_at))`
