import type { Queries } from '@patchbay/db/database'
import { plan, run } from '@patchbay/db/schema'
import type { Plan } from '@patchbay/flow/plan'
import { and, eq, sql } from 'drizzle-orm'
import { hasCalledOutside } from '../waits/last-calls.ts'

/** More names would bury the sentence; the steps themselves say the rest. */
const MAX_NAMES = 5

type Fate = 'applied' | 'undone' | 'not_undone' | 'uncertain'

/**
 * Writes into a cancelled run what its flow has done outside: what stays done, what was undone, what could not be, and
 * of what nobody knows.
 */
export async function tellCancel(tx: Queries, runId: string): Promise<void> {
  const [found] = await tx
    .select({
      by: sql<string | null>`coalesce(${run.cancelRequestedBy}, ${run.unwindingBy})`,
      reason: run.reason,
      plan: plan.body,
    })
    .from(run)
    .leftJoin(plan, and(eq(plan.workspaceId, run.workspaceId), eq(plan.hash, run.planHash)))
    .where(eq(run.id, runId))
  if (!found) return
  const fates = await loadFates(tx, runId, found.plan)
  const head =
    found.by === null ? (found.reason ?? 'The flow ended this run as cancelled.') : `Cancelled by ${found.by}.`
  await tx
    .update(run)
    .set({ reason: [head, ...sentences(fates)].join(' ') })
    .where(eq(run.id, runId))
}

async function loadFates(tx: Queries, runId: string, body: Plan | null): Promise<Map<Fate, string[]>> {
  const rows = await tx.execute<{
    node: number
    step_id: string
    applied: boolean
    undone: boolean
    asked: boolean
  }>(sql`
    SELECT step_run.node, step_run.step_id, (step_run.state = 'succeeded' AND step_run.error IS NULL) AS applied,
      EXISTS (SELECT 1 FROM step_run u WHERE u.run_id = step_run.run_id AND u.iteration = step_run.iteration AND u.state = 'succeeded'
        AND u.node = (${undoPairs(body)}::jsonb ->> step_run.node::text)::int)
      OR EXISTS (SELECT 1 FROM decision d WHERE d.step_run_id = step_run.id AND d.kind = 'undo' AND d.state = 'decided' AND d.verdict = 'done') AS undone,
      EXISTS (SELECT 1 FROM step_run u WHERE u.run_id = step_run.run_id AND u.iteration = step_run.iteration AND u.state <> 'succeeded'
        AND u.node = (${undoPairs(body)}::jsonb ->> step_run.node::text)::int)
      OR EXISTS (SELECT 1 FROM decision d WHERE d.step_run_id = step_run.id AND d.kind = 'undo' AND d.state = 'withdrawn') AS asked
    FROM step_run
    WHERE step_run.run_id = ${runId} AND (step_run.effect NOT IN ('read', 'pure') OR ${hasCalledOutside})
      AND ((step_run.state = 'succeeded' AND step_run.error IS NULL) OR step_run.sent_at IS NOT NULL)
    ORDER BY step_run.started_at`)
  const fates = new Map<Fate, string[]>()
  for (const row of rows.rows) {
    if (body?.control[row.node]?.undoOf !== undefined) continue
    const fate: Fate = !row.applied ? 'uncertain' : row.undone ? 'undone' : row.asked ? 'not_undone' : 'applied'
    const names = fates.get(fate) ?? []
    names.push(body?.work[row.node]?.name ?? row.step_id)
    fates.set(fate, names)
  }
  return fates
}

/** The node that undoes a node, by its index. */
const undoPairs = (body: Plan | null): string =>
  JSON.stringify(
    Object.fromEntries(
      (body?.control ?? []).flatMap((node, index) => (node.undo === undefined ? [] : [[index, node.undo]])),
    ),
  )

function sentences(fates: Map<Fate, string[]>): string[] {
  if (fates.size === 0) return ['Nothing had been done outside.']
  const told: [Fate, (names: string) => string][] = [
    ['undone', (names) => `Undone: ${names}.`],
    ['not_undone', (names) => `Not undone: ${names}.`],
    ['applied', (names) => `What had been done stays done: ${names}.`],
    ['uncertain', (names) => `Nobody knows whether this was applied: ${names}. Look there.`],
  ]
  return told.flatMap(([fate, words]) => {
    const names = fates.get(fate)
    return names === undefined ? [] : [words(listed(names))]
  })
}

function listed(names: string[]): string {
  const counted = [...Map.groupBy(names, (name) => name)].map(
    ([name, all]) => `“${name}”${all.length > 1 ? ` (${all.length} times)` : ''}`,
  )
  const more = counted.length - MAX_NAMES
  return more > 0 ? `${counted.slice(0, MAX_NAMES).join(', ')} and ${more} more` : counted.join(', ')
}
