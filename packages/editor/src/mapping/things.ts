import type { Sources } from './sources.ts'

/** What the samples are: "orders", where the flow begins with one; "samples" where nothing says it. */
export function thingsOf(sources: Sources): string {
  const trigger = sources.roots.find(({ step }) => step?.kind === 'trigger')
  if (trigger === undefined || trigger.label === trigger.step?.name) return 'samples'
  const noun = trigger.label.toLowerCase()
  return noun.endsWith('s') ? noun : `${noun}s`
}
