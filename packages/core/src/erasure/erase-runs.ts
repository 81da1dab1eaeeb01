import type { Queries } from '@patchbay/db/database'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { run } from '@patchbay/db/schema'
import { and, asc, eq, gt, sql } from 'drizzle-orm'
import { closeRuns } from './closed-runs.ts'
import { type Batch, type ErasureJob, saveProgress } from './erasure-job.ts'
import { payloadMentions } from './payload-mentions.ts'
import { ERASED, patternOf, withoutPerson } from './person.ts'
import { type ErasedPayload, eraseStored } from './stored-value.ts'

/** Each may hold a few large values. */
const RUNS = 100

/**
 * One batch of runs: takes the person out of what they were given and gave, and out of what was made of that to find them
 * by. A run that tells of the person in its values only is found here, and marked before its other rows are looked at.
 */
export async function eraseRuns(job: ErasureJob): Promise<Batch> {
  const { after } = job.position
  const { ids, mentions } = await inWorkspace(job.db, job.workspaceId, async (tx) => {
    const rows = await tx
      .select({ id: run.id })
      .from(run)
      .where(and(eq(run.workspaceId, job.workspaceId), after === null ? undefined : gt(run.id, after)))
      .orderBy(asc(run.id))
      .limit(RUNS)
    const window = rows.map((row) => row.id)
    return { ids: window, mentions: await payloadsOfRuns(tx, job, window) }
  })
  const erased: (ErasedPayload & { runId: string })[] = []
  for (const { runId, payloadId } of mentions) {
    const found = await eraseStored(job.db, { workspaceId: job.workspaceId, payloadId, dry: job.dry }, job.person)
    if (found !== null) erased.push({ ...found, runId })
  }
  const batch = await inWorkspace(job.db, job.workspaceId, async (tx): Promise<Batch & { done: ErasedPayload[] }> => {
    const { closed, open } = await closeRuns(
      tx,
      job,
      erased.map(({ runId }) => runId),
    )
    const done = erased.filter(({ runId }) => closed.has(runId))
    if (!job.dry) {
      for (const one of done) await one.apply(tx)
      for (const runId of closed) await clearRun(tx, job, { runId, taken: taken(done, runId) })
    }
    const end = ids.length < RUNS ? null : (ids.at(-1) ?? null)
    const made = { counts: { payload: job.dry ? erased.length : done.length }, openRuns: open, after: end }
    await saveProgress(tx, job, made)
    return { ...made, done }
  })
  // What lost its reference, or never got one, is of no use to anybody.
  if (!job.dry) for (const one of batch.done) await one.tidy()
  return batch
}

const taken = (done: (ErasedPayload & { runId?: string })[], runId: string): string[] =>
  done.filter((one) => one.runId === runId).flatMap((one) => one.taken)

/** Values of runs that may name the person, each once. */
async function payloadsOfRuns(
  tx: Queries,
  job: ErasureJob,
  ids: string[],
): Promise<{ runId: string; payloadId: string }[]> {
  if (ids.length === 0) return []
  const list = sql`ARRAY[${sql.join(
    ids.map((id) => sql`${id}::uuid`),
    sql`, `,
  )}]`
  const found = await tx.execute<{ run_id: string; id: string }>(sql`
    SELECT DISTINCT x.run_id, p.id FROM (
      SELECT r.id AS run_id, r.item_payload_id AS id FROM run r WHERE r.id = ANY (${list})
      UNION ALL SELECT s.run_id, s.input_payload_id FROM step_run s WHERE s.run_id = ANY (${list})
      UNION ALL SELECT s.run_id, s.output_payload_id FROM step_run s WHERE s.run_id = ANY (${list})
      UNION ALL SELECT h.run_id, h.input_payload_id FROM step_history h WHERE h.run_id = ANY (${list})
      UNION ALL SELECT h.run_id, h.output_payload_id FROM step_history h WHERE h.run_id = ANY (${list})
    ) x JOIN payload p ON p.id = x.id WHERE ${payloadMentions(job.person)}`)
  return found.rows.map((row) => ({ runId: row.run_id, payloadId: row.id }))
}

/** What the run is found by: without the person, and without what else told of them in its values. */
async function clearRun(tx: Queries, job: ErasureJob, of: { runId: string; taken: string[] }): Promise<void> {
  const [found] = await tx
    .select({ subject: run.subject, searchText: run.searchText })
    .from(run)
    .where(eq(run.id, of.runId))
  if (found === undefined) return
  const clean = (text: string, letters: (one: string) => string) => {
    let left = withoutPerson(patternOf(job.person), text)
    for (const one of of.taken) left = left.replaceAll(letters(one), ERASED)
    return left
  }
  await tx
    .update(run)
    .set({
      subject: found.subject === null ? null : clean(found.subject, (one) => one),
      searchText: clean(found.searchText, (one) => one.toLowerCase())
        .replaceAll(ERASED, '')
        .replace(/ {2,}/g, ' ')
        .trim(),
    })
    .where(eq(run.id, of.runId))
}
