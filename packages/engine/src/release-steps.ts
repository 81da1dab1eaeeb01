import { forgetRelease } from '@patchbay/core/runs/forget-release'
import type { Database } from '@patchbay/db/database'
import { takeReleasableSteps } from '@patchbay/db/functions'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { type Client, WorkflowNotFoundError } from '@temporalio/client'
import { RELEASE_SIGNAL, type ReleaseSignal, runWorkflowId } from './contract.ts'

const BATCH = 200

/**
 * Tells workflows of steps that may go on. What is free to go is marked in PostgreSQL; a message that gets lost is said
 * again by the next look. Answers how many were told.
 */
export async function releaseSteps(db: Database, client: Client, onError: (error: unknown) => void): Promise<number> {
  let told = 0
  for (const step of await takeReleasableSteps(db, BATCH)) {
    const signal: ReleaseSignal = { node: step.node, iteration: step.iteration }
    try {
      await client.workflow.getHandle(runWorkflowId(step.runId, step.epoch)).signal(RELEASE_SIGNAL, signal)
      told++
      // It has it for certain: where the step has been left, or is through by a twin, nobody would take the mark away.
      if (step.toldOnce) await inWorkspace(db, step.workspaceId, (tx) => forgetRelease(tx, step))
    } catch (error) {
      if (!(error instanceof WorkflowNotFoundError)) onError(error)
    }
  }
  return told
}
