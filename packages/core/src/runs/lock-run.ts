import { type SQL, sql } from 'drizzle-orm'

/**
 * The first statement of a transaction that writes steps: whoever writes in the same run goes before or after it, and what
 * follows sees what the one before has written. The run before its steps, as whoever takes a run over or ends it: neither
 * then waits for the other for ever.
 */
export const lockRun = (runId: string): SQL => sql`SELECT 1 AS locked FROM run WHERE id = ${runId} FOR NO KEY UPDATE`
