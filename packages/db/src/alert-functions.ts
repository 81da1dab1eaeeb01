import { sql } from 'drizzle-orm'
import { call } from './call.ts'
import type { Database, Queries } from './database.ts'

/** Begins and ends alerts of all workspaces by what is there now. */
export async function raiseAlerts(db: Database): Promise<void> {
  await call(db, 'SELECT raise_alerts()', [])
}

/** Begins alerts about flows that usually run and have not. Reads two weeks of runs, so it is not for every few seconds. */
export async function raiseSilenceAlerts(db: Database): Promise<void> {
  await call(db, 'SELECT raise_silence_alerts()', [])
}

export async function findDueAlerts(db: Database, limit: number): Promise<{ id: string; workspaceId: string }[]> {
  return call<{ id: string; workspaceId: string }>(
    db,
    'SELECT id, workspace_id AS "workspaceId" FROM find_due_alerts($1)',
    [limit],
  )
}

export type AlertRecipient = { userId: string; name: string; email: string; role: string }

/** The members of a workspace, for mail that the worker sends. Only within a transaction of that workspace; else nobody. */
export async function listAlertRecipients(tx: Queries, workspaceId: string): Promise<AlertRecipient[]> {
  const { rows } = await tx.execute<AlertRecipient>(
    sql`SELECT user_id AS "userId", name, email, role FROM list_alert_recipients(${workspaceId})`,
  )
  return rows
}

export type LeasedAlertMessage = {
  id: string
  workspaceId: string
  channelId: string
  body: Record<string, unknown>
  tries: number
}

export async function leaseAlertMessages(
  db: Database,
  lease: { limit: number; ttlMs: number },
): Promise<LeasedAlertMessage[]> {
  return call<LeasedAlertMessage>(
    db,
    `SELECT id, workspace_id AS "workspaceId", channel_id AS "channelId", body, tries FROM lease_alert_messages($1, $2)`,
    [lease.limit, lease.ttlMs],
  )
}

/** Rows removed; call again while it is not zero. */
export async function purgeAlerts(db: Database, limits: { days: number; batch: number }): Promise<number> {
  const rows = await call<{ removed: number }>(db, 'SELECT purge_alerts($1, $2) AS removed', [
    limits.days,
    limits.batch,
  ])
  return rows[0]?.removed ?? 0
}
