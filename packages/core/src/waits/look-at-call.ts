import type { Database } from '@patchbay/db/database'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { flowVersion, run, runAnswer } from '@patchbay/db/schema'
import type { Json, JsonObject } from '@patchbay/flow/json'
import { eq } from 'drizzle-orm'
import { triggerStepOf } from '../flows/trigger-of.ts'
import type { Heard } from '../runs/forget-release.ts'
import type { RunTarget, StepPlace } from '../runs/run-target.ts'
import { hearRelease } from './begin-waiting.ts'
import { checkCallFields } from './call-fields.ts'
import { ANSWER_INVALID, lastCall } from './call-flow.ts'
import type { CallProblem } from './call-problem.ts'

export type CallOutcome =
  | { state: 'open'; runId: string }
  | { state: 'returned'; runId: string; output: Json }
  | { state: 'failed'; runId: string; problem: CallProblem }
  | { state: 'stale' }

/** What became of the run that a step has called. Null when there is none. */
export function lookAtCall(
  db: Database,
  target: RunTarget,
  step: Heard & { place: StepPlace },
): Promise<CallOutcome | null> {
  return inWorkspace(db, target.workspaceId, async (tx): Promise<CallOutcome | null> => {
    if (!(await hearRelease(tx, target, step))) return { state: 'stale' }
    const called = await lastCall(tx, target, step.place)
    if (called === null) return null
    const { id: runId } = called
    if (called.finishedAt === null) return { state: 'open', runId }
    if (called.state !== 'succeeded') {
      const cancelled = called.state === 'cancelled'
      const what = cancelled ? 'The run that it called was cancelled.' : 'The run that it called failed.'
      const message = [what, called.reason].filter((part) => part !== null).join(' ')
      return { state: 'failed', runId, problem: { code: cancelled ? 'call_cancelled' : 'call_failed', message } }
    }
    const [given] = await tx
      .select({ document: flowVersion.document, body: runAnswer.body })
      .from(run)
      .innerJoin(flowVersion, eq(flowVersion.id, run.versionId))
      .leftJoin(runAnswer, eq(runAnswer.deliveryId, run.deliveryId))
      .where(eq(run.id, runId))
    const trigger = given === undefined ? undefined : triggerStepOf(given.document)?.trigger
    const fields = trigger?.type === 'call' ? trigger.output : []
    const body = given?.body ?? null
    if (fields.length === 0) return { state: 'returned', runId, output: body }
    const output = asObject(body)
    const trouble = checkCallFields(fields, output)
    if (trouble !== null) {
      const message = `What the called flow answered does not fit what it says it gives: ${trouble.message} Mend its Answer step.`
      return { state: 'failed', runId, problem: { code: ANSWER_INVALID, message, field: trouble.field } }
    }
    return { state: 'returned', runId, output }
  })
}

const asObject = (body: Json): JsonObject =>
  body !== null && typeof body === 'object' && !Array.isArray(body) ? body : {}
