import type { Queries } from '@patchbay/db/database'
import { erasure, erasureLearnt } from '@patchbay/db/schema'
import { storedText } from '@patchbay/db/stored-json'
import { and, eq, inArray, sql } from 'drizzle-orm'
import type { ErasureJob } from './erasure-job.ts'
import { listOf } from './event-bodies.ts'

/** Of runs that have called another, were called, do another again or are done again: the one that all these go back to. */
export async function rootsOf(tx: Queries, runIds: readonly string[]): Promise<Map<string, string>> {
  if (runIds.length === 0) return new Map()
  const found = await tx.execute<{ id: string; root: string }>(sql`
    WITH RECURSIVE back (id, at) AS (
      SELECT r.id, r.id FROM run r WHERE r.id = ANY (${listOf(runIds)})
      UNION
      SELECT b.id, coalesce(f.parent_run_id, f.again_of) FROM back b JOIN run f ON f.id = b.at
      WHERE coalesce(f.parent_run_id, f.again_of) IS NOT NULL)
    SELECT b.id, b.at AS root FROM back b LEFT JOIN run f ON f.id = b.at
    WHERE coalesce(f.parent_run_id, f.again_of) IS NULL AND (b.id <> b.at
      OR EXISTS (SELECT 1 FROM run k WHERE k.parent_run_id = b.id) OR EXISTS (SELECT 1 FROM run k WHERE k.again_of = b.id))`)
  return new Map(found.rows.map(({ id, root }) => [id, root]))
}

/** What these runs and those that are kin to them have told of the person so far. */
export async function learntOf(
  tx: Queries,
  job: ErasureJob,
  roots: ReadonlyMap<string, string>,
): Promise<Map<string, string[]>> {
  const rows = await tx.select().from(erasureLearnt).where(learntBy(job, roots))
  const words = new Map(rows.map((row) => [row.rootRunId, row.words]))
  return new Map([...roots].flatMap(([id, root]) => (words.has(root) ? [[id, words.get(root) ?? []] as const] : [])))
}

/** Writes down what runs have told of the person, for those that are kin to them; the runs of which that is new. */
export async function keepLearnt(
  tx: Queries,
  job: ErasureJob,
  told: readonly { runId: string; words: readonly string[] }[],
): Promise<string[]> {
  const telling = told.filter(({ words }) => words.length > 0)
  const roots = await rootsOf(
    tx,
    telling.map(({ runId }) => runId),
  )
  const known = await learntOf(tx, job, roots)
  const all = new Map<string, Set<string>>()
  const fresh: string[] = []
  for (const { runId, words } of telling) {
    const root = roots.get(runId)
    if (root === undefined) continue
    const before = new Set(known.get(runId))
    const storable = words.map(storedText)
    if (storable.every((word) => before.has(word))) continue
    fresh.push(runId)
    all.set(root, new Set([...before, ...(all.get(root) ?? []), ...storable]))
  }
  // As whoever stops it, who takes what is kept here away after that.
  if (all.size > 0) await tx.select({ id: erasure.id }).from(erasure).where(eq(erasure.id, job.id)).for('update')
  for (const [rootRunId, words] of all) {
    const row = { workspaceId: job.workspaceId, erasureId: job.id, rootRunId, words: [...words] }
    await tx
      .insert(erasureLearnt)
      .values(row)
      .onConflictDoUpdate({ target: [erasureLearnt.erasureId, erasureLearnt.rootRunId], set: { words: row.words } })
  }
  return fresh
}

const learntBy = (job: ErasureJob, roots: ReadonlyMap<string, string>) =>
  and(eq(erasureLearnt.erasureId, job.id), inArray(erasureLearnt.rootRunId, [...new Set(roots.values())]))

/** With the end of an erasure. */
export const forgetLearnt = (tx: Queries, erasureId: string) =>
  tx.delete(erasureLearnt).where(eq(erasureLearnt.erasureId, erasureId))
