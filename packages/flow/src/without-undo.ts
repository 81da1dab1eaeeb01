import type { ActionManifest } from '@patchbay/connector-sdk/manifest'
import type { ActionStep } from './document.ts'

/**
 * What becomes of a step's effect when its scope is undone and no step undoes it: a person is asked, or it is left.
 * Null for one that changes nothing. A message cannot be unsent, and an upsert is mostly written over by the next.
 */
export function withoutUndoOf(
  step: Pick<ActionStep, 'withoutUndo'>,
  action: Pick<ActionManifest, 'effect' | 'onUnknown'>,
): 'ask' | 'leave' | null {
  if (action.effect === 'pure' || action.effect === 'read') return null
  if (step.withoutUndo !== undefined) return step.withoutUndo
  return action.effect === 'upsert' || action.onUnknown === 'may_repeat' ? 'leave' : 'ask'
}
