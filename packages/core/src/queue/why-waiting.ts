import type { Queries } from '@patchbay/db/database'
import { delivery, flow, flowTrigger, type RunState, run, workspace } from '@patchbay/db/schema'
import { and, asc, eq, gt, inArray, isNull, ne, type SQL, sql } from 'drizzle-orm'
import { holdersOf } from '../waits/callers.ts'

/** Why a queued run has not begun. */
export type WaitingFor =
  /** One with its key came first and has not ended. `state` is that run's: held ones wait for a person. */
  | { kind: 'run'; run: { id: string; subject: string | null; state: RunState; flow: string }; words: string }
  /** An event that came before is not unpacked yet, and may hold an earlier run. */
  | { kind: 'event'; words: string }
  /** As many runs are under way as the flow, or the workspace, may have at once. */
  | { kind: 'limit'; of: 'flow' | 'workspace'; atOnce: number; words: string }
  /** A person paused it, or the engine could not take it yet. */
  | { kind: 'paused' | 'engine'; words: string }
  /** It is due, and a worker takes it next. */
  | { kind: 'worker'; words: string }

type Row = typeof run.$inferSelect

/** Null for a run that has begun or ended. */
export async function whyWaiting(tx: Queries, row: Row): Promise<WaitingFor | null> {
  if (row.state !== 'queued' || row.finishedAt !== null) return null
  if (row.pausedAt !== null) return { kind: 'paused', words: `Paused by ${row.pausedBy ?? 'someone'}.` }
  if (!row.hasTurn) return (await waitsForRun(tx, row)) ?? waitsForEvent(tx, row)
  if (row.reasonCode === 'not_started_yet' && row.reason !== null) return { kind: 'engine', words: row.reason }
  return (await waitsForRoom(tx, row)) ?? { kind: 'worker', words: 'It starts as soon as a worker is free.' }
}

/** The run that each of these waits for, by the id of the one that waits; for lists. */
export async function loadBlockers(tx: Queries, runIds: readonly string[]): Promise<Map<string, string>> {
  if (runIds.length === 0) return new Map()
  const rows = await tx.execute<{ id: string; blocked_by: string }>(sql`
    SELECT w.id, b.id AS blocked_by FROM run w CROSS JOIN LATERAL (
      SELECT h.id FROM (${holdersOf(sql`w.workspace_id`, sql`w.order_key`)}) h LIMIT 1) b
    WHERE ${inArray(sql`w.id`, [...runIds])} AND w.state = 'queued' AND NOT w.has_turn`)
  return new Map(rows.rows.map(({ id, blocked_by }) => [id, blocked_by]))
}

async function waitsForRun(tx: Queries, row: Row): Promise<WaitingFor | null> {
  const holder = await firstRun(
    tx,
    row,
    sql`${run.id} IN (${holdersOf(sql`${row.workspaceId}::uuid`, sql`${row.orderKey}`)})`,
  )
  // Nobody has the turn just now: it goes to the first of the line.
  const before =
    holder ??
    (await firstRun(
      tx,
      row,
      sql`${run.orderKey} = ${row.orderKey} AND (${run.orderAt}, ${run.deliveryId}) < (SELECT o.order_at, o.delivery_id FROM run o WHERE o.id = ${row.id})`,
    ))
  if (before === null) return null
  const named = before.subject === null ? 'the run before it' : `the run before it (${before.subject})`
  return { kind: 'run', run: before, words: `Waits for ${named}${ENDING[before.state] ?? ''}.` }
}

const ENDING: Partial<Record<RunState, string>> = {
  needs_attention: ', which needs attention',
  retrying: ', which is trying again',
  waiting: ', which is waiting',
  queued: ', which is queued',
}

async function firstRun(tx: Queries, row: Row, which: SQL) {
  const rows = await tx
    .select({ id: run.id, subject: run.subject, state: run.state, flow: flow.name })
    .from(run)
    .innerJoin(flow, eq(flow.id, run.flowId))
    .where(and(eq(run.workspaceId, row.workspaceId), isNull(run.finishedAt), ne(run.id, row.id), which))
    .orderBy(asc(run.orderAt), asc(run.deliveryId), asc(run.itemIndex))
    .limit(1)
  return rows[0] ?? null
}

async function waitsForEvent(tx: Queries, row: Row): Promise<WaitingFor> {
  const [failing] = await tx
    .select({ id: delivery.id })
    .from(delivery)
    .innerJoin(flowTrigger, eq(flowTrigger.id, delivery.triggerId))
    .where(
      and(
        eq(delivery.workspaceId, row.workspaceId),
        eq(delivery.state, 'accepted'),
        gt(delivery.failures, 0),
        sql`(${delivery.triggerId} = ${row.triggerId} OR ${flowTrigger.runs} -> 'order' ->> 'queue' =
          (SELECT t.runs -> 'order' ->> 'queue' FROM flow_trigger t WHERE t.id = ${row.triggerId}))`,
        sql`${delivery.receivedAt} <= (SELECT o.order_at FROM run o WHERE o.id = ${row.id})`,
      ),
    )
    .limit(1)
  const before = 'Waits for an event that came before it and '
  if (failing === undefined) return { kind: 'event', words: `${before}is not unpacked yet.` }
  const words = `${before}could not be unpacked so far; Runs › Deliveries says why. That is given up after an hour at most, and this run goes on.`
  return { kind: 'event', words }
}

async function waitsForRoom(tx: Queries, row: Row): Promise<WaitingFor | null> {
  const [limits] = await tx
    .select({ shared: workspace.runsAtOnce, rules: flowTrigger.runs })
    .from(workspace)
    .leftJoin(flowTrigger, and(eq(flowTrigger.flowId, row.flowId), eq(flowTrigger.role, 'start')))
    .where(eq(workspace.id, row.workspaceId))
  if (limits === undefined) return null
  const own = limits.rules?.atOnce
  if (own !== undefined && (await countBusy(tx, row, ['running', 'retrying'], row.flowId)) >= own) {
    const words = `Waits for room: this flow may have ${count(own)} under way at once.`
    return { kind: 'limit', of: 'flow', atOnce: own, words }
  }
  if ((await countBusy(tx, row, ['running'], null)) < limits.shared) return null
  const words = `Waits for room: this workspace may have ${count(limits.shared)} under way at once.`
  return { kind: 'limit', of: 'workspace', atOnce: limits.shared, words }
}

const count = (runs: number): string => (runs === 1 ? 'one run' : `${runs} runs`)

async function countBusy(tx: Queries, row: Row, states: RunState[], flowId: string | null): Promise<number> {
  const rows = await tx
    .select({ busy: sql<number>`count(*)::int` })
    .from(run)
    .where(
      and(
        eq(run.workspaceId, row.workspaceId),
        inArray(run.state, states),
        flowId === null ? undefined : eq(run.flowId, flowId),
      ),
    )
  return rows[0]?.busy ?? 0
}
