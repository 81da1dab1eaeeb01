import { type SQL, type SQLWrapper, sql } from 'drizzle-orm'

/** What was said to a step's newest failed try: the step itself forgets it once it has succeeded. Null where none failed. */
export const messageOfTries = (stepRunId: SQLWrapper): SQL<string | null> => sql`(
  SELECT a.error ->> 'message' FROM attempt a
  WHERE a.step_run_id = ${stepRunId} AND a.error IS NOT NULL ORDER BY a.number DESC LIMIT 1)`
