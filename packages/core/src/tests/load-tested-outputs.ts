import type { Queries } from '@patchbay/db/database'
import { stepTest } from '@patchbay/db/schema'
import type { FlowDocument } from '@patchbay/flow/document'
import type { Json } from '@patchbay/flow/json'
import { and, desc, eq, sql } from 'drizzle-orm'
import { testKind } from './test-kind.ts'

/** By step id: what each step of a draft gave in its last test that went through, unless it calls another action now. */
export async function loadTestedOutputs(
  tx: Queries,
  draft: { flowId: string; document: FlowDocument },
): Promise<Record<string, Json>> {
  const rows = await tx
    .selectDistinctOn([stepTest.stepId], { stepId: stepTest.stepId, kind: stepTest.kind, output: stepTest.output })
    .from(stepTest)
    .where(
      and(
        eq(stepTest.flowId, draft.flowId),
        eq(stepTest.state, 'succeeded'),
        sql`${stepTest.output} IS NOT NULL AND ${stepTest.output} <> 'null'::jsonb`,
        sql`${stepTest.iteration} ~ '^(0(\\.0)*)?$'`,
      ),
    )
    .orderBy(stepTest.stepId, desc(stepTest.startedAt))
  const kinds = new Map(draft.document.steps.map((step) => [step.id, testKind(step)]))
  return Object.fromEntries(
    rows.filter((row) => kinds.get(row.stepId) === row.kind).map((row) => [row.stepId, row.output ?? null]),
  )
}
