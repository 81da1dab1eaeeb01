import { Connection, type ConnectionOptions } from '@temporalio/client'
import { msToTs } from '@temporalio/common/lib/time.js'
import type { LocalStackEnv } from '../env.ts'
import { waitUntil } from '../wait-until.ts'

const RETENTION_MS = 72 * 3_600_000
const GRPC_NOT_FOUND = 5
const GRPC_ALREADY_EXISTS = 6

/**
 * Registers a namespace (72 h retention: nothing depends on it, Postgres holds what was said) unless it is there, and
 * waits until every part of the server takes calls for it.
 */
export async function ensureNamespace(connection: Connection, namespace: string): Promise<void> {
  try {
    await connection.workflowService.registerNamespace({
      namespace,
      workflowExecutionRetentionPeriod: msToTs(RETENTION_MS),
    })
  } catch (error) {
    if (grpcCode(error) !== GRPC_ALREADY_EXISTS) throw error
  }
  await waitUntil(() => takesCalls(connection, namespace), {
    what: `Temporal namespace "${namespace}" usable`,
    timeoutMs: 20_000,
  })
}

/** True once the frontend answers health checks. */
export async function isTemporalHealthy(address: string): Promise<boolean> {
  const connection = await connect({ address, connectTimeout: 1_000 }).catch(() => null)
  if (connection === null) return false
  try {
    const health = await connection.healthService.check({ service: 'temporal.api.workflowservice.v1.WorkflowService' })
    return health.status === 1
  } catch {
    return false
  } finally {
    await connection.close()
  }
}

export async function connect(options: ConnectionOptions): Promise<Connection> {
  return Connection.connect(options)
}

/** Connects to a Temporal of one's own and asks for the namespace. Rejects when either does not answer. */
export async function checkOwnTemporal(address: string, settings: LocalStackEnv): Promise<void> {
  const { TEMPORAL_NAMESPACE: namespace, TEMPORAL_TLS: tls, TEMPORAL_API_KEY: apiKey } = settings
  const connection = await connect({ address, tls, ...(apiKey === undefined ? {} : { apiKey }) })
  try {
    await connection.workflowService.describeNamespace({ namespace })
  } finally {
    await connection.close()
  }
}

/** A workflow that cannot exist is asked for: "no such workflow" comes from the history service, once it knows the namespace. */
async function takesCalls(connection: Connection, namespace: string): Promise<boolean> {
  try {
    await connection.workflowService.describeWorkflowExecution({
      namespace,
      execution: { workflowId: 'patchbay-readiness-probe' },
    })
    return true
  } catch (error) {
    const text = error instanceof Error ? error.message : ''
    if (grpcCode(error) === GRPC_NOT_FOUND && !/namespace/i.test(text)) return true
    throw error
  }
}

function grpcCode(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined
}
