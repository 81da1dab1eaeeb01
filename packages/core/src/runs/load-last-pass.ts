import type { Queries } from '@patchbay/db/database'
import { stepRun } from '@patchbay/db/schema'
import { and, desc, eq, inArray, ne, sql } from 'drizzle-orm'
import { isWithin } from './load-failures.ts'

/** The iteration of a repeat's last pass: where its checks were written down. Null when no pass is over. */
export async function loadLastPass(
  tx: Queries,
  runId: string,
  repeat: { node: number; iteration: string },
): Promise<string | null> {
  const depth = repeat.iteration === '' ? 1 : repeat.iteration.split('.').length + 1
  const [last] = await tx
    .select({ iteration: stepRun.iteration })
    .from(stepRun)
    .where(
      and(
        eq(stepRun.runId, runId),
        eq(stepRun.node, repeat.node),
        inArray(stepRun.state, ['succeeded', 'failed']),
        ne(stepRun.iteration, repeat.iteration),
        isWithin(repeat.iteration),
        sql`array_length(string_to_array(${stepRun.iteration}, '.'), 1) = ${depth}`,
      ),
    )
    .orderBy(desc(sql`split_part(${stepRun.iteration}, '.', ${depth}::int)::int`))
    .limit(1)
  return last?.iteration ?? null
}
