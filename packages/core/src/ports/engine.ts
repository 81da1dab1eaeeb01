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
}

export type ConnectionTestResult =
  | { ok: true; account: string | null }
  | { ok: false; code: ConnectorErrorCode | 'timed_out'; message: string }
