import type { Queries } from '@patchbay/db/database'
import { run } from '@patchbay/db/schema'
import { and, asc, eq, gt, sql } from 'drizzle-orm'
import type { ErasureJob } from './erasure-job.ts'
import { listOf } from './event-bodies.ts'
import { eraseStored } from './stored-value.ts'

/** Each may hold a few large values. */
const RUNS = 100

type ValueOfRun = { runId: string; payloadId: string }

/** Runs that a batch looks through, and where the next one goes on. */
export async function nextRuns(tx: Queries, job: ErasureJob): Promise<{ ids: string[]; after: string | null }> {
  const { after } = job.position
  const rows = await tx
    .select({ id: run.id })
    .from(run)
    .where(and(eq(run.workspaceId, job.workspaceId), after === null ? undefined : gt(run.id, after)))
    .orderBy(asc(run.id))
    .limit(RUNS)
  const ids = rows.map((row) => row.id)
  return { ids, after: ids.length < RUNS ? null : (ids.at(-1) ?? null) }
}

/** Values of runs, each once. */
export async function valuesOf(
  tx: Queries,
  runIds: readonly string[],
  where: ReturnType<typeof sql>,
): Promise<ValueOfRun[]> {
  if (runIds.length === 0) return []
  const list = listOf(runIds)
  const found = await tx.execute<{ run_id: string; id: string }>(sql`
    SELECT DISTINCT x.run_id, p.id FROM (
      SELECT r.id AS run_id, r.item_payload_id AS id FROM run r WHERE r.id = ANY (${list})
      UNION ALL SELECT s.run_id, s.input_payload_id FROM step_run s WHERE s.run_id = ANY (${list})
      UNION ALL SELECT s.run_id, s.output_payload_id FROM step_run s WHERE s.run_id = ANY (${list})
      UNION ALL SELECT h.run_id, h.input_payload_id FROM step_history h WHERE h.run_id = ANY (${list})
      UNION ALL SELECT h.run_id, h.output_payload_id FROM step_history h WHERE h.run_id = ANY (${list})
    ) x JOIN payload p ON p.id = x.id WHERE ${where}`)
  return found.rows.map((row) => ({ runId: row.run_id, payloadId: row.id }))
}

/** What values tell of the person besides; null when none of them names them. */
export async function wordsIn(job: ErasureJob, values: readonly ValueOfRun[]): Promise<string[] | null> {
  const words = new Set<string>()
  let named = false
  for (const { payloadId } of values) {
    const found = await eraseStored(job.db, { workspaceId: job.workspaceId, payloadId, dry: true }, job.person)
    named ||= found !== null
    for (const word of found?.taken ?? []) words.add(word)
  }
  return named ? [...words] : null
}
