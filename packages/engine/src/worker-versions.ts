import { setTimeout as pause } from 'node:timers/promises'
import { type Client, isGrpcServiceError } from '@temporalio/client'
import { engineVersionOf } from './build-id.ts'

export const DEPLOYMENT = 'patchbay'

/** The oldest engine version whose histories the workflows of this one replay; `npm test` replays them. */
export const REPLAYS_FROM = 1

export type TakenOver =
  /** New runs, and open ones that this build replays, are worked on by this build from now on. */
  | { taken: true; pinned: number }
  /** A newer build has taken over before: this one only ends what is pinned to it. */
  | { taken: false; newer: string }

const NOT_FOUND = 5
const PERMISSION_DENIED = 7
const UNIMPLEMENTED = 12
/** A worker is known a moment after its first poll. */
const PATIENCE_MS = 20_000
const PAUSE_MS = 200

/** The build that new runs go to: null for none. `unsupported`: this Temporal keeps no versions of workers, or not for us. */
export async function currentBuild(client: Client, namespace: string): Promise<string | null | 'unsupported'> {
  try {
    const found = await client.workflowService.describeWorkerDeployment({ namespace, deploymentName: DEPLOYMENT })
    return found.workerDeploymentInfo?.routingConfig?.currentDeploymentVersion?.buildId ?? null
  } catch (error) {
    if (!isGrpcServiceError(error)) throw error
    if (error.code === NOT_FOUND) return null
    if (error.code === PERMISSION_DENIED || error.code === UNIMPLEMENTED) return 'unsupported'
    throw error
  }
}

/**
 * Makes this build the one that runs go to. Open runs of a build whose histories it does not replay are pinned to that
 * build first: a worker of it has to go on until they have ended. A build of an older engine takes nothing over.
 */
export async function takeOver(
  client: Client,
  of: { namespace: string; buildId: string; replaysFrom?: number },
): Promise<TakenOver> {
  const before = await currentBuild(client, of.namespace)
  const theirs = before === null ? null : engineVersionOf(before)
  const own = engineVersionOf(of.buildId) ?? 0
  if (before !== null && theirs !== null && theirs > own) return { taken: false, newer: before }
  const strange = before !== null && before !== of.buildId && (theirs ?? 0) < (of.replaysFrom ?? REPLAYS_FROM)
  const pinned = strange ? await pinOpenRuns(client, of.namespace, before) : 0
  if (before !== of.buildId) await setCurrent(client, of.namespace, of.buildId)
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

async function setCurrent(client: Client, namespace: string, buildId: string): Promise<void> {
  const until = Date.now() + PATIENCE_MS
  for (;;) {
    try {
      await client.workflowService.setWorkerDeploymentCurrentVersion({ namespace, deploymentName: DEPLOYMENT, buildId })
      return
    } catch (error) {
      if (!isGrpcServiceError(error) || Date.now() > until) throw error
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
