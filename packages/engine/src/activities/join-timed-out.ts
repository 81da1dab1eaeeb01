import type { StepError } from '@patchbay/db/schema'
import { TIMED_OUT } from '@patchbay/scheduler/host'

/** Why a parallel failed whose time was over. */
export const joinTimedOut: StepError = {
  code: TIMED_OUT,
  message: 'Its lanes did not come together within its time.',
}
