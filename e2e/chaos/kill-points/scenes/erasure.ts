import { z } from 'zod'
import { pens } from '../documents.ts'
import { begin, expectEnd, gated, granted, type Stage } from '../stage.ts'

/** Where what somebody said may stand. The erasure's own row goes without the person once it is done. */
const PLACES = ['payload', 'run', 'delivery', 'step_run', 'step_log', 'attempt', 'decision', 'erasure'] as const
/** A worker that was killed at it holds it for two minutes. */
const DONE_DEADLINE_MS = 240_000

const Asked = z.object({ id: z.string() })

export async function erasure(stage: Stage): Promise<void> {
  const { db, core } = stage.world
  const { write } = pens(stage.world.http)
  const email = `${stage.mark}@example.com`
  const flowId = await gated(stage, 'Of somebody', [write('w')], 'start > gate > w')
  const { runId, open } = await begin(stage, flowId, email)
  open()
  await expectEnd(stage, runId, 'succeeded')
  const before = await mentions(stage, email)
  stage.expect(`the person is told of before: ${before}`, before !== '')
  const { id } = Asked.parse(granted(await stage.ask('erase', { email })))
  await stateIs(stage, id, 'counted')
  const { dead } = stage.strike(id)
  granted(await stage.ask('confirmErasure', { id }))
  await dead
  await stateIs(stage, id, 'done')
  const left = await mentions(stage, email)
  stage.expect(`the person is not told of any more: ${left}`, left === '')
  const { rows } = await db.query('SELECT 1 FROM run WHERE id = $1 AND workspace_id = $2', [runId, core.workspaceId])
  stage.expect('that there was a run is kept', rows.length === 1)
}

const stateIs = (stage: Stage, id: string, state: string) =>
  stage.world.find(
    `The erasure is ${state}`,
    'SELECT 1 AS so FROM erasure WHERE id = $1 AND state = $2',
    [id, state],
    DONE_DEADLINE_MS,
  )

async function mentions({ world }: Stage, email: string): Promise<string> {
  const counted: string[] = []
  for (const table of PLACES) {
    const raw = table === 'payload' ? ` OR position(convert_to($2, 'UTF8') IN t.raw) > 0` : ''
    const { rows } = await world.db.query<{ count: number }>(
      `SELECT count(*)::int AS count FROM ${table} t WHERE t.workspace_id = $1 AND (t::text LIKE '%' || $2 || '%'${raw})`,
      [world.core.workspaceId, email],
    )
    if ((rows[0]?.count ?? 0) > 0) counted.push(`${table} ${rows[0]?.count}`)
  }
  return counted.join(', ')
}
