import { type Logger, NativeConnection, Runtime, Worker, type WorkerOptions } from '@temporalio/worker'
import type { Activities } from './activities/create-activities.ts'
import type { TemporalAddress } from './client.ts'
import { TASK_QUEUE } from './contract.ts'
import { DEPLOYMENT } from './worker-versions.ts'

/** One native connection carries both the worker and the dispatcher's client: eager start needs them together. */
export function connectNative(at: TemporalAddress): Promise<NativeConnection> {
  return NativeConnection.connect({
    address: at.address,
    ...(at.tls ? { tls: true } : {}),
    ...(at.apiKey ? { apiKey: at.apiKey } : {}),
  })
}

export type WorkerParts = {
  connection: NativeConnection
  namespace: string
  workflowBundle: string
  /** Name of the bundle; left out, or null: a worker without a version. */
  buildId?: string | null
  activities: Activities
}

/**
 * A run's workflow that cannot go on from its history would be tried again for ever. It ends instead, and the run goes on
 * from its checkpoints in a new one: see `reconcile`. Nobody would make good what another workflow leaves undone.
 */
const ENDS_WORKFLOWS: NonNullable<WorkerOptions['workflowFailureErrorTypes']> = {
  '*': [],
  flowRun: ['NondeterminismError'],
}

export function createTemporalWorker(parts: WorkerParts): Promise<Worker> {
  return Worker.create({
    connection: parts.connection,
    namespace: parts.namespace,
    taskQueue: TASK_QUEUE,
    workflowBundle: { code: parts.workflowBundle },
    workflowFailureErrorTypes: ENDS_WORKFLOWS,
    activities: parts.activities,
    ...(parts.buildId == null
      ? {}
      : {
          workerDeploymentOptions: {
            useWorkerVersioning: true,
            version: { deploymentName: DEPLOYMENT, buildId: parts.buildId },
            // A run goes on with the newest build; one that this could not replay is pinned before (see `takeOver`).
            defaultVersioningBehavior: 'AUTO_UPGRADE',
          },
        }),
    // A slow call hears of a cancel when it next says that it is alive: what is said more often is held back till then.
    maxHeartbeatThrottleInterval: '2 seconds',
    defaultHeartbeatThrottleInterval: '2 seconds',
    // Far above what is begun at once: a call that hangs holds a place, and must not hold the last one.
    maxConcurrentActivityTaskExecutions: 200,
    maxConcurrentLocalActivityExecutions: 400,
    maxConcurrentWorkflowTaskExecutions: 400,
    maxCachedWorkflows: 1_000,
    shutdownGraceTime: '10 seconds',
  })
}

/** The SDK leaves signals to the app, which stops its own loops first. */
export function installRuntime(logger: Logger): void {
  Runtime.install({ shutdownSignals: [], logger })
}
