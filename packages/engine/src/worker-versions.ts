import { setTimeout as pause } from 'node:timers/promises'
import { type Client, isGrpcServiceError } from '@temporalio/client'
import { engineVersionOf } from './build-id.ts'
import { TASK_QUEUE } from './contract.ts'

export const DEPLOYMENT = 'patchbay'

/** The oldest engine version whose histories the workflows of this one replay; `npm test` replays them. */
export const REPLAYS_FROM = 1

export type TakenOver =
  /** New runs, and open ones that this build replays, are worked on by this build from now on. */
  | { taken: true; pinned: number }
  /** A newer build has taken over before: this one only ends what is pinned to it. */
  | { taken: false; newer: string }
  /** Another build of the same engine is at work: this one steps in when nobody works with that one any more. */
  | { taken: false; beside: string | null }

const NOT_FOUND = 5
const PERMISSION_DENIED = 7
const UNIMPLEMENTED = 12
/** A worker is known a moment after its first poll. */
const PATIENCE_MS = 20_000
const PAUSE_MS = 200
/** WORKER_VERSIONING_MODE_VERSIONED */
const VERSIONED = 2
/** A worker that is there asks for work at least every 70 s. */
export const IDLE_AFTER_MS = 120_000
/** No worker ever has this name. */
const NOBODY = 'v0-000000000000'

/** The build that new runs go to: null for none. `unsupported`: this Temporal keeps no versions of workers, or not for us. */
export async function currentBuild(client: Client, namespace: string): Promise<string | null | 'unsupported'> {
  try {
    const found = await client.workflowService.describeWorkerDeployment({ namespace, deploymentName: DEPLOYMENT })
    return found.workerDeploymentInfo?.routingConfig?.currentDeploymentVersion?.buildId ?? null
  } catch (error) {
    if (!isGrpcServiceError(error)) throw error
    if (error.code === NOT_FOUND) return null
    if (isForbidden(error.code)) return 'unsupported'
    throw error
  }
}

/** Whether we may say which build runs go to. Asks for one that does not exist, so nothing is changed. */
export async function mayTakeOver(client: Client, namespace: string): Promise<boolean> {
  try {
    await client.workflowService.setWorkerDeploymentCurrentVersion({
      namespace,
      deploymentName: DEPLOYMENT,
      buildId: NOBODY,
    })
    return true
  } catch (error) {
    if (!isGrpcServiceError(error)) throw error
    return !isForbidden(error.code)
  }
}

const isForbidden = (code: number): boolean => code === PERMISSION_DENIED || code === UNIMPLEMENTED

/**
 * Makes this build the one that runs go to. With `idleAfterMs` it leaves a build of the same engine alone whose workers
 * have asked for work within that time: builds that are there together do not take runs from each other. Open runs of a build whose histories it does not replay are pinned to that
 * build first: a worker of it has to go on until they have ended. A build of an older engine takes nothing over.
 */
export async function takeOver(
  client: Client,
  of: { namespace: string; buildId: string; replaysFrom?: number; idleAfterMs?: number },
): Promise<TakenOver> {
  const before = await currentBuild(client, of.namespace)
  if (before === of.buildId) return { taken: true, pinned: 0 }
  if (before === 'unsupported') return { taken: false, beside: null }
  const theirs = before === null ? null : engineVersionOf(before)
  const own = engineVersionOf(of.buildId) ?? 0
  if (before !== null && theirs !== null && theirs > own) return { taken: false, newer: before }
  if (of.idleAfterMs !== undefined && own <= (theirs ?? own) && (await isPolled(client, before, of))) {
    return { taken: false, beside: before }
  }
  const strange = before !== null && (theirs ?? 0) < (of.replaysFrom ?? REPLAYS_FROM)
  const pinned = strange ? await pinOpenRuns(client, of.namespace, before) : 0
  await setCurrent(client, of.namespace, of.buildId)
  return { taken: true, pinned }
}

/** Gives runs back to workers without a version: for an installation that switches versions off. */
export async function giveBack(client: Client, namespace: string): Promise<void> {
  const before = await currentBuild(client, namespace)
  if (before === null || before === 'unsupported') return
  await client.workflowService.setWorkerDeploymentCurrentVersion({
    namespace,
    deploymentName: DEPLOYMENT,
    buildId: '',
    ignoreMissingTaskQueues: true,
  })
}

/** Whether workers of a build, or ones without a version, have asked for work of late. */
async function isPolled(
  client: Client,
  build: string | null,
  { namespace, idleAfterMs = IDLE_AFTER_MS }: { namespace: string; idleAfterMs?: number },
): Promise<boolean> {
  const { pollers } = await client.workflowService.describeTaskQueue({
    namespace,
    taskQueue: { name: TASK_QUEUE },
    // TASK_QUEUE_TYPE_WORKFLOW
    taskQueueType: 1,
  })
  const since = Date.now() - idleAfterMs
  return pollers.some(({ lastAccessTime, deploymentOptions }) => {
    const isVersioned = deploymentOptions?.workerVersioningMode === VERSIONED
    const isTheirs = (isVersioned ? (deploymentOptions.buildId ?? null) : null) === build
    return isTheirs && Number(lastAccessTime?.seconds ?? 0) * 1_000 >= since
  })
}

async function setCurrent(client: Client, namespace: string, buildId: string): Promise<void> {
  const until = Date.now() + PATIENCE_MS
  for (;;) {
    try {
      await client.workflowService.setWorkerDeploymentCurrentVersion({ namespace, deploymentName: DEPLOYMENT, buildId })
      return
    } catch (error) {
      if (!isGrpcServiceError(error) || isForbidden(error.code) || Date.now() > until) throw error
      await pause(PAUSE_MS)
    }
  }
}

async function pinOpenRuns(client: Client, namespace: string, buildId: string): Promise<number> {
  let pinned = 0
  const query = `ExecutionStatus = 'Running' AND TemporalWorkerDeploymentVersion = '${DEPLOYMENT}:${buildId}'`
  for await (const { workflowId, runId } of client.workflow.list({ query })) {
    await client.workflowService.updateWorkflowExecutionOptions({
      namespace,
      workflowExecution: { workflowId, runId },
      workflowExecutionOptions: {
        versioningOverride: {
          pinned: {
            // PINNED_OVERRIDE_BEHAVIOR_PINNED
            behavior: 1,
            version: { deploymentName: DEPLOYMENT, buildId },
          },
        },
      },
      updateMask: { paths: ['versioning_override'] },
    })
    pinned += 1
  }
  return pinned
}
