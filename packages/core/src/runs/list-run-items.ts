import { inWorkspace } from '@patchbay/db/in-workspace'
import { run, type StepState } from '@patchbay/db/schema'
import { eq, sql } from 'drizzle-orm'
import type { CoreContext } from '../context.ts'
import { authorise } from '../people/permissions.ts'
import type { Principal } from '../principal.ts'
import { fail, ok, type Result } from '../result.ts'
import { loadRunPlan } from './load-run-plan.ts'
import { type PassContainer, passContainers } from './plan-places.ts'
import { rankOf, stateAt } from './pressing-sql.ts'
import { PRESSING } from './run-progress.ts'

export type RunItem = {
  /** Its position, from 0. */
  index: number
  /** As what is inside it is written down: "3", inside another loop "0.3". */
  iteration: string
  state: StepState
  startedAt: Date
  finishedAt: Date | null
  tries: number
  /** Of the step that presses most, when something went wrong with it. */
  trouble: { stepId: string; message: string } | null
}

export type ItemsInput = {
  runId: string
  /** The loop or the repeat. */
  stepId: string
  /** Its own iteration, inside another loop: "2". */
  within?: string | undefined
  states?: readonly StepState[] | undefined
  /** The index to begin behind. */
  cursor?: number | null | undefined
  limit?: number | undefined
}

const MAX_PAGE = 200

/** The items of a loop, or the passes of a repeat, that have begun, in their order. */
export async function listRunItems(
  ctx: CoreContext,
  principal: Principal,
  input: ItemsInput,
): Promise<Result<{ items: RunItem[]; nextCursor: number | null }>> {
  const allowed = authorise(principal, 'run.read')
  if (!allowed.ok) return allowed
  return inWorkspace(ctx.db, principal.workspaceId, async (tx) => {
    const [found] = await tx.select({ planHash: run.planHash }).from(run).where(eq(run.id, input.runId))
    if (found === undefined) return fail('not_found', 'This run does not exist in this workspace.')
    const plan = await loadRunPlan(tx, { workspaceId: principal.workspaceId, planHash: found.planHash })
    const container = passContainers(plan?.control ?? []).find(({ id }) => id === input.stepId)
    if (container === undefined) return fail('not_found', 'This step has no items: it is no loop of this run.')
    const limit = Math.min(input.limit ?? MAX_PAGE, MAX_PAGE)
    const { rows } = await tx.execute<ItemRow>(itemsOf(container, input, limit + 1))
    const items = rows.slice(0, limit).map((row) => toItem(row, input.within ?? ''))
    return ok({ items, nextCursor: rows.length > limit ? (items.at(-1)?.index ?? null) : null })
  })
}

type ItemRow = {
  index: number
  rank: number
  started_at: string
  finished_at: string | null
  tries: number
  step_id: string
  message: string | null
}

function itemsOf({ content, depth }: PassContainer, input: ItemsInput, limit: number) {
  const within = input.within ?? ''
  const ranks = (input.states ?? []).map((state) => PRESSING.indexOf(state) + 1)
  const rank = rankOf(sql`state`)
  return sql`
    SELECT * FROM (
      SELECT (string_to_array(iteration, '.'))[${depth}::int]::int AS index, min(${rank}) AS rank,
        min(started_at)::text AS started_at,
        CASE WHEN bool_and(finished_at IS NOT NULL) THEN max(finished_at)::text END AS finished_at,
        max(attempts) AS tries,
        (array_agg(step_id ORDER BY ${rank}, node))[1] AS step_id,
        (array_agg(error->>'message' ORDER BY ${rank}, node))[1] AS message
      FROM step_run
      WHERE run_id = ${input.runId} AND node = ANY(${sql.param(content)}::int[])
        AND cardinality(string_to_array(iteration, '.')) >= ${depth}
        AND ${within === '' ? sql`true` : sql`starts_with(iteration, ${`${within}.`})`}
      GROUP BY 1) i
    WHERE index > ${input.cursor ?? -1} AND ${ranks.length === 0 ? sql`true` : sql`rank = ANY(${sql.param(ranks)}::int[])`}
    ORDER BY index LIMIT ${limit}`
}

function toItem(row: ItemRow, within: string): RunItem {
  return {
    index: row.index,
    iteration: within === '' ? String(row.index) : `${within}.${row.index}`,
    state: stateAt(row.rank),
    startedAt: new Date(row.started_at),
    finishedAt: row.finished_at === null ? null : new Date(row.finished_at),
    tries: row.tries,
    trouble: row.message === null ? null : { stepId: row.step_id, message: row.message },
  }
}
