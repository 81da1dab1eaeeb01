import type { Database } from '@patchbay/db/database'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { sql } from 'drizzle-orm'

export type CallHealth = {
  connectionId: string
  calls: number
  /** Calls that the vendor was to blame for: no answer, a 5xx, a 401. */
  failed: number
  /** Calls over 2 s. */
  slow: number
  totalMs: number
}

/**
 * Adds calls to their connections' hour. Callers gather them and write a batch every few seconds: one row an hour and
 * connection is taken by every call otherwise.
 */
export async function recordCallHealth(db: Database, workspaceId: string, batch: CallHealth[]): Promise<void> {
  if (batch.length === 0) return
  // In one order, so that two batches never wait for each other in a ring.
  const rows = batch.toSorted((a, b) => (a.connectionId < b.connectionId ? -1 : 1))
  await inWorkspace(db, workspaceId, async (tx) => {
    await tx.execute(sql`
      INSERT INTO connection_health (workspace_id, connection_id, hour, calls, failed, slow, total_ms)
      SELECT ${workspaceId}::uuid, h."connectionId", date_trunc('hour', now()), h.calls, h.failed, h.slow, h."totalMs"
      FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
        AS h ("connectionId" uuid, calls int, failed int, slow int, "totalMs" int)
      ON CONFLICT (connection_id, hour) DO UPDATE SET
        calls = connection_health.calls + excluded.calls, failed = connection_health.failed + excluded.failed,
        slow = connection_health.slow + excluded.slow, total_ms = connection_health.total_ms + excluded.total_ms`)
    await tx.execute(sql`
      UPDATE connection SET last_used_at = now()
      WHERE id IN (SELECT (value ->> 'connectionId')::uuid FROM jsonb_array_elements(${JSON.stringify(rows)}::jsonb))
        AND (last_used_at IS NULL OR last_used_at < now() - interval '5 seconds')`)
  })
}
