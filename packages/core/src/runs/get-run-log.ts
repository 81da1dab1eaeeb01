import { inWorkspace } from '@patchbay/db/in-workspace'
import { flowVersion, run, stepLog, stepRun } from '@patchbay/db/schema'
import { asc, eq } from 'drizzle-orm'
import type { CoreContext } from '../context.ts'
import { authorise } from '../people/permissions.ts'
import type { Principal } from '../principal.ts'
import type { LogLine } from '../read-models.ts'
import { fail, ok, type Result } from '../result.ts'
import { redactNames } from './redact-names.ts'

const MAX_LINES = 5000

/** All lines of a run, oldest first, each with the name of its step. */
export async function getRunLog(
  ctx: CoreContext,
  principal: Principal,
  input: { runId: string },
): Promise<Result<(LogLine & { stepName: string })[]>> {
  const allowed = authorise(principal, 'run.read')
  if (!allowed.ok) return allowed
  return inWorkspace(ctx.db, principal.workspaceId, async (tx): Promise<Result<(LogLine & { stepName: string })[]>> => {
    const [found] = await tx
      .select({ document: flowVersion.document })
      .from(run)
      .innerJoin(flowVersion, eq(flowVersion.id, run.versionId))
      .where(eq(run.id, input.runId))
    if (found === undefined) return fail('not_found', 'This run does not exist in this workspace.')
    const names = new Map(found.document.steps.map((step) => [step.id, step.name]))
    const rows = await tx
      .select({ line: stepLog, stepId: stepRun.stepId })
      .from(stepLog)
      .innerJoin(stepRun, eq(stepRun.id, stepLog.stepRunId))
      .where(eq(stepLog.runId, input.runId))
      .orderBy(asc(stepLog.id))
      .limit(MAX_LINES)
    return ok(
      rows.map(({ line, stepId }) => ({
        id: line.id,
        attempt: line.attempt,
        at: line.at,
        level: line.level,
        message: line.message,
        data: redactNames(line.data),
        stepName: names.get(stepId) ?? stepId,
      })),
    )
  })
}
