import type { Queries } from '@patchbay/db/database'
import { type SQL, sql } from 'drizzle-orm'
import { lockOrderKeys } from '../queue/lock-order-keys.ts'
import type { CallProblem } from './call-problem.ts'
import { callers, HELD_KEY, holdersOf } from './callers.ts'

type Wait = {
  workspaceId: string
  /** The run that is to wait. */
  runId: string
  /** For a new run under this key, or for one that it has called before. */
  for: { orderKey: string } | { runId: string }
}

/**
 * Whether a run that is to wait for what it calls would wait for itself: whoever has the turn there, or was lent it, waits,
 * over however many calls, for a key that this run or one of its callers has. Null: it would not.
 *
 * A ring is closed by a call, never by a turn: who is given one has not gone on yet, and waits for nobody. Calls that could
 * close one go one after the other in a workspace, so that of two in the same moment the second sees the first.
 */
export async function findCallCycle(tx: Queries, wait: Wait): Promise<CallProblem | null> {
  if (!(await hasTurns(tx, wait.runId))) return null
  await lockOrderKeys(tx, wait.workspaceId, ['calls'])
  const { rows } = await tx.execute<Ring>(sql`
    WITH RECURSIVE ${callers(wait.runId)}, waits (id, via) AS (
      SELECT f.id, NULL::uuid FROM run f WHERE ${firstOf(wait)}
      UNION
      SELECT n.id, w.id FROM waits w JOIN run r ON r.id = w.id CROSS JOIN LATERAL (
        SELECT c.id FROM run c WHERE c.parent_run_id = r.id AND c.parent_waits AND c.finished_at IS NULL
        UNION ALL
        SELECT h.id FROM (${holdersOf(sql`r.workspace_id`, sql`r.order_key`)}) h
        WHERE r.finished_at IS NULL AND NOT r.has_turn) n
      WHERE w.id NOT IN (SELECT o.id FROM own o))
    SELECT qf.name AS waiting, q.subject, pf.name AS by, hf.name AS held
    FROM waits w
    JOIN run q ON q.id = w.via JOIN flow qf ON qf.id = q.flow_id
    JOIN run p ON p.id = coalesce(q.parent_run_id, q.id) JOIN flow pf ON pf.id = p.flow_id
    JOIN run h ON h.id = w.id JOIN flow hf ON hf.id = h.flow_id
    WHERE w.id IN (SELECT o.id FROM own o) LIMIT 1`)
  const [ring] = rows
  return ring === undefined ? null : { code: 'call_cycle', message: words(ring) }
}

/** A run under whose keys nobody can wait closes no ring. */
async function hasTurns(tx: Queries, runId: string): Promise<boolean> {
  const { rows } = await tx.execute(
    sql`WITH RECURSIVE ${callers(runId)} SELECT 1 FROM own WHERE ${HELD_KEY} IS NOT NULL LIMIT 1`,
  )
  return rows.length > 0
}

const firstOf = (wait: Wait): SQL =>
  'runId' in wait.for
    ? sql`f.id = ${wait.for.runId}`
    : sql`f.id IN (${holdersOf(sql`${wait.workspaceId}::uuid`, sql`${wait.for.orderKey}`)})`

/** `waiting` is called by `by` and waits for its turn, which a run of `held` has. */
type Ring = { waiting: string; subject: string | null; by: string; held: string }

const words = ({ waiting, subject, by, held }: Ring): string => {
  const run = subject === null ? `“${waiting}”` : `“${waiting}” (${subject})`
  const what = `These runs would wait for each other for ever: ${run}, called by “${by}”, waits for the turn that “${held}” has here, and this call would wait for “${by}”.`
  return `${what} Retry this run once the other one has ended. So that it does not happen again, give these flows the same queue and key under “What runs when”, or let one of them start the other and go on.`
}
