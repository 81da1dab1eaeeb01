import { finishRun } from '@patchbay/core/runs/finish-run'
import { resumeQuietRun } from '@patchbay/core/runs/resume-quiet-run'
import { takeOverRun } from '@patchbay/core/runs/take-over-run'
import type { Database } from '@patchbay/db/database'
import { findResumableRuns, takeLeftCalled, takeSilentRuns, takeUnansweredCancels } from '@patchbay/db/functions'
import { type Client, type WorkflowExecutionDescription, WorkflowNotFoundError } from '@temporalio/client'
import { runWorkflowId } from './contract.ts'
import { releaseSteps } from './release-steps.ts'

export type ReconcileLimits = {
  /** A run is looked after once nothing was heard of it for this long. */
  silentMs: number
  /** A workflow has this long to carry out a cancel. */
  cancelGraceMs: number
  /** One run that cannot be looked after must not keep the others from it. */
  onError: (error: unknown) => void
}

export type Reconciled = {
  alive: number
  takenOver: number
  cancelled: number
  stopped: number
  released: number
  resumed: number
}

const BATCH = 200

/**
 * A workflow task that was tried this often will never get through: its workflow does not fit its history, which the
 * engine makes it end for at the first attempt only, or it fails in some other way. A worker that dies costs one attempt,
 * a task that waits for a worker costs none, and whoever is wrongly taken for stuck loses an epoch and no effect.
 */
const STUCK_AT_ATTEMPT = 5

/**
 * Makes good what a crash or a lost message left behind: runs without a workflow, or with one that is stuck, go on from
 * their checkpoints at the next epoch, cancels that nobody answered are carried out, what a cancelled run had called and
 * waited for is stopped, held steps whose cause is gone are told again, and resumed runs go on once the calls of before
 * their pause are over.
 */
export async function reconcile(db: Database, client: Client, limits: ReconcileLimits): Promise<Reconciled> {
  // Before any is taken over: that is a start, too, and what is started after its caller has ended is left alone.
  const stopped = await stopLeft(db, client, limits)
  const cancelled = await carryOutCancels(db, client, limits)
  const { alive, takenOver } = await takeOverSilent(db, client, limits)
  const released = await releaseSteps(db, client, limits.onError)
  const resumed = await resumeQuiet(db, client, limits)
  return { alive, takenOver, cancelled, stopped, released, resumed }
}

async function takeOverSilent(db: Database, client: Client, limits: ReconcileLimits) {
  let alive = 0
  let takenOver = 0
  for (const run of await takeSilentRuns(db, limits.silentMs, BATCH)) {
    // Being cancelled: the other half of this module ends it.
    if (run.cancelRequestedAt) continue
    try {
      if (await isGoingOn(client, run.id, run.epoch)) alive++
      else if (await takeOverRun(db, { workspaceId: run.workspaceId, runId: run.id, epoch: run.epoch })) takenOver++
    } catch (error) {
      limits.onError(error)
    }
  }
  return { alive, takenOver }
}

type Described = Pick<WorkflowExecutionDescription, 'raw'>

/** Begun and not over; a cancel that it has not heard yet changes nothing of that. In the words of the engine's protocol. */
const AT_WORK: readonly unknown[] = [2, 3]

/**
 * Whether a worker is at one of its calls: a question would be asked of it, or a second one sent, while its answer is
 * under way. The engine itself takes it for over when its heartbeats stop or its time is, so nobody waits for ever.
 */
const isCalling = ({ raw }: Described): boolean =>
  raw.pendingActivities?.some(({ state }) => AT_WORK.includes(state)) ?? false

/**
 * One that is stuck is ended first: whoever takes the run over must have it to himself. Its calls are let finish, for
 * they would end with it, and nobody would know what became of them.
 */
async function isGoingOn(client: Client, runId: string, epoch: number): Promise<boolean> {
  const workflow = client.workflow.getHandle(runWorkflowId(runId, epoch))
  try {
    const description = await workflow.describe()
    const { status, raw } = description
    if (status.name !== 'RUNNING') return false
    if ((raw.pendingWorkflowTask?.attempt ?? 0) < STUCK_AT_ATTEMPT || isCalling(description)) return true
    await workflow.terminate('its workflow task fails again and again')
    return false
  } catch (error) {
    return notFound(error)
  }
}

async function carryOutCancels(db: Database, client: Client, limits: ReconcileLimits): Promise<number> {
  let ended = 0
  for (const run of await takeUnansweredCancels(db, limits.cancelGraceMs, BATCH)) {
    try {
      // The cancel raised the epoch; the workflow is of the one before.
      const handle = client.workflow.getHandle(runWorkflowId(run.id, run.epoch - 1))
      await handle.terminate('cancel was not answered').catch((error: unknown) => {
        if (!(error instanceof WorkflowNotFoundError)) throw error
      })
      const done = await finishRun(
        db,
        { workspaceId: run.workspaceId, runId: run.id, epoch: run.epoch },
        {
          state: 'cancelled',
          reasonCode: 'cancelled',
          reason: null,
          failedStepId: null,
          skipped: [],
          onlyCancels: true,
        },
      )
      if (done.ended || done.next === 'unwinding') ended++
    } catch (error) {
      limits.onError(error)
    }
  }
  return ended
}

/** A workflow that does not hear of it is ended like any that does not answer. */
async function stopLeft(db: Database, client: Client, { onError }: ReconcileLimits): Promise<number> {
  const left = await takeLeftCalled(db, BATCH)
  for (const run of left) {
    try {
      await client.workflow.getHandle(runWorkflowId(run.id, run.epoch - 1)).cancel()
    } catch (error) {
      if (!(error instanceof WorkflowNotFoundError)) onError(error)
    }
  }
  return left.length
}

const notFound = (error: unknown): false => {
  if (error instanceof WorkflowNotFoundError) return false
  throw error
}

async function resumeQuiet(db: Database, client: Client, { silentMs, onError }: ReconcileLimits): Promise<number> {
  let resumed = 0
  for (const run of await findResumableRuns(db, silentMs, BATCH)) {
    const before = client.workflow.getHandle(runWorkflowId(run.id, run.epoch - 1))
    try {
      // A call may take longer than a run may be silent.
      if (await before.describe().then(isCalling, notFound)) continue
      const gone = { workspaceId: run.workspaceId, runId: run.id, epoch: run.epoch }
      if (!(await resumeQuietRun(db, gone))) continue
      resumed++
      // Of before the pause: it may still wait for some time to pass, and can change nothing.
      await before.cancel()
    } catch (error) {
      if (!(error instanceof WorkflowNotFoundError)) onError(error)
    }
  }
  return resumed
}
