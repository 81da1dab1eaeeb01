import type { Queries } from '@patchbay/db/database'
import type { Plan } from '@patchbay/flow/plan'
import { sql } from 'drizzle-orm'
import { connectionsNotFor } from '../connections/connection-use.ts'
import type { Principal } from '../principal.ts'
import { fail, ok, type Result } from '../result.ts'

/**
 * Refuses a change of what steps send from who may not use the connections that they go out by: what is put there would
 * reach accounts that are kept from them on every draft and test.
 */
export async function checkEditUse(
  tx: Queries,
  principal: Principal,
  connectionIds: readonly string[],
): Promise<Result<null>> {
  const [refused] = (await connectionsNotFor(tx, principal, connectionIds)).values()
  return refused === undefined ? ok(null) : fail('forbidden', wordsOf(refused))
}

/** The same of all that a job was given, before it begins. Of each again when its turn comes, by what holds then. */
export async function checkJobEditUse(tx: Queries, principal: Principal, jobId: string): Promise<Result<null>> {
  const { rows } = await tx.execute<{ id: string }>(sql`
    SELECT DISTINCT p.body -> 'work' -> x.node ->> 'connectionId' AS id
    FROM (SELECT DISTINCT r.workspace_id, r.plan_hash, s.node FROM bulk_item i
      JOIN step_run s ON s.id = i.step_run_id JOIN run r ON r.id = s.run_id WHERE i.job_id = ${jobId}) x
    JOIN plan p ON p.workspace_id = x.workspace_id AND p.hash = x.plan_hash
    WHERE p.body -> 'work' -> x.node ->> 'connectionId' IS NOT NULL`)
  return checkEditUse(
    tx,
    principal,
    rows.map(({ id }) => id),
  )
}

/** For pages, by step: why somebody may not change what it sends. Steps that are open to them are left out. */
export async function refusedEdits(
  tx: Queries,
  principal: Principal,
  plan: Plan | null,
): Promise<Record<string, string>> {
  const used = (plan?.work ?? []).map((work) => (work.kind === 'action' ? work.connectionId : null))
  const refused = await connectionsNotFor(
    tx,
    principal,
    used.filter((id) => id !== null),
  )
  return Object.fromEntries(
    used.flatMap((id, node) => {
      const name = id === null ? undefined : refused.get(id)
      const stepId = plan?.control[node]?.id
      return name === undefined || stepId === undefined ? [] : [[stepId, wordsOf(name)]]
    }),
  )
}

const wordsOf = (connection: string): string =>
  `“${connection}” may be used by chosen people only, so what goes out by it is not yours to change. Ask an owner or admin to add you.`
