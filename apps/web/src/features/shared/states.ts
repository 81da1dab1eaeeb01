import type { State } from '@patchbay/ui/state'
import type { DeliveryState, RunState, RunSummary, StepRunView } from '../../trpc/types.ts'

type StepState = StepRunView['state'] | RunSummary['strip'][number]['state']

/** The nine states of the design are those of the engine under other names. */
export function stateOf(state: RunState | StepState): State {
  return state === 'needs_attention' ? 'attention' : state
}

export const RUN_STATES = [
  'queued',
  'running',
  'retrying',
  'waiting',
  'needs_attention',
  'failed',
  'succeeded',
  'cancelled',
] as const satisfies readonly RunState[]

const OPEN: ReadonlySet<RunState> = new Set<RunState>(['queued', 'running', 'retrying', 'waiting', 'needs_attention'])
export const isOpen = (state: RunState): boolean => OPEN.has(state)

export const DELIVERY_STATES = [
  'accepted',
  'expanded',
  'ignored',
  'duplicate',
  'refused',
  'dead',
] as const satisfies readonly DeliveryState[]

/** What became of an event, as a person says it. */
export const deliveryWord: Record<DeliveryState, string> = {
  accepted: 'Accepted, waiting',
  expanded: 'Accepted',
  ignored: 'Not for this flow',
  duplicate: 'Duplicate suppressed',
  refused: 'Refused',
  dead: 'Set aside',
}

export const deliveryState: Record<DeliveryState, State> = {
  accepted: 'queued',
  expanded: 'succeeded',
  ignored: 'skipped',
  duplicate: 'skipped',
  refused: 'cancelled',
  dead: 'failed',
}
