import type { StepState, StepStates } from '@patchbay/editor/step-state'
import { graphOf } from '@patchbay/flow/graph'
import { ERROR_PORT, OUT_PORT, UNDO_PORT } from '@patchbay/flow/ports'
import type { RunDetail, Step } from '../../trpc/types.ts'
import { isOpen } from '../shared/states.ts'
import { isContainer, passesAround } from './run-steps.ts'

type Going = Pick<RunDetail, 'state' | 'document' | 'unwindingAt' | 'cancelRequestedAt'>

/**
 * Steps that a run under way does not come to any more: they are written down as skipped only at its end. As in the walk,
 * a step is out once all that lead to it have settled, and none by the way to it.
 */
export function closedWays(run: Going, states: StepStates): StepStates {
  if (!isOpen(run.state)) return {}
  const graph = graphOf(run.document)
  const stops = stoppedWords(run)
  const isUndo = (id: string) => graph.into(id).some(({ port }) => port === UNDO_PORT)
  const known = new Map<string, boolean>()
  const isClosed = (id: string): boolean => {
    const before = known.get(id)
    if (before !== undefined) return before
    // Cables make no ring; a document that has one all the same must not hang the page.
    known.set(id, false)
    const container = graph.around(id)[0]
    // What is repeated goes its ways once for each item.
    const isOnce = passesAround(run, id).length === 0
    const into = graph.into(id).filter(({ port }) => port !== UNDO_PORT)
    const isOut =
      (container !== undefined && states[container.id] === undefined && isClosed(container.id)) ||
      (isOnce && into.length > 0 && into.every(({ from, port }) => isPast(from, port)))
    known.set(id, isOut)
    return isOut
  }
  const isPast = (from: string, port: string): boolean => {
    const source = graph.step(from)
    const state = states[from]
    if (source === undefined) return false
    if (state === undefined) return isClosed(from)
    const taken = portTaken(source, state)
    return taken !== undefined && taken !== port
  }
  return Object.fromEntries(
    run.document.steps.flatMap(({ id }): [string, StepState][] => {
      if (states[id] !== undefined || isUndo(id)) return []
      const detail = stops ?? (isClosed(id) ? 'The run took another way.' : null)
      return detail === null ? [] : [[id, { state: 'skipped', detail }]]
    }),
  )
}

function stoppedWords({ unwindingAt, cancelRequestedAt }: Going): string | null {
  if (unwindingAt !== null) return 'The run undoes what was done, and begins nothing else.'
  return cancelRequestedAt === null ? null : 'The run is being cancelled and begins nothing new.'
}

/** The port that a step was left by; null where by none, and undefined as long as it has not settled. */
function portTaken(step: Step, { state, port = null }: StepState): string | null | undefined {
  if (state === 'skipped') return port
  if (state === 'failed') return port === ERROR_PORT ? port : undefined
  if (state !== 'succeeded' || port === null) return undefined
  // One that caught its failure goes on as if there had been none.
  return isContainer(step) && port !== ERROR_PORT ? OUT_PORT : port
}
