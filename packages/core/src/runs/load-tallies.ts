import type { Queries } from '@patchbay/db/database'
import type { StepState } from '@patchbay/db/schema'
import type { Plan } from '@patchbay/flow/plan'
import { sql } from 'drizzle-orm'
import { hasCalledOutside } from '../waits/last-calls.ts'
import { type PassContainer, passContainers } from './plan-places.ts'
import { rankOf, stateAt } from './pressing-sql.ts'
import type { ItemTally, StepTally } from './run-progress.ts'

export type Tallies = { tallies: StepTally[]; items: ItemTally[] }

/** How the steps and the items of a run's loops and repeats fare, counted: two queries, however many items there are. */
export async function loadTallies(tx: Queries, runId: string, plan: Plan | null): Promise<Tallies> {
  const containers = plan === null ? [] : passContainers(plan.control)
  if (containers.length === 0) return { tallies: [], items: [] }
  return { tallies: await stepTallies(tx, runId), items: await itemTallies(tx, runId, containers) }
}

async function stepTallies(tx: Queries, runId: string): Promise<StepTally[]> {
  const { rows } = await tx.execute<{
    step_id: string
    state: StepState
    count: number
    started_at: string
    finished_at: string | null
    open: boolean
    tries: number
    applied: number
    unresolved: number
  }>(sql`
    SELECT step_id, state, count(*)::int AS count, min(started_at)::text AS started_at, max(finished_at)::text AS finished_at,
      bool_or(finished_at IS NULL) AS open, max(attempts) AS tries,
      (count(*) FILTER (WHERE state = 'succeeded' AND error IS NULL
        AND (effect NOT IN ('read', 'pure') OR ${hasCalledOutside})))::int AS applied,
      (count(*) FILTER (WHERE sent_at IS NOT NULL AND effect NOT IN ('read', 'pure')))::int AS unresolved
    FROM step_run WHERE run_id = ${runId} AND iteration <> ''
    GROUP BY node, step_id, state ORDER BY node`)
  return [...Map.groupBy(rows, (row) => row.step_id)].map(([stepId, own]) => {
    const ends = own.flatMap((row) => (row.finished_at === null ? [] : [new Date(row.finished_at)]))
    return {
      stepId,
      states: Object.fromEntries(own.map(({ state, count }) => [state, count])),
      startedAt: earliest(own.map((row) => new Date(row.started_at))),
      finishedAt: own.some(({ open }) => open) || ends.length === 0 ? null : latest(ends),
      tries: Math.max(...own.map(({ tries }) => tries)),
      applied: own.reduce((sum, { applied }) => sum + applied, 0),
      unresolved: own.reduce((sum, { unresolved }) => sum + unresolved, 0),
    }
  })
}

async function itemTallies(tx: Queries, runId: string, containers: readonly PassContainer[]): Promise<ItemTally[]> {
  const places = containers.flatMap(({ node, depth, content }) =>
    content.map((inner) => ({ container: node, depth, node: inner })),
  )
  const counted = await tx.execute<{ container: number; rank: number; count: number }>(sql`
    SELECT container, rank, count(*)::int AS count FROM (
      SELECT p.container, min(${rankOf(sql`s.state`)}) AS rank
      FROM step_run s
      JOIN jsonb_to_recordset(${JSON.stringify(places)}::jsonb) AS p (container int, depth int, node int) ON p.node = s.node
      WHERE s.run_id = ${runId} AND cardinality(string_to_array(s.iteration, '.')) >= p.depth
      GROUP BY p.container, (string_to_array(s.iteration, '.'))[1:p.depth]) i
    GROUP BY container, rank`)
  const totals = await tx.execute<{ node: number; total: number | null }>(sql`
    SELECT node, sum(count)::int AS total FROM step_run
    WHERE run_id = ${runId} AND node = ANY(${sql.param(containers.map(({ node }) => node))}::int[])
    GROUP BY node`)
  return containers.map(({ node, id, kind, limit }) => {
    const own = counted.rows.filter(({ container }) => container === node)
    const total = totals.rows.find((row) => row.node === node)?.total ?? null
    return {
      stepId: id,
      states: Object.fromEntries(own.map(({ rank, count }) => [stateAt(rank), count])),
      total: kind === 'loop' ? total : null,
      limit,
    }
  })
}

const earliest = (dates: readonly Date[]): Date => new Date(Math.min(...dates.map((date) => date.getTime())))
const latest = (dates: readonly Date[]): Date => new Date(Math.max(...dates.map((date) => date.getTime())))
