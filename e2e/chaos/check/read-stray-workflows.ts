import { setTimeout as pause } from 'node:timers/promises'
import type { Client } from '@temporalio/client'
import type { ClientBase, Pool } from 'pg'

/** A run is written down as ended before its workflow hears of it, and whoever was to say so may have died. */
const GRACE_MS = 90_000
const EVERY_MS = 1_000

/** Workflows of runs that go on though their run has ended or is gone, after a grace. */
export async function readStrayWorkflows(
  db: Pool | ClientBase,
  engine: Client,
  graceMs: number = GRACE_MS,
): Promise<string[]> {
  const until = performance.now() + graceMs
  for (;;) {
    const strays = await straysNow(db, engine)
    if (strays.length === 0 || performance.now() >= until) return strays
    await pause(EVERY_MS)
  }
}

async function straysNow(db: Pool | ClientBase, engine: Client): Promise<string[]> {
  const running: { workflowId: string; runId: string }[] = []
  for await (const { workflowId } of engine.workflow.list({ query: `ExecutionStatus = 'Running'` })) {
    const [kind, runId] = workflowId.split('/')
    if (kind === 'run' && runId !== undefined) running.push({ workflowId, runId })
  }
  const { rows } = await db.query<{ id: string }>('SELECT id FROM run WHERE id = ANY ($1) AND finished_at IS NULL', [
    running.map(({ runId }) => runId),
  ])
  const open = new Set(rows.map(({ id }) => id))
  return running.filter(({ runId }) => !open.has(runId)).map(({ workflowId }) => workflowId)
}
