import type { Queries } from '@patchbay/db/database'
import { onceResult, plan, run, stepRun } from '@patchbay/db/schema'
import type { ControlNode } from '@patchbay/flow/plan'
import { and, eq, inArray, type SQL, sql } from 'drizzle-orm'
import { hasCalledOutside } from '../waits/last-calls.ts'
import { depthOf } from './plan-places.ts'
import type { Taken } from './taken-failures.ts'
import { isUndoneByHand } from './undone-by-hand.ts'

/** What frames took. `inside`: the rows of `step_run` in it. */
export type LeftAlone = { taken: Taken; inside: string[] }

/**
 * What was undone, by its undo or by hand, is not there any more, so a retry does it again, as a new effect: its
 * generation rises, and that of its undo. What was worked out around it (reads, branches, values) may rest on what is
 * gone and is worked out anew; what a called flow has done outside is a write, and stays. What a frame took stays as it
 * is, undone or worked out.
 */
export async function resetUndone(tx: Queries, runId: string, left: LeftAlone): Promise<void> {
  const [found] = await tx
    .select({ body: plan.body })
    .from(run)
    .innerJoin(plan, and(eq(plan.workspaceId, run.workspaceId), eq(plan.hash, run.planHash)))
    .where(eq(run.id, runId))
  const control = found?.body.control ?? []
  const byHand = await undoneByHand(tx, runId)
  for (const [node, { undo }] of control.entries()) {
    const undone = undo === undefined ? (byHand.get(node) ?? []) : await undoneBy(tx, runId, { node, undo })
    const again = undone.filter(({ iteration }) => left.taken.leavesUndone({ node, iteration }) === null)
    const iterations = again.map((row) => row.iteration)
    if (iterations.length === 0) continue
    await tx.execute(sql`
      UPDATE step_run s SET state = 'retrying', generation = s.generation + 1, finished_at = NULL, round_from = s.attempts,
        port = NULL, sent_at = NULL, output_payload_id = NULL, release_requested_at = NULL
      WHERE s.run_id = ${runId} AND s.node = ${node} AND s.iteration IN (${sql.join(iterations, sql`, `)})`)
    const undos = await tx.execute<{ id: string }>(sql`
      UPDATE step_run SET state = 'skipped', generation = generation + 1, finished_at = now(), round_from = attempts,
        port = NULL, error = NULL, sent_at = NULL, input_payload_id = NULL, input_notes = NULL, output_payload_id = NULL
      WHERE run_id = ${runId} AND node = ${undo ?? null}::int AND iteration IN (${sql.join(iterations, sql`, `)}) RETURNING id`)
    // What either did in several calls is undone, or was for what is gone: each call is made anew.
    const ids = [...again, ...undos.rows].map((row) => row.id)
    await tx.delete(onceResult).where(inArray(onceResult.stepRunId, ids))
    // A step that called a flow would go on with the run that did what is undone: one without a row calls anew.
    await tx.delete(stepRun).where(and(inArray(stepRun.id, ids), eq(stepRun.kind, 'subflow')))
    const around = aroundOf(control, node, iterations)
    await forgetWorkedOut(tx, runId, { around, left })
    await forgetInputs(tx, runId, around)
  }
  await putUndosAside(tx, runId, control)
}

type UndoneRow = { id: string; node: number; iteration: string }

async function undoneBy(tx: Queries, runId: string, of: { node: number; undo: number }): Promise<UndoneRow[]> {
  const { rows } = await tx.execute<UndoneRow>(sql`
    SELECT s.id, s.node, s.iteration FROM step_run s JOIN step_run u ON u.run_id = s.run_id AND u.iteration = s.iteration
    WHERE s.run_id = ${runId} AND s.node = ${of.node} AND s.state = 'succeeded' AND u.node = ${of.undo}
      AND u.state = 'succeeded' AND u.attempts > 0`)
  return rows
}

