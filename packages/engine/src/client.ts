import type { EngineCall, EnginePort } from '@patchbay/core/ports/engine'
import { Client, Connection, WorkflowExecutionAlreadyStartedError, WorkflowNotFoundError } from '@temporalio/client'
import { WorkflowIdReusePolicy } from '@temporalio/common'
import type { NativeConnection } from '@temporalio/worker'
import { RELEASE_SIGNAL, type ReleaseSignal, runWorkflowId, TASK_QUEUE, type TestInput } from './contract.ts'

export type TemporalAddress = { address: string; namespace: string; tls: boolean; apiKey: string | undefined }

/** Lazily connected, so that web serves pages while the engine is away. */
export function openTemporalClient(at: TemporalAddress): Client {
  const connection = Connection.lazy({
    address: at.address,
    ...(at.tls ? { tls: true } : {}),
    ...(at.apiKey ? { apiKey: at.apiKey } : {}),
  })
  return new Client({ connection, namespace: at.namespace })
}

export const clientOn = (connection: NativeConnection, namespace: string): Client =>
  new Client({ connection, namespace })

const TEST_DEADLINE_MS = 15_000
/** Whoever asked waits no longer than this for an engine that hangs: what was decided stands in Postgres. */
const SAY_DEADLINE_MS = 5_000

/** Core's engine port on Temporal. A run that is not there any more needs no signal. */
export function createEnginePort(client: Client, onError: (error: unknown) => void): EnginePort {
  const say = (send: () => Promise<unknown>) =>
    tolerant(onError, () => client.withDeadline(Date.now() + SAY_DEADLINE_MS, send))
  return {
    async releaseStep({ runId, epoch, node, iteration }) {
      const signal: ReleaseSignal = { node, iteration }
      await say(() => client.workflow.getHandle(runWorkflowId(runId, epoch)).signal(RELEASE_SIGNAL, signal))
    },
    async cancelRun({ runId, epoch }) {
      await say(() => client.workflow.getHandle(runWorkflowId(runId, epoch)).cancel())
    },
    async testConnection(target) {
      try {
        return await client.workflow.execute<(input: typeof target) => ReturnType<EnginePort['testConnection']>>(
          'connectionTest',
          {
            taskQueue: TASK_QUEUE,
            workflowId: `connection-test/${target.connectionId}/${Date.now()}`,
            workflowExecutionTimeout: TEST_DEADLINE_MS,
            args: [target],
          },
        )
      } catch (error) {
        onError(error)
        return {
          ok: false,
          code: 'timed_out',
          message: 'No worker answered within 15 seconds. Nothing was changed; try again in a moment.',
        }
      }
    },
    async answerLookup(target) {
      const workflowId = `lookup/${target.lookupId}/${Date.now()}`
      return within(onError, () =>
        client.workflow.execute('connectorLookup', {
          taskQueue: TASK_QUEUE,
          workflowId,
          workflowExecutionTimeout: TEST_DEADLINE_MS,
          args: [target],
        }),
      )
    },
    async previewBulk(target) {
      const workflowId = `bulk-preview/${target.jobId}`
      return within(onError, () =>
        client.workflow.execute('bulkPreview', {
          taskQueue: TASK_QUEUE,
          workflowId,
          workflowExecutionTimeout: TEST_DEADLINE_MS,
          args: [target],
        }),
      )
    },
    async runTest(target) {
      return within(onError, () => client.workflow.execute('stepTest', testOptions(target)))
    },
    async startTest(target) {
      return within(onError, () => client.workflow.start('stepTest', testOptions(target)))
    },
  }
}

/** The same test twice is one workflow. */
const testOptions = (target: TestInput) => ({
  taskQueue: TASK_QUEUE,
  workflowId: `test/${target.testRunId}`,
  workflowIdReusePolicy: WorkflowIdReusePolicy.REJECT_DUPLICATE,
  // The activity ends by itself within its budget; this is for when no worker takes it.
  workflowExecutionTimeout: target.budgetMs + 1_000,
  args: [target],
})

const within = async (onError: (error: unknown) => void, ask: () => Promise<unknown>): Promise<EngineCall> => {
  try {
    await ask()
    return 'done'
  } catch (error) {
    onError(error)
    return 'timed_out'
  }
}

/** What was decided stands in Postgres already: a lost message is made good by the reconciler. */
const tolerant = async (onError: (error: unknown) => void, send: () => Promise<unknown>): Promise<void> => {
  try {
    await send()
  } catch (error) {
    if (!(error instanceof WorkflowNotFoundError)) onError(error)
  }
}

export { WorkflowExecutionAlreadyStartedError }
