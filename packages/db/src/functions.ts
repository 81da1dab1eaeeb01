import type { Trigger, WebhookAnswer, WebhookAuth } from '@patchbay/flow/document'
import { call, MAY_BE_LOST } from './call.ts'
import type { Database } from './database.ts'

/**
 * The named functions that may cross workspaces (SECURITY DEFINER, see the migrations). Each is one statement and so
 * one transaction.
 */

export type FoundSource = {
  id: string
  workspaceId: string
  kind: 'vendor' | 'webhook'
  connector: string | null
  connectionId: string | null
  auth: WebhookAuth | null
  secretId: string | null
  enabled: boolean
  answer: WebhookAnswer | null
}

export async function findSource(db: Database, address: string): Promise<FoundSource | null> {
  const rows = await call<FoundSource>(
    db,
    `SELECT id, workspace_id AS "workspaceId", kind, connector, connection_id AS "connectionId", auth,
            secret_id AS "secretId", enabled, answer FROM find_source($1)`,
    [address],
  )
  return rows[0] ?? null
}

export type FoundApiKey = {
  id: string
  workspaceId: string
  name: string
  scopes: string[]
  expiresAt: Date | null
  revokedAt: Date | null
}

export async function findApiKey(db: Database, hash: Buffer): Promise<FoundApiKey | null> {
  const rows = await call<FoundApiKey>(
    db,
    `SELECT id, workspace_id AS "workspaceId", name, scopes, expires_at AS "expiresAt", revoked_at AS "revokedAt"
     FROM find_api_key($1)`,
    [hash],
  )
  return rows[0] ?? null
}

export type AcceptedDelivery = {
  deliveryId: string
  state: 'accepted' | 'duplicate' | 'refused' | 'ignored'
  duplicateOf: string | null
}

export type EventToAccept = {
  sourceId: string
  vendorId: string | null
  topic: string | null
  headers: Record<string, string>
  body: Buffer
  verified: boolean
}

/** Stores an event for every trigger that listens at its source; committed when it returns. */
export async function acceptEvent(db: Database, event: EventToAccept): Promise<AcceptedDelivery[]> {
  return call<AcceptedDelivery>(
    db,
    `SELECT delivery_id AS "deliveryId", state, duplicate_of AS "duplicateOf" FROM accept_event($1, $2, $3, $4, $5, $6)`,
    [event.sourceId, event.vendorId, event.topic, JSON.stringify(event.headers), event.body, event.verified],
  )
}

export async function recordRefusal(
  db: Database,
  refusal: { sourceId: string; code: string; reason: string; headers: Record<string, string>; bytes: number },
): Promise<void> {
  await call(db, 'SELECT record_refusal($1, $2, $3, $4, $5)', [
    refusal.sourceId,
    refusal.code,
    refusal.reason,
    JSON.stringify(refusal.headers),
    refusal.bytes,
  ])
}

/** The id of the new delivery, or null when the tick had come before, or is of no schedule that counted then. */
export async function acceptTick(
  db: Database,
  tick: { triggerId: string; generation: number; scheduledFor: Date },
): Promise<string | null> {
  const rows = await call<{ id: string | null }>(db, 'SELECT accept_tick($1, $2, $3) AS id', [
    tick.triggerId,
    tick.generation,
    tick.scheduledFor,
  ])
  return rows[0]?.id ?? null
}

export type Lease = { leaseId: string; limit: number; ttlMs: number }

export type LeasedDelivery = { id: string; workspaceId: string; leaseCount: number }

export async function leaseDeliveries(db: Database, lease: Lease): Promise<LeasedDelivery[]> {
  return call<LeasedDelivery>(
    db,
    `SELECT id, workspace_id AS "workspaceId", lease_count AS "leaseCount"
     FROM ${MAY_BE_LOST}, lease_deliveries($1, $2, $3)`,
    [lease.leaseId, lease.limit, lease.ttlMs],
  )
}

export type LeasedRun = { id: string; workspaceId: string; epoch: number; planHash: string; leaseCount: number }

/**
 * Queued runs to be started, within the limits of their workspaces and flows; of runs with the same order key only the
 * one whose turn it is; of workspaces in `notOf` none.
 */
export async function leaseRuns(db: Database, lease: Lease & { notOf: string[] }): Promise<LeasedRun[]> {
  return call<LeasedRun>(
    db,
    `SELECT id, workspace_id AS "workspaceId", epoch, plan_hash AS "planHash", lease_count AS "leaseCount"
     FROM lease_runs($1, $2, $3, $4)`,
    [lease.leaseId, lease.limit, lease.ttlMs, lease.notOf],
  )
}

/**
 * Runs whose workflow exists, and that have not begun by themselves since. Whoever holds the lease by then: a start that
 * was slow counts too, or two that are slow would take the run from each other until it passes for one that ends workers.
 */
export async function markRunsStarted(db: Database, runs: { id: string; epoch: number }[]): Promise<void> {
  // One that is not marked is leased again, and the engine tells that it has been started.
  await call(db, `SELECT mark_started_runs($1, $2) FROM ${MAY_BE_LOST}`, [
    runs.map(({ id }) => id),
    runs.map(({ epoch }) => epoch),
  ])
}

