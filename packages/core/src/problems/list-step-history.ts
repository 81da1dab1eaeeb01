import { inWorkspace } from '@patchbay/db/in-workspace'
import { type HistoryReason, payload, type StepError, type StepState, stepHistory, stepRun } from '@patchbay/db/schema'
import type { Json } from '@patchbay/flow/json'
import { and, desc, eq, inArray } from 'drizzle-orm'
import type { CoreContext } from '../context.ts'
import { shownPayload } from '../payloads/load-json.ts'
import { authorise } from '../people/permissions.ts'
import type { Principal } from '../principal.ts'
import { ok, type Result } from '../result.ts'
import { redactNames } from '../runs/redact-names.ts'

/** A step as it was before a person took it back. */
export type StepHistoryView = {
  id: string
  why: HistoryReason
  replacedAt: Date
  replacedBy: string
  state: StepState
  error: StepError | null
  /** Null where that was not changed, or is no longer kept. */
  input: Json | null
  output: Json | null
}

const MAX_SHOWN = 50

/** What a step of a run was before, newest first: by its place, since what took its row's place has another. */
export async function listStepHistory(
  ctx: CoreContext,
  principal: Principal,
  input: { runId: string; stepRunId: string },
): Promise<Result<StepHistoryView[]>> {
  const allowed = authorise(principal, 'run.read')
  if (!allowed.ok) return allowed
  return inWorkspace(ctx.db, principal.workspaceId, async (tx): Promise<Result<StepHistoryView[]>> => {
    const [place] = await tx
      .select({ node: stepRun.node, iteration: stepRun.iteration })
      .from(stepRun)
      .where(and(eq(stepRun.id, input.stepRunId), eq(stepRun.runId, input.runId)))
    if (place === undefined) return ok([])
    const rows = await tx
      .select()
      .from(stepHistory)
      .where(
        and(
          eq(stepHistory.runId, input.runId),
          eq(stepHistory.node, place.node),
          eq(stepHistory.iteration, place.iteration),
        ),
      )
      .orderBy(desc(stepHistory.replacedAt))
      .limit(MAX_SHOWN)
    const ids = rows.flatMap((row) => [row.inputPayloadId, row.outputPayloadId].filter((id) => id !== null))
    const bodies =
      ids.length === 0
        ? []
        : await tx.select({ id: payload.id, json: shownPayload }).from(payload).where(inArray(payload.id, ids))
    const bodyOf = (id: string | null) => redactNames(bodies.find((body) => body.id === id)?.json ?? null)
    return ok(
      rows.map(({ id, why, replacedAt, replacedBy, state, error, inputPayloadId, outputPayloadId }) => ({
        ...{ id, why, replacedAt, replacedBy, state, error },
        input: bodyOf(inputPayloadId),
        output: bodyOf(outputPayloadId),
      })),
    )
  })
}
