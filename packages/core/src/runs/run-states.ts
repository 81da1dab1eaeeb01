import type { RunState } from '@patchbay/db/schema'

export const RUN_STATES = [
  'queued',
  'running',
  'retrying',
  'waiting',
  'needs_attention',
  'succeeded',
  'failed',
  'cancelled',
] as const satisfies readonly RunState[]
