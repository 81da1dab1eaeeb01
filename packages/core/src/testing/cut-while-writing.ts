import type { Database } from '@patchbay/db/database'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { type SQL, sql } from 'drizzle-orm'
import { expect, vi } from 'vitest'

/**
 * Takes a lock, lets `begin` begin what needs it, and ends the connection of whoever then waits for it: as PostgreSQL
 * does when it is stopped. The lock is free again when this resolves.
 */
export async function cutWhileWriting(
  db: Database,
  workspaceId: string,
  of: { lock: SQL; begin: () => void },
): Promise<void> {
  await inWorkspace(db, workspaceId, async (tx) => {
    await tx.execute(of.lock)
    const own = await tx.execute<{ pid: number }>(sql`SELECT pg_backend_pid() AS pid`)
    const cut = sql`
      SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE ${own.rows[0]?.pid} = ANY (pg_blocking_pids(pid))`
    of.begin()
    await vi.waitFor(
      async () => expect((await inWorkspace(db, workspaceId, (other) => other.execute(cut))).rows).toHaveLength(1),
      { timeout: 20_000 },
    )
  })
}

/** A run's row, which every write to its steps needs. */
export const runLock = (runId: string): SQL => sql`SELECT 1 FROM run WHERE id = ${runId} FOR UPDATE`
