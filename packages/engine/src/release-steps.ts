import type { Database } from '@patchbay/db/database'
import { findReleasableSteps } from '@patchbay/db/functions'
import { type Client, WorkflowNotFoundError } from '@temporalio/client'
import { RELEASE_SIGNAL, type ReleaseSignal, runWorkflowId } from './contract.ts'

const BATCH = 200

/**
 * Tells workflows of steps that may go on. What is free to go is marked in PostgreSQL; a message that gets lost is said
 * again by the reconciler. Answers how many were told.
 */
export async function releaseSteps(db: Database, client: Client, onError: (error: unknown) => void): Promise<number> {
  let told = 0
  for (const step of await findReleasableSteps(db, BATCH)) {
    const signal: ReleaseSignal = { node: step.node, iteration: step.iteration }
    try {
      await client.workflow.getHandle(runWorkflowId(step.runId, step.epoch)).signal(RELEASE_SIGNAL, signal)
      told++
    } catch (error) {
      if (!(error instanceof WorkflowNotFoundError)) onError(error)
    }
  }
  return told
}
