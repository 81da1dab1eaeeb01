import type { Database } from '@patchbay/db/database'
import { inWorkspace, statementInWorkspace } from '@patchbay/db/in-workspace'
import { plan } from '@patchbay/db/schema'
import type { Json } from '@patchbay/flow/json'
import type { Plan } from '@patchbay/flow/plan'
import { and, eq, type SQL, sql } from 'drizzle-orm'
import { loadJson } from '../payloads/load-json.ts'

/** What does not change while a run goes on: safe to keep for as long as it is worked on. */
export type LoadedRun = {
  id: string
  workspaceId: string
  flowId: string
  versionId: string
  deliveryId: string
  itemIndex: number
  planHash: string
  item: Json
  subject: string | null
  /** A step of another run goes on when this one has ended. */
  isWaitedFor?: boolean
  constants: { id: string; now: string; random: number; startedAt: string }
  workspace: { timeZone: string; currency: string; variables?: Record<string, string> }
}

/** A row of `runColumns`. */
export type RunRow = {
  id: string
  workspaceId: string
  flowId: string
  versionId: string
  deliveryId: string
  itemIndex: number
  planHash: string
  subject: string | null
  parentWaits: boolean
  nowAt: string
  random: string
  acceptedAt: string
  json: Json | null
  blobId: string | null
  timeZone: string
  currency: string
  variables: Record<string, string>
}

/** Of `run` as `r`, its item as `p`, its workspace as `w`. */
export const runColumns: SQL = sql`
  r.id, r.workspace_id AS "workspaceId", r.flow_id AS "flowId", r.version_id AS "versionId", r.delivery_id AS "deliveryId",
  r.item_index AS "itemIndex", r.plan_hash AS "planHash", r.subject, r.parent_waits AS "parentWaits", r.now_at AS "nowAt",
  r.random, r.accepted_at AS "acceptedAt", p.json, p.blob_id AS "blobId", w.time_zone AS "timeZone", w.currency, w.variables`

export async function loadRun(db: Database, workspaceId: string, runId: string): Promise<LoadedRun | null> {
  const [row] = await statementInWorkspace<RunRow>(
    db,
    workspaceId,
    sql`SELECT ${runColumns} FROM run r JOIN payload p ON p.id = r.item_payload_id JOIN workspace w ON w.id = r.workspace_id
        WHERE r.id = ${runId}`,
  )
  return row ? toLoadedRun(db, row) : null
}

export async function toLoadedRun(db: Database, row: RunRow): Promise<LoadedRun> {
  const { id, workspaceId, flowId, versionId, deliveryId, itemIndex, planHash, subject } = row
  return {
    ...{ id, workspaceId, flowId, versionId, deliveryId, itemIndex, planHash, subject },
    item: await loadJson(db, workspaceId, row),
    isWaitedFor: row.parentWaits,
    constants: {
      id,
      now: new Date(row.nowAt).toISOString(),
      random: toFraction(row.random),
      startedAt: new Date(row.acceptedAt).toISOString(),
    },
    workspace: { timeZone: row.timeZone, currency: row.currency, variables: row.variables },
  }
}

/** 52 bits are as many as a double holds below 1. */
const toFraction = (hex: string): number => Number.parseInt(hex.slice(0, 13), 16) / 2 ** 52

export async function loadPlan(db: Database, workspaceId: string, hash: string): Promise<Plan | null> {
  const rows = await inWorkspace(db, workspaceId, (tx) =>
    tx
      .select({ body: plan.body })
      .from(plan)
      .where(and(eq(plan.workspaceId, workspaceId), eq(plan.hash, hash))),
  )
  return rows[0]?.body ?? null
}