export type SilentRun = {
  id: string
  workspaceId: string
  epoch: number
  state: string
  cancelRequestedAt: Date | null
}

export async function takeSilentRuns(db: Database, silentMs: number, limit: number): Promise<SilentRun[]> {
  return call<SilentRun>(
    db,
    `SELECT id, workspace_id AS "workspaceId", epoch, state, cancel_requested_at AS "cancelRequestedAt"
     FROM take_silent_runs($1, $2)`,
    [silentMs, limit],
  )
}

export type UnansweredCancel = { id: string; workspaceId: string; epoch: number }

export async function takeUnansweredCancels(db: Database, graceMs: number, limit: number): Promise<UnansweredCancel[]> {
  return call<UnansweredCancel>(
    db,
    `SELECT id, workspace_id AS "workspaceId", epoch FROM take_unanswered_cancels($1, $2)`,
    [graceMs, limit],
  )
}

/**
 * Open runs whose caller waited for them and was cancelled, and that were not told: they are being cancelled now, with the
 * same wish to undo, at the epoch that is given. What was begun anew since, by a person, is left alone.
 */
export async function takeLeftCalled(db: Database, limit: number): Promise<UnansweredCancel[]> {
  return call<UnansweredCancel>(db, `SELECT id, workspace_id AS "workspaceId", epoch FROM take_left_called($1)`, [
    limit,
  ])
}

export type ResumableRun = { id: string; workspaceId: string; epoch: number }

/** Resumed runs whose last calls of before the pause are over, or older than `attemptMs`. */
export async function findResumableRuns(db: Database, attemptMs: number, limit: number): Promise<ResumableRun[]> {
  return call<ResumableRun>(db, `SELECT id, workspace_id AS "workspaceId", epoch FROM find_resumable_runs($1, $2)`, [
    attemptMs,
    limit,
  ])
}

export type ReleasableStep = {
  id: string
  runId: string
  workspaceId: string
  epoch: number
  node: number
  iteration: string
  /** Null: it was not marked; its connection works again. */
  releaseRequestedAt: Date | null
  /** Once its workflow has been told, the mark is not needed any more. */
  toldOnce: boolean
}

/** Held steps that may go on; those that were told or marked longest ago first. */
export async function takeReleasableSteps(db: Database, limit: number): Promise<ReleasableStep[]> {
  return call<ReleasableStep>(
    db,
    `SELECT id, run_id AS "runId", workspace_id AS "workspaceId", epoch, node, iteration,
       requested_at AS "releaseRequestedAt", told_once AS "toldOnce" FROM take_releasable_steps($1)`,
    [limit],
  )
}

export type UnappliedSchedule = {
  id: string
  workspaceId: string
  generation: number
  active: boolean
  config: Trigger
}

export async function listUnappliedSchedules(db: Database): Promise<UnappliedSchedule[]> {
  return call<UnappliedSchedule>(
    db,
    `SELECT id, workspace_id AS "workspaceId", generation, active, config FROM list_unapplied_schedules()`,
    [],
  )
}

/** `toldAt`: since when the engine itself tells the times of this generation; null where it tells none. */
export async function markScheduleApplied(
  db: Database,
  of: { triggerId: string; generation: number; toldAt: Date | null },
): Promise<void> {
  await call(db, 'SELECT mark_schedule_applied($1, $2, $3)', [of.triggerId, of.generation, of.toldAt])
}

/**
 * A schedule that came about before the engine was told of it: its times between the two moments, or up to its end where that
 * came first, are not all in the inbox.
 */
export type EarlierTimes = { id: string; generation: number; config: Trigger; earlierUntil: Date; until: Date }

/** Of one trigger the older first. */
export async function listEarlierTimes(db: Database): Promise<EarlierTimes[]> {
  return call<EarlierTimes>(
    db,
    `SELECT id, generation, config, earlier_until AS "earlierUntil", until FROM list_earlier_times()`,
    [],
  )
}

export async function markEarlierTimes(
  db: Database,
  of: { triggerId: string; generation: number; until: Date },
): Promise<void> {
  await call(db, 'SELECT mark_earlier_times($1, $2, $3)', [of.triggerId, of.generation, of.until])
}

/** Rows removed; call again while it is not zero. */
export async function purgeExpired(
  db: Database,
  limits: { runDays: number; keyDays: number; batch: number },
): Promise<number> {
  const rows = await call<{ removed: number }>(
    db,
    'SELECT purge_expired($1, $2, $3) + purge_tests($1, $3) AS removed',
    [limits.runDays, limits.keyDays, limits.batch],
  )
  return rows[0]?.removed ?? 0
}

/** Workspaces with secrets that another master key than this version's has wrapped. */
export async function workspacesToRewrap(db: Database, keyVersion: number): Promise<string[]> {
  const rows = await call<{ id: string }>(db, 'SELECT workspaces_to_rewrap($1) AS id', [keyVersion])
  return rows.map((row) => row.id)
}
