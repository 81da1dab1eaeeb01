import { randomUUID } from 'node:crypto'
import { finishRun } from '@patchbay/core/runs/finish-run'
import { loadPlan } from '@patchbay/core/runs/load-run'
import { loadStart } from '@patchbay/core/runs/load-start'
import type { Database } from '@patchbay/db/database'
import { type LeasedRun, leaseRuns, markRunsStarted } from '@patchbay/db/functions'
import type { ControlNode } from '@patchbay/flow/plan'
import { type Client, isGrpcServiceError, WorkflowExecutionAlreadyStartedError } from '@temporalio/client'
import { WorkflowIdReusePolicy } from '@temporalio/common'
import { LRUCache } from 'lru-cache'
import { type FlowRunInput, runWorkflowId, TASK_QUEUE } from './contract.ts'

export type RunStarter = (limit: number) => Promise<number>

const LEASE_MS = 30_000

/**
 * Leases queued runs and starts a workflow for each. A crash anywhere in between is harmless: the lease ends, the run
 * is leased again, and the engine refuses a second workflow of the same epoch. Answers how many were leased.
 */
export function createRunStarter(
  db: Database,
  client: Client,
  onError: (error: unknown, runId: string) => void,
): RunStarter {
  const skeletons = new LRUCache<string, ControlNode[]>({ max: 200 })
  const skeletonOf = async (run: LeasedRun): Promise<ControlNode[]> => {
    const key = `${run.workspaceId} ${run.planHash}`
    const known = skeletons.get(key)
    if (known) return known
    const plan = await loadPlan(db, run.workspaceId, run.planHash)
    if (!plan)
      throw new NeverStarts(
        'The plan of its version is not stored any more. Publish the flow again, then run the event again.',
      )
    skeletons.set(key, plan.control)
    return plan.control
  }

  const start = async (run: LeasedRun): Promise<boolean> => {
    try {
      const input: FlowRunInput = {
        workspaceId: run.workspaceId,
        runId: run.id,
        epoch: run.epoch,
        planHash: run.planHash,
        skeleton: await skeletonOf(run),
        settled: run.epoch === 1 ? [] : await loadStart(db, run.workspaceId, run.id),
      }
      await client.workflow.start('flowRun', {
        taskQueue: TASK_QUEUE,
        workflowId: runWorkflowId(run.id, run.epoch),
        workflowIdReusePolicy: WorkflowIdReusePolicy.REJECT_DUPLICATE,
        requestEagerStart: true,
        args: [input],
      })
      return true
    } catch (error) {
      if (error instanceof WorkflowExecutionAlreadyStartedError) return true
      const reason = neverStarts(error)
      if (reason !== null) await endUnstarted(db, run, reason)
      onError(error, run.id)
      return false
    }
  }

  return async (limit) => {
    const leaseId = randomUUID()
    const runs = await leaseRuns(db, { leaseId, limit, ttlMs: LEASE_MS })
    if (runs.length === 0) return 0
    const started = await Promise.all(runs.map(async (run) => ((await start(run)) ? [run.id] : [])))
    await markRunsStarted(db, leaseId, started.flat())
    return runs.length
  }
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

/** A queue is for what can still go: this one ends, and says why. */
async function endUnstarted(db: Database, run: LeasedRun, reason: string): Promise<void> {
  const target = { workspaceId: run.workspaceId, runId: run.id, epoch: run.epoch }
  await finishRun(db, target, { state: 'failed', reasonCode: 'not_started', reason, failedStepId: null, skipped: [] })
}
