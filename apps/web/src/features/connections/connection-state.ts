import type { State } from '@patchbay/ui/state'
import type { ConnectionSummary } from '../../trpc/types.ts'

type Told = Pick<ConnectionSummary, 'state' | 'stateReason'>

/** What nobody has seen work, and was tried in vain: the vendor could not be reached, so its credential is not refused. */
export const isTriedInVain = ({ state, stateReason }: Told): boolean => state === 'untested' && stateReason !== null

export function connectionState(connection: Told): State {
  return isTriedInVain(connection) ? 'failed' : stateOf[connection.state]
}

export function connectionWord(connection: Told): string {
  return isTriedInVain(connection) ? 'Test failed' : wordOf[connection.state]
}

const stateOf: Record<ConnectionSummary['state'], State> = {
  working: 'succeeded',
  untested: 'queued',
  needs_attention: 'attention',
}

const wordOf: Record<ConnectionSummary['state'], string> = {
  working: 'Working',
  untested: 'Not tested yet',
  needs_attention: 'Needs attention',
}
