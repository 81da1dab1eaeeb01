import type { Queries } from '@patchbay/db/database'
import { connection, stepRun } from '@patchbay/db/schema'
import type { Plan } from '@patchbay/flow/plan'
import { eq, inArray } from 'drizzle-orm'
import { downstreamOf } from '../runs/downstream.ts'
import type { EffectWords, RetryEffects } from './problem-models.ts'

type At = { plan: Plan; runId: string; node: number }

/** What a retry of a step does outside: itself, what it leaves alone, and what may come after it. */
export async function retryEffects(tx: Queries, { plan, runId, node }: At): Promise<RetryEffects> {
  const rows = await tx
    .select({ node: stepRun.node, state: stepRun.state, attempts: stepRun.attempts })
    .from(stepRun)
    .where(eq(stepRun.runId, runId))
  // What was undone is not there any more: a retry does it again.
  const isMade = (index: number) =>
    rows.some((row) => row.node === index && row.state === 'succeeded' && row.attempts > 0)
  const undone = new Set(plan.control.flatMap(({ undo }, index) => (undo !== undefined && isMade(undo) ? [index] : [])))
  const succeeded = rows.filter(({ state }) => state === 'succeeded').map((row) => row.node)
  const done = new Set(succeeded.filter((index) => !undone.has(index) && plan.control[index]?.undoOf === undefined))
  const environments = await loadEnvironments(tx, plan)
  const wordsOf = (index: number): EffectWords[] => {
    const work = plan.work[index]
    if (work?.kind !== 'action' || work.effect === 'read' || work.effect === 'pure') return []
    const environment = work.connectionId === null ? null : (environments.get(work.connectionId) ?? null)
    const { name, connector, effect } = work
    return [{ stepId: plan.control[index]?.id ?? '', name, connector, effect, environment }]
  }
  const after = downstreamOf(plan, node)
  return {
    again: wordsOf(node)[0] ?? null,
    kept: plan.control.flatMap((_, index) => (index !== node && done.has(index) ? wordsOf(index) : [])),
    follows: plan.control.flatMap((_, index) =>
      index !== node && (undone.has(index) || (after.has(index) && !done.has(index))) ? wordsOf(index) : [],
    ),
  }
}

/** Whether the accounts that a plan uses are real, by connection. */
export async function loadEnvironments(tx: Queries, plan: Plan): Promise<Map<string, 'live' | 'sandbox'>> {
  const ids = plan.work.flatMap((work) =>
    work.kind === 'action' && work.connectionId !== null ? [work.connectionId] : [],
  )
  if (ids.length === 0) return new Map()
  const rows = await tx
    .select({ id: connection.id, environment: connection.environment })
    .from(connection)
    .where(inArray(connection.id, ids))
  return new Map(rows.map((row) => [row.id, row.environment]))
}
