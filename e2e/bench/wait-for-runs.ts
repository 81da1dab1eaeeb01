import type { Pool } from 'pg'
import { waitFor } from '../support/wait-for.ts'

export type Load = { since: Date; runs: number }

/** Until so many runs of a flow that were accepted since have ended. */
export async function ended(db: Pool, flowId: string, { since, runs }: Load): Promise<void> {
  await waitFor(
    async () => {
      const { rows } = await db.query<{ ended: number }>(
        'SELECT count(*)::int AS ended FROM run WHERE flow_id = $1 AND accepted_at >= $2 AND finished_at IS NOT NULL',
        [flowId, since],
      )
      return (rows[0]?.ended ?? 0) >= runs ? true : null
    },
    { what: `${runs} runs`, deadlineMs: 60_000 + runs * 200, everyMs: runs > 1_000 ? 500 : 50 },
  )
}
