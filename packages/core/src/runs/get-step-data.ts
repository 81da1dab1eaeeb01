import { inWorkspace } from '@patchbay/db/in-workspace'
import { payload, stepLog, stepRun } from '@patchbay/db/schema'
import { and, asc, eq, inArray } from 'drizzle-orm'
import type { CoreContext } from '../context.ts'
import { shownPayload } from '../payloads/load-json.ts'
import { authorise } from '../people/permissions.ts'
import type { Principal } from '../principal.ts'
import type { StepData, StoredValue } from '../read-models.ts'
import { fail, ok, type Result } from '../result.ts'
import { redactNames } from './redact-names.ts'

const MAX_LINES = 1000

/**
 * What a step was given, what it gave, and what it logged. Of values too large for a row only the top: `stored` says how
 * large they are, and `openPayload` streams them.
 */
export async function getStepData(
  ctx: CoreContext,
  principal: Principal,
  input: { runId: string; stepRunId: string },
): Promise<Result<StepData>> {
  const allowed = authorise(principal, 'run.read')
  if (!allowed.ok) return allowed
  return inWorkspace(ctx.db, principal.workspaceId, async (tx): Promise<Result<StepData>> => {
    const [step] = await tx
      .select({ inputId: stepRun.inputPayloadId, outputId: stepRun.outputPayloadId })
      .from(stepRun)
      .where(and(eq(stepRun.id, input.stepRunId), eq(stepRun.runId, input.runId)))
    if (step === undefined) return fail('not_found', 'This step has not run in this run.')
    const ids = [step.inputId, step.outputId].filter((id) => id !== null)
    const bodies =
      ids.length === 0
        ? []
        : await tx
            .select({ id: payload.id, json: shownPayload, blobId: payload.blobId, bytes: payload.bytes })
            .from(payload)
            .where(inArray(payload.id, ids))
    const bodyOf = (id: string | null) => redactNames(bodies.find((body) => body.id === id)?.json ?? null)
    const storedOf = (id: string | null): StoredValue | null => {
      const found = bodies.find((body) => body.id === id)
      return found === undefined ? null : { bytes: found.bytes, whole: found.blobId === null }
    }
    const log = await tx
      .select()
      .from(stepLog)
      .where(and(eq(stepLog.runId, input.runId), eq(stepLog.stepRunId, input.stepRunId)))
      .orderBy(asc(stepLog.id))
      .limit(MAX_LINES)
    return ok({
      input: bodyOf(step.inputId),
      output: bodyOf(step.outputId),
      stored: { input: storedOf(step.inputId), output: storedOf(step.outputId) },
      log: log.map(({ id, attempt, at, level, message, data }) => ({
        id,
        attempt,
        at,
        level,
        message,
        data: redactNames(data),
      })),
    })
  })
}
