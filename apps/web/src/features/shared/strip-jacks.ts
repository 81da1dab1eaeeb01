import type { StripStep } from '@patchbay/ui/step-strip'
import type { RunSummary } from '../../trpc/types.ts'
import { stateOf } from './states.ts'

const ROOM = 9

/** A run's strip. Where all steps do not fit, the ways it did not take are left out: they say least. */
export function stripJacks(strip: RunSummary['strip']): StripStep[] {
  const jacks = strip.map((jack) => ({ name: jack.name, state: stateOf(jack.state) }))
  return jacks.length <= ROOM ? jacks : jacks.filter((jack) => jack.state !== 'skipped')
}
