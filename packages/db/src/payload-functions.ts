import { call } from './call.ts'
import type { Database } from './database.ts'

/** Named functions that cross workspaces, about what was said: see `functions.ts`. */

export type UnusedBlob = { id: string; workspaceId: string }

/** Blobs that nothing refers to, older than `olderMs`: what is younger may be on its way to be referred to. */
export async function findUnusedBlobs(db: Database, olderMs: number, limit: number): Promise<UnusedBlob[]> {
  return call<UnusedBlob>(db, 'SELECT id, workspace_id AS "workspaceId" FROM find_unused_blobs($1, $2)', [
    olderMs,
    limit,
  ])
}

export type LeasedErasure = { id: string; workspaceId: string }

/** The erasure that has been due for longest, for `ttlMs`; null when there is none. */
export async function leaseErasure(db: Database, leaseId: string, ttlMs: number): Promise<LeasedErasure | null> {
  const rows = await call<LeasedErasure>(db, 'SELECT id, workspace_id AS "workspaceId" FROM lease_erasure($1, $2)', [
    leaseId,
    ttlMs,
  ])
  return rows[0] ?? null
}

/** True for one caller in `everyMs`: whoever gets it does what one worker does for all. */
export async function takeTurn(db: Database, name: string, everyMs: number): Promise<boolean> {
  const rows = await call<{ mine: boolean }>(db, 'SELECT take_turn($1, $2) AS mine', [name, everyMs])
  return rows[0]?.mine ?? false
}
