import type { Queries } from '@patchbay/db/database'
import { source } from '@patchbay/db/schema'
import type { FlowDocument } from '@patchbay/flow/document'
import { and, eq } from 'drizzle-orm'
import type { CoreContext } from '../context.ts'
import type { FlowDetail } from '../read-models.ts'
import { nextTimes } from './next-times.ts'
import { triggerStepOf } from './trigger-of.ts'

export type TriggerAddress = NonNullable<FlowDetail['trigger']>

/** Where events come in for a document, or when it comes round next; null where nothing starts it yet. */
export async function describeTriggerAddress(
  ctx: CoreContext,
  tx: Queries,
  of: { flowId: string; document: FlowDocument },
): Promise<TriggerAddress | null> {
  const step = triggerStepOf(of.document)
  if (step === null) return null
  const { trigger } = step
  if (trigger.type === 'manual' || trigger.type === 'api' || trigger.type === 'call')
    return { type: trigger.type, url: null, next: null }
  if (trigger.type === 'schedule')
    return { type: 'schedule', url: null, next: nextTimes(trigger.schedule, ctx.clock.now()) }
  const where =
    trigger.type === 'webhook'
      ? and(eq(source.flowId, of.flowId), eq(source.stepId, step.id))
      : eq(source.connectionId, trigger.connectionId ?? NO_CONNECTION)
  const [found] = await tx.select({ address: source.address }).from(source).where(where)
  return found === undefined
    ? null
    : { type: trigger.type, url: `${ctx.settings.ingressUrl}/hooks/${found.address}`, next: null }
}

const NO_CONNECTION = '00000000-0000-0000-0000-000000000000'
