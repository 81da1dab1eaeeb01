import type { State } from '@patchbay/ui/state'
import type { ConnectionSummary } from '../../trpc/types.ts'

export const connectionState: Record<ConnectionSummary['state'], State> = {
  working: 'succeeded',
  untested: 'queued',
  needs_attention: 'attention',
}

export const connectionWord: Record<ConnectionSummary['state'], string> = {
  working: 'Working',
  untested: 'Not tested yet',
  needs_attention: 'Needs attention',
}
