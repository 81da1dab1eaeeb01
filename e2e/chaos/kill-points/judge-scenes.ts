import { waitFor } from '../../support/wait-for.ts'
import { judge } from '../check/judge.ts'
import { readPlatform } from '../check/read-platform.ts'
import type { World } from './world.ts'

/** Beyond this a mail that is still queued is overdue to the checker. */
const DRAIN_DEADLINE_MS = 200_000
const NO_FLOW = '00000000-0000-0000-0000-000000000000'

/**
 * Reads everything that all scenes left behind, from outside: nothing stuck, nothing that belongs to nothing, and of each
 * write as many effects as there are steps that say so.
 */
export async function judgeScenes(world: World): Promise<string[]> {
  await drained(world)
  const workspaceId = world.core.workspaceId
  const platform = await readPlatform(world.db, { workspaceId, statesFlowId: NO_FLOW })
  const nothingSent = {
    journal: { events: [], states: [] },
    vendors: { effects: [], states: [], stock: 0 },
    stockBefore: 0,
  }
  const { stuck, orphaned } = judge({ ...nothingSent, platform })
  return [...stuck, ...orphaned, ...(await judgeEffects(world)), ...(await judgeDeliveries(world))]
}

/** What does not end is found stuck, or overdue. */
function drained({ db, core }: World): Promise<unknown> {
  const since = new Date()
  return waitFor(
    async () => {
      const { rows } = await db.query<{ open: number }>(
        `SELECT (SELECT count(*) FROM delivery WHERE workspace_id = $1 AND state = 'accepted')::int
              + (SELECT count(*) FROM run WHERE workspace_id = $1 AND finished_at IS NULL)::int
              + (SELECT count(*) FROM gather WHERE workspace_id = $1 AND state = 'open')::int
              + (SELECT count(*) FROM system_mail WHERE workspace_id = $1 AND state = 'queued' AND created_at < $2)::int AS open`,
        [core.workspaceId, since],
      )
      return rows[0]?.open === 0 ? true : null
    },
    { what: 'Every run of a scene ended', deadlineMs: DRAIN_DEADLINE_MS },
  ).catch(() => null)
}

type Said = { mark: string; step: string; times: number }

async function judgeEffects({ db, core, vendor }: World): Promise<string[]> {
  // What a run took over from another one, it did not do. An erased person's runs tell no mark any more.
  const { rows } = await db.query<Said>(
    `SELECT coalesce(i.json #>> '{body,mark}', p.json ->> 'mark') AS mark, s.step_id AS step, count(*)::int AS times
     FROM step_run s JOIN run r ON r.id = s.run_id JOIN payload p ON p.id = r.item_payload_id
     JOIN payload i ON i.id = s.input_payload_id
     WHERE s.workspace_id = $1 AND s.kind = 'action' AND s.effect = 'create' AND s.state = 'succeeded' AND s.error IS NULL
       AND s.attempts > 0 AND i.json #>> '{body,mark}' LIKE 'scene-%' AND i.json #>> '{body,mark}' NOT LIKE '%@%'
     GROUP BY 1, 2`,
    [core.workspaceId],
  )
  const said = new Map(rows.map(({ mark, step, times }) => [`${mark} ${step}`, times]))
  const seen = Map.groupBy(
    vendor.effects.filter(({ mark }) => !mark.includes('@')),
    ({ mark, step }) => `${mark} ${step}`,
  )
  return [...new Set([...said.keys(), ...seen.keys()])].flatMap((place) => {
    const [applied, told] = [seen.get(place)?.length ?? 0, said.get(place) ?? 0]
    return applied === told ? [] : [`${place} was applied ${applied} times, and ${told} steps say so`]
  })
}

/** Each start is one run, or in one gather. */
async function judgeDeliveries({ db, core }: World): Promise<string[]> {
  const { rows } = await db.query<{ id: string; runs: number }>(
    `SELECT d.id, (SELECT count(*) FROM run r WHERE r.delivery_id = d.id)::int AS runs FROM delivery d JOIN flow_trigger t ON t.id = d.trigger_id
     WHERE d.workspace_id = $1 AND d.state = 'expanded' AND t.role = 'start' AND t.runs -> 'gather' IS NULL AND d.duplicate_of IS NULL`,
    [core.workspaceId],
  )
  return rows.flatMap(({ id, runs }) => (runs === 1 ? [] : [`delivery ${id} has ${runs} runs`]))
}
