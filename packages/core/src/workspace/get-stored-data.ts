import type { Queries } from '@patchbay/db/database'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { StoreError } from '@patchbay/db/store-error'
import { sql } from 'drizzle-orm'
import type { CoreContext } from '../context.ts'
import { authorise } from '../people/permissions.ts'
import type { Principal } from '../principal.ts'
import { fail, ok, type Result } from '../result.ts'

export type StoredData = {
  /** What was said: bodies, inputs, outputs. */
  payloads: { rows: number; bytes: number; oldestAt: Date | null }
  /** The part of it that is too large for rows. */
  blobs: { rows: number; bytes: number }
  succeeded: Stored
  /** Failed and cancelled. */
  failed: Stored
  open: number
  deliveries: Stored
  samples: { rows: number; pinned: number }
}

/** For each count. */
const PATIENCE_MS = 5_000
const CANCELLED = '57014'

type Stored = { rows: number; oldestAt: Date | null }

/** How much a workspace holds at present: what its settings of how long things are kept are chosen by. */
export async function getStoredData(ctx: CoreContext, principal: Principal): Promise<Result<StoredData>> {
  const allowed = authorise(principal, 'workspace.read')
  if (!allowed.ok) return allowed
  const { workspaceId } = principal
  return inWorkspace(
    ctx.db,
    workspaceId,
    async (tx): Promise<Result<StoredData>> => ok(await count(tx, workspaceId)),
  ).catch((error: unknown) => {
    if (error instanceof StoreError && error.code === CANCELLED) {
      return fail('unavailable', 'There is too much to count in a moment. What is set is kept to all the same.')
    }
    throw error
  })
}

async function count(tx: Queries, workspaceId: string): Promise<StoredData> {
  // A page is no reason to keep the database busy: what cannot be counted in a moment is not.
  await tx.execute(sql`SELECT set_config('statement_timeout', ${String(PATIENCE_MS)}, true)`)
  const own = sql`workspace_id = ${workspaceId}::uuid`
  const [payloads] = (
    await tx.execute<{ rows: number; bytes: number; oldest: Date | null }>(
      sql`SELECT count(*)::int AS rows, coalesce(sum(bytes), 0)::float8 AS bytes, min(created_at) AS oldest FROM payload WHERE ${own}`,
    )
  ).rows
  const [blobs] = (
    await tx.execute<{ rows: number; bytes: number }>(
      sql`SELECT count(*)::int AS rows, coalesce(sum(bytes), 0)::float8 AS bytes FROM blob WHERE ${own}`,
    )
  ).rows
  const runs = (
    await tx.execute<{ kind: string; rows: number; oldest: Date | null }>(
      sql`SELECT CASE WHEN finished_at IS NULL THEN 'open' WHEN state = 'succeeded' THEN 'succeeded' ELSE 'failed' END AS kind,
            count(*)::int AS rows, min(accepted_at) AS oldest FROM run WHERE ${own} GROUP BY 1`,
    )
  ).rows
  const [deliveries] = (
    await tx.execute<Counted>(sql`SELECT count(*)::int AS rows, min(received_at) AS oldest FROM delivery WHERE ${own}`)
  ).rows
  const [samples] = (
    await tx.execute<{ rows: number; pinned: number }>(
      sql`SELECT count(*)::int AS rows, count(*) FILTER (WHERE pinned)::int AS pinned FROM sample WHERE ${own}`,
    )
  ).rows
  const of = (kind: string) => stored(runs.find((row) => row.kind === kind))
  return {
    payloads: { ...stored(payloads), bytes: payloads?.bytes ?? 0 },
    blobs: { rows: blobs?.rows ?? 0, bytes: blobs?.bytes ?? 0 },
    succeeded: of('succeeded'),
    failed: of('failed'),
    open: of('open').rows,
    deliveries: stored(deliveries),
    samples: { rows: samples?.rows ?? 0, pinned: samples?.pinned ?? 0 },
  }
}

type Counted = { rows: number; oldest: Date | string | null }

const stored = (found: Counted | undefined): Stored => ({
  rows: found?.rows ?? 0,
  oldestAt: found?.oldest == null ? null : new Date(found.oldest),
})
