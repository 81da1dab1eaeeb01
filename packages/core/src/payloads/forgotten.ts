import type { run } from '@patchbay/db/schema'

/**
 * Why a run cannot be retried, changed or run again: null when it can. What it would have to send is not there any more,
 * or not as it was.
 */
export function whyForgotten(found: Pick<typeof run.$inferSelect, 'forgotten'>): string | null {
  if (found.forgotten === null) return null
  return found.forgotten === 'erased'
    ? 'A person’s data was erased from this run, so it cannot go on with what it had. Send the event again at its source.'
    : 'What this run worked on has been removed, as the workspace’s settings say. Send the event again at its source.'
}
