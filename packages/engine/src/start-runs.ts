import { randomUUID } from 'node:crypto'
import { putOffRun } from '@patchbay/core/queue/put-off-run'
import { finishRun } from '@patchbay/core/runs/finish-run'
import { loadPlan } from '@patchbay/core/runs/load-run'
import { loadStart, type Start } from '@patchbay/core/runs/load-start'
import type { Database } from '@patchbay/db/database'
import { type LeasedRun, leaseRuns, markRunsStarted } from '@patchbay/db/functions'
import type { Plan } from '@patchbay/flow/plan'
import { type Client, isGrpcServiceError, WorkflowExecutionAlreadyStartedError } from '@temporalio/client'
import { WorkflowIdReusePolicy } from '@temporalio/common'
import { LRUCache } from 'lru-cache'
import { type FlowRunInput, runWorkflowId, TASK_QUEUE } from './contract.ts'
import type { SegmentsInHand } from './segments-in-hand.ts'

type Started = { runs: LeasedRun[]; at: number }

/** Answers how many were leased, and whether more may be queued that there is room for. */
export type RunStarter = (most: number, hands: SegmentsInHand) => Promise<{ leased: number; more: boolean }>

const LEASE_MS = 30_000

/**
 * An engine that takes longer to answer a start counts as away. The connection tries for 10 s before the last time that
 * it waits this long: both must be over while the lease still holds.
 */
const START_DEADLINE_MS = 10_000

/** A run that begins is marked by that; what has not begun after this long, for want of a free worker, is marked then. */
const MARK_AFTER_MS = 1_000

/** A run that ended its worker, or was never answered, in this many leases is taken to be what ends workers. */
const MAX_LEASES = 5

/**
 * To be called about once a second. Leases queued runs, as many as there is room for in hand, and starts a workflow for
 * each. A crash anywhere in between is harmless: the lease ends, the run is leased again, and the engine refuses a second
 * workflow of the same epoch.
 */
export function createRunStarter(
  db: Database,
  client: Client,
  onError: (error: unknown, runId: string) => void,
): RunStarter {
  const planOf = rememberPlans(db)

  const start = async (run: LeasedRun, leaseId: string): Promise<boolean> => {
    let prepared = false
    try {
      if (run.leaseCount > MAX_LEASES) throw new NeverStarts(`Starting it ended its worker ${MAX_LEASES} times over.`)
      const plan = await planOf(run)
      const from = run.epoch === 1 ? FROM_THE_START : await loadStart(db, run, plan.control)
      prepared = true
      await startWorkflow(client, run, { plan, from })
      return true
    } catch (error) {
      if (error instanceof WorkflowExecutionAlreadyStartedError) return true
      await giveUp(run, { leaseId, error, prepared }).catch((failure: unknown) => onError(failure, run.id))
      onError(error, run.id)
      return false
    }
  }

  /** Where even this fails, the lease ends by itself. */
  const giveUp = async (run: LeasedRun, of: { leaseId: string; error: unknown; prepared: boolean }) => {
    const reason = neverStarts(of.error)
    if (reason !== null) return endUnstarted(db, run, reason)
    const target = { workspaceId: run.workspaceId, runId: run.id, leaseId: of.leaseId }
    return putOffRun(db, target, whyNotNow(of.prepared))
  }

  let unmarked: Started[] = []
  const markOld = async (hands: SegmentsInHand) => {
    const before = performance.now() - MARK_AFTER_MS
    const old = unmarked.filter(({ at }) => at <= before)
    if (old.length === 0) return
    unmarked = unmarked.filter((one) => !old.includes(one))
    const runs = old.flatMap((one) => one.runs)
    hands.forget(runs.map(({ id }) => id))
    await markRunsStarted(db, runs)
  }

  return async (most, hands) => {
    await markOld(hands)
    const room = hands.room()
    const limit = Math.min(most, room.runs)
    if (limit === 0) return { leased: 0, more: false }
    const leaseId = randomUUID()
    const runs = await leaseRuns(db, { leaseId, limit, ttlMs: LEASE_MS, notOf: room.notOf })
    if (runs.length === 0) return { leased: 0, more: false }
    for (const { workspaceId, id: runId } of runs) hands.expect({ workspaceId, runId })
    const begin = async (run: LeasedRun): Promise<LeasedRun[]> => {
      if (await start(run, leaseId)) return [run]
      hands.forget([run.id])
      return []
    }
    const begun = (await Promise.all(runs.map(begin))).flat()
    if (begun.length > 0) unmarked.push({ runs: begun, at: performance.now() })
    return { leased: runs.length, more: runs.length === limit }
  }
}

const FROM_THE_START: Start = { settled: [], unwinding: false }

type Known = Pick<Plan, 'control' | 'engineVersion'>

const rememberPlans = (db: Database) => {
  const plans = new LRUCache<string, Known>({ max: 200 })
  return async ({ workspaceId, planHash }: LeasedRun): Promise<Known> => {
    const key = `${workspaceId} ${planHash}`
    const known = plans.get(key)
    if (known) return known
    const plan = await loadPlan(db, workspaceId, planHash)
    if (!plan)
      throw new NeverStarts(
        'The plan of its version is not stored any more. Publish the flow again, then run the event again.',
      )
    const { control, engineVersion } = plan
    plans.set(key, { control, engineVersion })
    return { control, engineVersion }
  }
}

async function startWorkflow(
  client: Client,
  run: LeasedRun,
  { plan, from }: { plan: Known; from: Start },
): Promise<void> {
  const input: FlowRunInput = {
    workspaceId: run.workspaceId,
    runId: run.id,
    epoch: run.epoch,
    planHash: run.planHash,
    engineVersion: plan.engineVersion,
    skeleton: plan.control,
    settled: from.settled,
    ...(from.unwinding ? { unwind: true } : {}),
  }
  await client.withDeadline(Date.now() + START_DEADLINE_MS, () =>
    client.workflow.start('flowRun', {
      taskQueue: TASK_QUEUE,
      workflowId: runWorkflowId(run.id, run.epoch),
      workflowIdReusePolicy: WorkflowIdReusePolicy.REJECT_DUPLICATE,
      requestEagerStart: true,
      args: [input],
    }),
  )
}

class NeverStarts extends Error {}

/** gRPC's INVALID_ARGUMENT: the engine refuses what it was given, and will refuse it again. */
const INVALID_ARGUMENT = 3

/** Why a run can never be started, in words; null for trouble that passes, when it stays queued. */
function neverStarts(error: unknown): string | null {
  if (error instanceof NeverStarts) return error.message
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error
  if (!isGrpcServiceError(cause) || cause.code !== INVALID_ARGUMENT) return null
  return `The engine does not take this run: ${cause.details}`
}

/** For a person who looks at a run that waits; addresses and names of services help nobody. */
const whyNotNow = (prepared: boolean): string =>
  prepared ? 'The engine does not answer.' : 'Something went wrong here; the log of the worker says what.'

/** A queue is for what can still go: this one ends, and says why. */
async function endUnstarted(db: Database, run: LeasedRun, reason: string): Promise<void> {
  const target = { workspaceId: run.workspaceId, runId: run.id, epoch: run.epoch }
  await finishRun(db, target, { state: 'failed', reasonCode: 'not_started', reason, failedStepId: null, skipped: [] })
}
