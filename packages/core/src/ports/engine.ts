import type { ConnectorErrorCode } from '@patchbay/connector-sdk/errors'

/**
 * What core asks of the durable engine. The apps wire it; every call may be lost, because Postgres already holds what
 * was decided and the dispatcher and the reconciler make it good.
 */
export type EnginePort = {
  /** The run's workflow of this epoch is told that a held step may go on. */
  releaseStep(target: { runId: string; epoch: number; node: number; iteration: string }): Promise<void>
  /** The run's workflow of this epoch is told to stop. */
  cancelRun(target: { runId: string; epoch: number }): Promise<void>
  /** Runs in the worker, within 15 s: does the vendor take this credential? */
  testConnection(target: { workspaceId: string; connectionId: string }): Promise<ConnectionTestResult>
  /** Runs in the worker, within 15 s: the answer stands in `lookup_answer` when it is done. */
  answerLookup(target: { workspaceId: string; lookupId: string }): Promise<EngineCall>
  /** Runs in the worker, within `budgetMs`: what it came to stands in `test_run` and `step_test` when it is done. */
  runTest(target: { workspaceId: string; testRunId: string; budgetMs: number }): Promise<EngineCall>
  /** The same without waiting for its end. `timed_out`: the engine did not take it. */
  startTest(target: { workspaceId: string; testRunId: string; budgetMs: number }): Promise<EngineCall>
  /** Runs in the worker, within 15 s: what each item of the job would send stands with it when it is done. */
  previewBulk(target: { workspaceId: string; jobId: string }): Promise<EngineCall>
}

export type EngineCall = 'done' | 'timed_out'

export type ConnectionTestResult =
  /** `untried`: the connector has no way to ask, so its first call will tell. */
  | { ok: true; account: string | null; untried?: true }
  | { ok: false; code: ConnectorErrorCode | 'timed_out'; message: string }
