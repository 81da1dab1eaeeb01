import type { Queries } from '@patchbay/db/database'
import { flow } from '@patchbay/db/schema'
import type { FlowDocument, TriggerStep } from '@patchbay/flow/document'
import { and, eq, isNull } from 'drizzle-orm'
import { triggerStepOf } from '../flows/trigger-of.ts'
import { fail, ok, type Result } from '../result.ts'

export type Draft = { flowId: string; document: FlowDocument; revision: number; trigger: TriggerStep | null }

export async function loadDraft(tx: Queries, flowId: string): Promise<Result<Draft>> {
  const [found] = await tx
    .select({ document: flow.draft, revision: flow.draftRevision })
    .from(flow)
    .where(and(eq(flow.id, flowId), isNull(flow.archivedAt)))
  if (found === undefined) return fail('not_found', 'This flow does not exist in this workspace.')
  return ok({ flowId, ...found, trigger: triggerStepOf(found.document) })
}
