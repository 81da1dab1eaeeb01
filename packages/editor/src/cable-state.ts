import { type Cable, FAILS } from './canvas-model.ts'
import { ERROR, UNDO } from './flow-walk.ts'
import { isActive, type StepState, type StepStates } from './step-state.ts'

/**
 * `rest`: nothing runs here. `carried`: the signal has passed. `live`: it is on its way now; `parked`: it waits at the
 * plug between two tries. `off`: not taken, or not yet.
 */
export type CableLook = 'rest' | 'carried' | 'live' | 'parked' | 'off'

export function cableLook(cable: Cable, states: StepStates | undefined): CableLook {
  if (states === undefined) return 'rest'
  const from = states[cable.from]
  const to = states[cable.to]
  if (cable.target === 'join') return from?.state === 'succeeded' ? 'carried' : 'off'
  if (!left(cable, from, to)) return 'off'
  if (to === undefined || !isActive(to.state)) return 'carried'
  return to.state === 'retrying' && to.underWay !== true ? 'parked' : 'live'
}

function left(cable: Cable, from: StepState | undefined, to: StepState | undefined): boolean {
  if (from === undefined) return false
  if (cable.port === 'fork' || cable.port === FAILS || cable.port === UNDO) return to !== undefined && reached(to)
  if (cable.port === ERROR) return from.state === 'failed' && to !== undefined && reached(to)
  if (from.state !== 'succeeded') return false
  if (from.port !== undefined && from.port !== null) return from.port === cable.port && to?.state !== 'skipped'
  return to !== undefined && reached(to)
}

const reached = (to: StepState) => to.state !== 'queued' && to.state !== 'skipped'

/** Dashed: of a step, or of all that a scope tries. */
export const isFailure = ({ port }: Pick<Cable, 'port'>): boolean => port === ERROR || port === FAILS
