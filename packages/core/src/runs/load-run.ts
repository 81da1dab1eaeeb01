import type { Database } from '@patchbay/db/database'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { payload, plan, run, workspace } from '@patchbay/db/schema'
import type { Json } from '@patchbay/flow/json'
import type { Plan } from '@patchbay/flow/plan'
import { and, eq } from 'drizzle-orm'
import { loadJson, wholePayload } from '../payloads/load-json.ts'

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

export async function loadRun(db: Database, workspaceId: string, runId: string): Promise<LoadedRun | null> {
  const rows = await inWorkspace(db, workspaceId, (tx) =>
    tx
      .select({
        run,
        ...wholePayload,
        timeZone: workspace.timeZone,
        currency: workspace.currency,
        variables: workspace.variables,
      })
      .from(run)
      .innerJoin(payload, eq(payload.id, run.itemPayloadId))
      .innerJoin(workspace, eq(workspace.id, run.workspaceId))
      .where(eq(run.id, runId)),
  )
  const row = rows[0]
  if (!row) return null
  return {
    id: row.run.id,
    workspaceId,
    flowId: row.run.flowId,
    versionId: row.run.versionId,
    deliveryId: row.run.deliveryId,
    itemIndex: row.run.itemIndex,
    planHash: row.run.planHash,
    item: await loadJson(db, workspaceId, row),
    subject: row.run.subject,
    isWaitedFor: row.run.parentWaits,
    constants: {
      id: row.run.id,
      now: row.run.nowAt.toISOString(),
      random: toFraction(row.run.random),
      startedAt: row.run.acceptedAt.toISOString(),
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
