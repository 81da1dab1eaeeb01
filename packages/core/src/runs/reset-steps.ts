import type { Queries } from '@patchbay/db/database'
import { newId } from '@patchbay/db/ids'
import { attempt, decision, onceResult, stepHistory, stepRun } from '@patchbay/db/schema'
import type { Plan } from '@patchbay/flow/plan'
import { and, eq, inArray, sql } from 'drizzle-orm'
import { downstreamOf } from './downstream.ts'
import { notesTold } from './notes-told.ts'

type StepRow = typeof stepRun.$inferSelect
type RunAt = { id: string; plan: Plan }

/** The nodes that are done again when a run goes on from one of them: it, what follows, and the passes it belongs to. */
export function nodesFrom(plan: Plan, node: number): Set<number> {
  const start = outermostRepeat(plan, node) ?? node
  const nodes = downstreamOf(plan, start).add(start)
  for (const container of timedAround(plan, start)) nodes.add(container)
  return nodes
}

/** Parallels around a node that may have timed out: one that has is not entered again. */
function timedAround(plan: Plan, node: number): number[] {
  const region = plan.control[node]?.region ?? null
  if (region === null) return []
  const isTimed = (plan.control[region]?.join?.timeoutMs ?? null) !== null
  return [...(isTimed ? [region] : []), ...timedAround(plan, region)]
}

/** A repeat decides after each pass by what the pass gave: of its content none can be done again alone. */
function outermostRepeat(plan: Plan, node: number): number | null {
  let found: number | null = null
  for (let at = plan.control[node]?.region ?? null; at !== null; at = plan.control[at]?.region ?? null) {
    if (plan.control[at]?.kind === 'repeat') found = at
  }
  return found
}

/** Why steps cannot be done again: of one of them nobody knows whether it went through. */
export async function whyNotReset(tx: Queries, run: RunAt, nodes: ReadonlySet<number>): Promise<string | null> {
  const rows = await loadRows(tx, run, nodes)
  const unknown = rows.find((row) => row.sentAt !== null && row.effect !== 'read' && row.effect !== 'pure')
  if (unknown !== undefined) return unknownWords(nameOf(run, unknown))
  const open = await tx
    .select({ stepRunId: decision.stepRunId })
    .from(decision)
    .where(and(eq(decision.runId, run.id), eq(decision.state, 'open')))
  const asked = rows.find((row) => open.some(({ stepRunId }) => stepRunId === row.id))
  return asked === undefined ? null : unknownWords(nameOf(run, asked))
}

const unknownWords = (name: string): string =>
  `Nobody knows whether “${name}” went through, so it cannot be done again under another key. Settle it first: retry it as it is, or supply what came of it.`

const nameOf = ({ plan }: RunAt, row: StepRow): string => plan.work[row.node]?.name ?? row.stepId

/**
 * Takes steps back, so that they are done again: what they were stays in the history, a write that was made gets another
 * generation and so another key, and every input is worked out anew. The caller has found no reason against it.
 */
export async function resetSteps(
  tx: Queries,
  run: RunAt,
  of: { nodes: ReadonlySet<number>; by: string },
): Promise<void> {
  const rows = await loadRows(tx, run, of.nodes)
  if (rows.length === 0) return
  await keep(tx, rows, of.by)
  const called = rows.filter((row) => row.kind === 'action' && row.attempts > 0)
  const others = rows.filter((row) => !called.includes(row)).map(({ id }) => id)
  if (others.length > 0) await tx.delete(stepRun).where(inArray(stepRun.id, others))
  if (called.length === 0) return
  const ids = called.map(({ id }) => id)
  await tx
    .update(stepRun)
    .set({
      state: 'retrying',
      port: null,
      count: null,
      inputPayloadId: null,
      outputPayloadId: null,
      error: null,
      notes: null,
      inputNotes: null,
      nextTryAt: null,
      waitUntil: null,
      finishedAt: null,
      sentAt: null,
      releaseRequestedAt: null,
      roundFrom: stepRun.attempts,
      generation: sql`CASE WHEN ${stepRun.effect} IN ('read', 'pure') THEN ${stepRun.generation} ELSE greatest(${stepRun.generation},
        1 + coalesce((SELECT max(${attempt.generation}) FROM ${attempt} WHERE ${attempt.stepRunId} = ${stepRun.id}), 0)) END`,
    })
    .where(inArray(stepRun.id, ids))
  // What an action did in several calls is to be done anew, too. Of one that failed half-way it is not, as far as the new
  // input asks for the same.
  const done = called.filter(({ state }) => state === 'succeeded').map(({ id }) => id)
  if (done.length > 0) await tx.delete(onceResult).where(inArray(onceResult.stepRunId, done))
}

const loadRows = (tx: Queries, run: RunAt, nodes: ReadonlySet<number>): Promise<StepRow[]> =>
  tx
    .select()
    .from(stepRun)
    .where(and(eq(stepRun.runId, run.id), inArray(stepRun.node, [...nodes])))

const BATCH = 500

async function keep(tx: Queries, rows: StepRow[], by: string): Promise<void> {
  const told = rows
    .filter(({ state }) => state !== 'skipped' && state !== 'retrying')
    .map(({ id, nextTryAt: _next, waitUntil: _wait, releaseRequestedAt: _release, inputNotes, ...row }) => ({
      ...row,
      notes: notesTold({ ...row, inputNotes }),
      id: newId(),
      stepRunId: id,
      why: 'done_again' as const,
      replacedBy: by,
    }))
  for (let from = 0; from < told.length; from += BATCH) {
    await tx.insert(stepHistory).values(told.slice(from, from + BATCH))
  }
}
