import type { Pool, PoolClient } from 'pg'
import type { Verdict } from './check/judge.ts'
import { type Checked, check } from './check.ts'

export const PLANTS = ['loss', 'double', 'stuck', 'disorder', 'orphan'] as const
export type Plant = (typeof PLANTS)[number]

/** Where each must show. */
const SHOWS_IN: Record<Plant, keyof Pick<Verdict, 'lost' | 'doubled' | 'stuck' | 'outOfOrder' | 'orphaned'>> = {
  loss: 'lost',
  double: 'doubled',
  stuck: 'stuck',
  disorder: 'outOfOrder',
  orphan: 'orphaned',
}

/** Falsifies what one run left behind. */
export async function plant(what: Plant, db: Pool | PoolClient, { sandbox, journal }: Checked): Promise<void> {
  const victim = journal.events[0]
  if (victim === undefined) throw new Error('There is no event to falsify')
  const ofVictim = `workspace_id = $1 AND item_payload_id IN (SELECT id FROM payload WHERE workspace_id = $1 AND json ->> 'id' = $2)`
  const place = [sandbox.workspaceId, victim.orderId]
  switch (what) {
    case 'loss':
      await db.query(`DELETE FROM run WHERE ${ofVictim}`, place)
      return
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

/** Plants each case in turn and answers with those that the checker did not see. The database is left as it was. */
export async function missedPlants(pool: Pool, checked: Checked): Promise<Plant[]> {
  const missed: Plant[] = []
  for (const what of PLANTS) {
    const client = await pool.connect()
    try {
      await client.query('BEGIN')
      await plant(what, client, checked)
      const verdict = await check({ ...checked, db: client })
      if (verdict[SHOWS_IN[what]].length === 0) missed.push(what)
    } finally {
      await client.query('ROLLBACK')
      client.release()
    }
  }
  return missed
}
