import type { KeptDraft, RemoteChange } from './session-types.ts'

/** Whether all that a device kept is known to be saved: its request arrived although the page did not live to hear of it. */
export function hasArrived(kept: KeptDraft, since: readonly RemoteChange[] | 'lost' | null): boolean {
  if (since === null || since === 'lost' || kept.batchIds === undefined) return false
  const there = new Set(since.map(({ batchId }) => batchId))
  return kept.batchIds.every((id) => there.has(id))
}
