import type { Trigger } from '@patchbay/flow/document'

/** Takes the trigger as it is to be: `typed` waits for a pause, `done` is kept at once. */
export type PutTrigger = (trigger: Trigger, how: 'typed' | 'done') => void
