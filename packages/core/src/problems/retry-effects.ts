import type { Queries } from '@patchbay/db/database'
import { connection, run, stepRun } from '@patchbay/db/schema'
import type { Plan } from '@patchbay/flow/plan'
import { and, eq, inArray } from 'drizzle-orm'
import { downstreamOf } from '../runs/downstream.ts'
import { STANDING, takenIn } from '../runs/load-taken.ts'
import { NOTHING_TAKEN } from '../runs/taken-failures.ts'
import { goesOnWith } from '../waits/call-flow.ts'
import { calledEffects } from '../waits/called-effects.ts'
import { isCalledAnew } from '../waits/is-called-anew.ts'
import { lastCalls } from '../waits/last-calls.ts'
import type { EffectWords, RetryEffects } from './problem-models.ts'
import { withoutLeftBehind } from './without-left-behind.ts'

type At = {
  plan: Plan
  runId: string
  node: number
  /** All that stopped there for the same reason; absent: only this run's. */
  stepRunIds?: string[]
}

/** What a retry of a step does outside: itself, what it leaves alone, and what may come after it. */
export async function retryEffects(tx: Queries, at: At): Promise<RetryEffects> {
  const { plan, node } = at
  // What was undone is not there any more: a retry does it again, unless a frame had taken what it was undone for.
  const { rows, left, undone } = await partedRows(tx, at)
  const isLeft = (index: number) => left.has(index) && !rows.some((row) => row.node === index)
  const succeeded = rows.filter(({ state }) => state === 'succeeded').map((row) => row.node)
  const done = new Set(succeeded.filter((index) => !undone.has(index) && plan.control[index]?.undoOf === undefined))
  const environments = await loadEnvironments(tx, plan)
  const called = await calledEffects(tx, plan)
  const wordsOf = (index: number): EffectWords[] => {
    const work = plan.work[index]
    if (work?.kind !== 'action' && work?.kind !== 'subflow') return []
    const effect = work.kind === 'action' ? work.effect : (called.get(index) ?? 'pure')
    if (effect === 'read' || effect === 'pure') return []
    const stepId = plan.control[index]?.id ?? ''
    if (work.kind === 'subflow') return [{ stepId, name: work.name, connector: null, effect, environment: null }]
    const environment = work.connectionId === null ? null : (environments.get(work.connectionId) ?? null)
    return [{ stepId, name: work.name, connector: work.connector, effect, environment }]
  }
  const after = downstreamOf(plan, node)
  const call = plan.work[node]?.kind === 'subflow' ? await callsOf(tx, at) : null
  const again = call?.goesOn === true || isLeft(node) ? null : (wordsOf(node)[0] ?? null)
  return {
    again,
    calledAnew: again !== null && call?.anew === true,
    kept: plan.control.flatMap((_, index) => (index !== node && done.has(index) ? wordsOf(index) : [])),
    follows: plan.control.flatMap((_, index) =>
      index !== node && (undone.has(index) || (after.has(index) && !done.has(index) && !isLeft(index)))
        ? wordsOf(index)
        : [],
    ),
  }
}

async function partedRows(tx: Queries, { plan, runId }: At) {
  const rows = await tx.select(STANDING).from(stepRun).where(eq(stepRun.runId, runId))
  const [owner] = await tx.select().from(run).where(eq(run.id, runId))
  // A run that is held goes on under its epoch: nothing is begun anew.
  const taken = owner === undefined || owner.finishedAt === null ? NOTHING_TAKEN : takenIn({ run: owner, plan }, rows)
  return withoutLeftBehind(plan.control, rows, taken)
}

/** `goesOn`: each goes on with the run that it has called. `anew`: one does again what the run that it called has done. */
async function callsOf(tx: Queries, { runId, node, stepRunIds }: At): Promise<{ goesOn: boolean; anew: boolean }> {
  const steps = await tx
    .select()
    .from(stepRun)
    .where(
      stepRunIds === undefined
        ? and(eq(stepRun.runId, runId), eq(stepRun.node, node))
        : inArray(stepRun.id, stepRunIds),
    )
  const lastCall = await lastCalls(tx, [...new Set(steps.map((step) => step.runId))])
  const calls = steps.map((step) => ({ step, last: lastCall(step) }))
  return {
    goesOn: calls.length > 0 && calls.every(({ step, last }) => last !== null && goesOnWith(step, last)),
    anew: calls.some(({ step, last }) => isCalledAnew(step, last, false)),
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