async function undoneByHand(tx: Queries, runId: string): Promise<Map<number, UndoneRow[]>> {
  const rows = await tx
    .select({ id: stepRun.id, node: stepRun.node, iteration: stepRun.iteration })
    .from(stepRun)
    .where(and(eq(stepRun.runId, runId), isUndoneByHand))
  return Map.groupBy(rows, ({ node }) => node)
}

/**
 * In a new round nothing is undone until a scope fails again: an undo that was not made is like a step that was not
 * taken, and shows neither itself nor its run as trying again. Its attempts stay, and the generation that they rose to.
 */
async function putUndosAside(tx: Queries, runId: string, control: ControlNode[]): Promise<void> {
  const undos = control.flatMap(({ undo }) => (undo === undefined ? [] : [undo]))
  if (undos.length === 0) return
  await tx.execute(sql`
    UPDATE step_run SET state = 'skipped', finished_at = now(), next_try_at = NULL
    WHERE run_id = ${runId} AND node IN (${sql.join(undos, sql`, `)}) AND state = 'retrying' AND sent_at IS NULL`)
}

const forgetWorkedOut = (tx: Queries, runId: string, { around, left }: { around: SQL; left: LeftAlone }) =>
  tx.execute(sql`
    DELETE FROM step_run WHERE run_id = ${runId} AND ${around} AND NOT (id = ANY(${sql.param(left.inside)}::uuid[]))
      AND effect IN ('read', 'pure') AND NOT ${hasCalledOutside} AND state IN ('succeeded', 'skipped', 'failed')`)

/**
 * What is sent again may name what is gone, and is worked out anew: under another key, as another input must never go out
 * under one that was used. What may have been applied keeps both, and what a person changed stays as they want it.
 */
const forgetInputs = (tx: Queries, runId: string, around: SQL) =>
  tx.execute(sql`
    UPDATE step_run SET input_payload_id = NULL, generation = CASE WHEN effect IN ('read', 'pure') THEN generation
      ELSE greatest(generation, 1 + coalesce((SELECT max(a.generation) FROM attempt a WHERE a.step_run_id = step_run.id), 0)) END
    WHERE run_id = ${runId} AND ${around} AND kind = 'action' AND state = 'retrying' AND sent_at IS NULL
      AND NOT EXISTS (SELECT 1 FROM step_history h WHERE h.step_run_id = step_run.id AND h.why = 'edited')`)

/**
 * Condition on a row of `step_run`: it stands in the outermost scope around a node that undoes, in one of the passes of
 * what is around that scope; without such a scope, anywhere in the run.
 */
function aroundOf(control: ControlNode[], node: number, iterations: string[]): SQL {
  const { scope, nodes } = contentOfScope(control, node)
  const depth = scope === null ? 0 : depthOf(control, scope)
  const within = sql`node IN (${sql.join([-1, ...nodes], sql`, `)})`
  if (depth === 0) return within
  const passes = new Set(iterations.map((iteration) => iteration.split('.').slice(0, depth).join('.')))
  const pass = sql`array_to_string((string_to_array(iteration, '.'))[1:${depth}::int], '.')`
  return sql`${within} AND ${pass} IN (${sql.join([...passes], sql`, `)})`
}

/** All nodes of the outermost scope around a node that undoes; without one, of the run, but for its trigger. */
function contentOfScope(control: ControlNode[], node: number): { scope: number | null; nodes: number[] } {
  let scope: number | null = null
  for (let at = control[node]?.region ?? null; at !== null; at = control[at]?.region ?? null) {
    if (control[at]?.scope?.compensates) scope = at
  }
  const inside = (index: number): boolean => {
    for (let at = control[index]?.region ?? null; at !== null; at = control[at]?.region ?? null) {
      if (at === scope) return true
    }
    return false
  }
  const nodes = control.flatMap((_, index) => (index > 0 && (scope === null || inside(index)) ? [index] : []))
  return { scope, nodes }
}
