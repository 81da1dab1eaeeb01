import { sql } from 'drizzle-orm'
import { call } from './call.ts'
import type { Database, Queries } from './database.ts'

export type FoundApprovalLink = { id: string; workspaceId: string; approvalId: string; userId: string }

/** Whose link it is and what it is about; null for what was never given out. */
export async function findApprovalLink(db: Database, hash: Buffer): Promise<FoundApprovalLink | null> {
  const rows = await call<FoundApprovalLink>(
    db,
    `SELECT id, workspace_id AS "workspaceId", approval_id AS "approvalId", user_id AS "userId" FROM find_approval_link($1)`,
    [hash],
  )
  return rows[0] ?? null
}

export async function findDueApprovals(db: Database, limit: number): Promise<{ id: string; workspaceId: string }[]> {
  return call<{ id: string; workspaceId: string }>(
    db,
    'SELECT id, workspace_id AS "workspaceId" FROM find_due_approvals($1)',
    [limit],
  )
}

export type AskableMember = {
  userId: string
  name: string
  email: string
  role: string
  /** Mail to the address is known to reach them. */
  reachable: boolean
}

/** The members of a workspace. Only within a transaction of that workspace; else nobody. */
export async function listAskableMembers(tx: Queries, workspaceId: string): Promise<AskableMember[]> {
  const { rows } = await tx.execute<AskableMember>(
    sql`SELECT user_id AS "userId", name, email, role, reachable FROM list_askable_members(${workspaceId}) ORDER BY name`,
  )
  return rows
}

/** Forgets listeners that no run needs any more, and events that nobody came for. Call again while it is not zero. */
export async function purgeWaits(db: Database, batch: number): Promise<number> {
  const rows = await call<{ removed: number }>(db, 'SELECT retire_listeners($1) + purge_waits($1) AS removed', [batch])
  return rows[0]?.removed ?? 0
}
