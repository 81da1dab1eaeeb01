import type { Database } from '@patchbay/db/database'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { type SQL, sql } from 'drizzle-orm'
import type { RunTarget } from './run-target.ts'

/**
 * How a start of work on a run came out, as its worker lived to tell: it came `through`, with progress or without, or it
 * `failed` by no fault of the flow.
 */
export type StartOutcome = 'through' | 'failed'

/** Whatever fails is begun again within a minute; a pause, or an engine that was away, is no trying. */
export const TRIED_LATELY: SQL<boolean> = sql`progress_at > now() - interval '10 min'`

/** As long as an event is tried that cannot be unpacked. */
export const FAILS_FOR_LONG: SQL<boolean> = sql`coalesce(failing_since < now() - interval '1 hour' AND ${TRIED_LATELY}, false)`

const CHANGES: Record<StartOutcome, SQL> = {
  through: sql`failing_since = NULL`,
  failed: sql`starts = greatest(starts - 1, 0), failing_since = coalesce(failing_since, now())`,
}

/**
 * Only starts that end their worker speak against a run; what the engine tries again while a store or a vault is away
 * does not. `failsForLong`: for an hour nothing has come through.
 */
export async function judgeStart(
  db: Database,
  target: RunTarget,
  outcome: StartOutcome,
): Promise<{ failsForLong: boolean }> {
  const { rows } = await inWorkspace(db, target.workspaceId, (tx) =>
    tx.execute<{ long: boolean }>(sql`
      UPDATE run SET ${CHANGES[outcome]}
      WHERE id = ${target.runId} AND epoch = ${target.epoch} AND finished_at IS NULL
      RETURNING ${FAILS_FOR_LONG} AS long`),
  )
  return { failsForLong: rows[0]?.long ?? false }
}
