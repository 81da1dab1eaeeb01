import type { Queries } from '@patchbay/db/database'
import { newId } from '@patchbay/db/ids'
import { type TestKind, testRun } from '@patchbay/db/schema'
import { writeAudit } from '../audit/write-audit.ts'
import { actorName, type Principal } from '../principal.ts'
import type { PlannedTest } from './plan-test.ts'
import type { TestRequest } from './test-models.ts'

/** Writes a planned test down for the worker, and into the audit log where it will be real. Answers its id. */
export async function storeTestRun(
  tx: Queries,
  principal: Principal,
  of: { request: TestRequest; planned: PlannedTest; kind: TestKind; confirmed: boolean },
): Promise<string> {
  const { request, planned, kind } = of
  const id = newId()
  await tx.insert(testRun).values({
    id,
    workspaceId: principal.workspaceId,
    flowId: request.flowId,
    kind,
    stepId: request.stepId,
    revision: request.revision,
    sampleLabel: planned.sampleLabel,
    // The worker sends a write to a live account only in a test that says so.
    environment: of.confirmed ? 'live' : planned.environment === 'live' ? 'sandbox' : planned.environment,
    work: planned.work,
    requestedBy: actorName(principal),
  })
  if (of.confirmed) {
    await writeAudit(tx, principal, {
      action: 'flow.test_live',
      subjectKind: 'flow',
      subjectId: request.flowId,
      detail: {
        testRunId: id,
        scope: request.scope,
        stepId: request.stepId,
        confirmed: planned.live?.lines ?? [],
        connections: planned.used.map(({ connection }) => connection.name),
      },
    })
  }
  return id
}
