import type { Database } from '@patchbay/db/database'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { sql } from 'drizzle-orm'
import type { RunTarget } from './run-target.ts'

/** As long as an event is tried that cannot be unpacked. */
const LONG = sql`interval '1 hour'`

/**
 * Takes back that work on a run began: its worker lives to tell. Only starts that end their worker speak against a run;
 * what the engine tries again while a store or a vault is away does not, nor does a look at a step that still waits.
 * `failsForLong`: it `failed`, and so it has for an hour, without one step getting anywhere.
 */
export async function forgiveStart(
  db: Database,
  target: RunTarget,
  { failed }: { failed: boolean },
): Promise<{ failsForLong: boolean }> {
  const since = failed ? sql`coalesce(failing_since, now())` : sql`failing_since`
  const { rows } = await inWorkspace(db, target.workspaceId, (tx) =>
    tx.execute<{ long: boolean }>(sql`
      UPDATE run SET starts = greatest(starts - 1, 0), failing_since = ${since}
      WHERE id = ${target.runId} AND epoch = ${target.epoch} AND finished_at IS NULL
      RETURNING coalesce(failing_since < now() - ${LONG}, false) AS long`),
  )
  return { failsForLong: failed && (rows[0]?.long ?? false) }
}
