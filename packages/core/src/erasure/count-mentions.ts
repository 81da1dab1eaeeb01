import { inWorkspace } from '@patchbay/db/in-workspace'
import { type ErasureCounts, erasure } from '@patchbay/db/schema'
import { eq, sql } from 'drizzle-orm'
import { type Batch, type ErasureJob, saveProgress } from './erasure-job.ts'
import { mayName } from './may-name.ts'
import { MENTIONS } from './rules.ts'

/** Counts what people have made or set that names the person: only they can say what is to stand there instead. */
export async function countMentions(job: ErasureJob): Promise<Batch> {
  return inWorkspace(job.db, job.workspaceId, async (tx) => {
    const mentions: ErasureCounts = {}
    for (const [table, columns] of Object.entries(MENTIONS)) {
      const own = table === 'workspace' ? sql`t.id` : sql`t.workspace_id`
      const texts = columns.map((column) => mayName(sql`t.${sql.raw(`"${column}"`)}::text`, job.person))
      const found = await tx.execute<{ rows: number }>(
        sql`SELECT count(*)::int AS rows FROM ${sql.raw(`"${table}"`)} t WHERE ${own} = ${job.workspaceId}::uuid AND (${sql.join(texts, sql` OR `)})`,
      )
      const rows = found.rows[0]?.rows ?? 0
      if (rows > 0) mentions[table] = rows
    }
    const batch: Batch = { counts: {}, openRuns: [], after: null }
    await saveProgress(tx, job, batch)
    await tx.update(erasure).set({ mentions }).where(eq(erasure.id, job.id))
    return batch
  })
}
