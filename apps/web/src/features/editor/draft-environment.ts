import type { ConnectionChoice } from '@patchbay/editor/contract'
import type { FlowDocument } from '@patchbay/flow/document'

/** Whether a draft acts on real accounts, pretend ones, or on both; null while it uses none. */
export function draftEnvironment(
  { steps }: FlowDocument,
  connections: readonly ConnectionChoice[],
): 'live' | 'sandbox' | 'mixed' | null {
  const byId = new Map(connections.map(({ id, environment }) => [id, environment]))
  const used = new Set(
    steps.flatMap((step) => {
      const id = step.kind === 'action' ? step.connectionId : null
      const own = step.kind === 'trigger' && step.trigger.type === 'event' ? step.trigger.connectionId : id
      return own === null ? [] : (byId.get(own) ?? [])
    }),
  )
  const [only] = used
  return used.size > 1 ? 'mixed' : (only ?? null)
}
