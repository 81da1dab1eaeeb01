import type { Pool, PoolClient } from 'pg'
import { waitFor } from '../support/wait-for.ts'
import type { Verdict } from './check/judge.ts'
import { readStrayWorkflows } from './check/read-stray-workflows.ts'
import { type Checked, check } from './check.ts'

export const PLANTS = ['loss', 'contradiction', 'double', 'stuck', 'disorder', 'orphan', 'workflow'] as const
export type Plant = (typeof PLANTS)[number]

/** Where each must show. */
const SHOWS_IN: Record<
  Plant,
  keyof Pick<Verdict, 'lost' | 'contradictions' | 'doubled' | 'stuck' | 'outOfOrder' | 'orphaned'>
> = {
  loss: 'lost',
  contradiction: 'contradictions',
  double: 'doubled',
  stuck: 'stuck',
  disorder: 'outOfOrder',
  orphan: 'orphaned',
  workflow: 'orphaned',
}

/** An epoch that no run comes to. */
const STRAY_EPOCH = 999_999

/** Falsifies what one run left behind. */
export async function plant(what: Plant, db: Pool | PoolClient, checked: Checked): Promise<void> {
  const { sandbox, journal } = checked
  const victim = journal.events[0]
  if (victim === undefined) throw new Error('There is no event to falsify')
  const ofVictim = `workspace_id = $1 AND item_payload_id IN (SELECT id FROM payload WHERE workspace_id = $1 AND json ->> 'id' = $2)`
  const place = [sandbox.workspaceId, victim.orderId]
  switch (what) {
    case 'loss':
      await db.query(`DELETE FROM run WHERE ${ofVictim}`, place)
      return
    case 'contradiction':
      await db.query(
        `UPDATE step_run SET state = 'skipped' WHERE step_id = 'tag' AND run_id IN (SELECT id FROM run WHERE ${ofVictim})`,
        place,
      )
      return
    case 'workflow': {
      const { rows } = await db.query<{ id: string }>(`SELECT id FROM run WHERE ${ofVictim}`, place)
      for (const { id } of rows) await addWorkflow(checked, id)
      return
    }
    case 'stuck':
      await db.query(`UPDATE run SET state = 'running', finished_at = NULL WHERE ${ofVictim}`, place)
      return
    case 'orphan':
      await db.query(`DELETE FROM payload WHERE workspace_id = $1 AND json ->> 'id' = $2 AND kind = 'item'`, place)
      return
    case 'double':
      await addThing(sandbox, { order: victim.orderId })
      return
    case 'disorder': {
      const [state] = journal.states
      if (state === undefined) throw new Error('No order was changed')
      await addThing(sandbox, { order: state.orderId, state: 'state-1' })
    }
  }
}

async function addThing(sandbox: Checked['sandbox'], thing: object): Promise<void> {
  const response = await fetch(`${sandbox.url}/w/${sandbox.workspaceId}/http/things`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(thing),
  })
  if (!response.ok) throw new Error(`The effect was not applied: ${response.status}`)
}

/** One that no worker takes; it is seen a moment after it was begun. */
async function addWorkflow({ db, engine }: Checked, runId: string): Promise<void> {
  const workflowId = `run/${runId}/${STRAY_EPOCH}`
  await engine.workflow.start('flowRun', { taskQueue: 'nobody', workflowId, args: [] })
  const isSeen = async () => ((await readStrayWorkflows(db, engine, 0)).includes(workflowId) ? true : null)
  await waitFor(isSeen, { what: 'The planted workflow is listed', deadlineMs: 30_000 })
}

async function removeWorkflows({ db, engine }: Checked): Promise<void> {
  for (const workflowId of await readStrayWorkflows(db, engine, 0)) {
    if (workflowId.endsWith(`/${STRAY_EPOCH}`)) await engine.workflow.getHandle(workflowId).terminate('It was planted')
  }
}

/** Plants each case in turn and answers with those that the checker did not see. The database is left as it was. */
export async function missedPlants(pool: Pool, checked: Checked): Promise<Plant[]> {
  const missed: Plant[] = []
  for (const what of PLANTS) {
    const client = await pool.connect()
    try {
      await client.query('BEGIN')
      await plant(what, client, checked)
      const verdict = await check({ ...checked, db: client, graceMs: 0 })
      if (verdict[SHOWS_IN[what]].length === 0) missed.push(what)
    } finally {
      await client.query('ROLLBACK')
      client.release()
      if (what === 'workflow') await removeWorkflows(checked)
    }
  }
  return missed
}
