import { graphOf, isContainer } from '@patchbay/flow/graph'
import { readingOrder } from '@patchbay/flow/reading-order'
import type { State } from '@patchbay/ui/state'
import type { RunDetail, Step, StepRunView } from '../../trpc/types.ts'
import { stateOf } from '../shared/states.ts'

/** Steps as the canvas numbers them: along the main path, what is inside a container after it, an undo after its step. */
export function orderedSteps(run: Pick<RunDetail, 'document'>): Step[] {
  return readingOrder(run.document)
}

/** The loops and repeats around a step, outermost first: each is one position of an iteration. */
export function passesAround({ document }: Pick<RunDetail, 'document'>, stepId: string): Step[] {
  return graphOf(document)
    .around(stepId)
    .filter(({ kind }) => kind === 'loop' || kind === 'repeat')
    .toReversed()
}

/** Everything inside a container, in the order it is read. */
export function contentOf(run: Pick<RunDetail, 'document'>, containerId: string): Step[] {
  const graph = graphOf(run.document)
  return orderedSteps(run).filter(({ id }) => graph.around(id).some((container) => container.id === containerId))
}

const PRESSING: readonly State[] = ['attention', 'failed', 'retrying', 'running', 'waiting']

/**
 * The step a person came for: the one that needs them, else what goes on, else where it ended. Of what goes on inside a
 * loop the loop itself: its items come and go.
 */
export function pressingStep(run: Pick<RunDetail, 'steps' | 'document' | 'decisions'>): string | null {
  const asked = run.decisions.find(({ state }) => state === 'open')
  const about = run.steps.find(({ id }) => id === asked?.stepRunId)
  if (about !== undefined) return about.stepId
  for (const state of PRESSING) {
    const found = run.steps.find((step) => stateOf(step.state) === state)
    if (found === undefined) continue
    return state === 'attention' || state === 'failed' ? found.stepId : outermost(run, found)
  }
  const done = run.steps.filter((step) => step.state === 'succeeded')
  const last = done.toSorted((a, b) => (a.finishedAt?.getTime() ?? 0) - (b.finishedAt?.getTime() ?? 0)).at(-1)
  return last === undefined ? null : outermost(run, last)
}

function outermost(run: Pick<RunDetail, 'document'>, row: StepRunView): string {
  return passesAround(run, row.stepId)[0]?.id ?? row.stepId
}

/** The rows of a step that came with the run: one outside loops, of those inside the pressing ones. */
export function stepRunsOf(run: Pick<RunDetail, 'steps' | 'document'>, stepId: string): StepRunView[] {
  const depth = passesAround(run, stepId).length
  return run.steps
    .filter((step) => step.stepId === stepId && iterationOf(step.iteration).length === depth)
    .toSorted((a, b) => compareIterations(a.iteration, b.iteration))
}

/** The row to show while nobody has chosen an item: the one in trouble, else the first item, and the last pass. */
export function rowToShow(
  rows: readonly StepRunView[],
  passes: readonly Pick<Step, 'kind'>[],
): StepRunView | undefined {
  const isRepeated = passes.length > 0 && passes.every(({ kind }) => kind === 'repeat')
  return (
    rows.find(({ state }) => state === 'needs_attention') ??
    rows.find(({ state }) => state === 'failed') ??
    rows.at(isRepeated ? -1 : 0)
  )
}

export const iterationOf = (iteration: string): number[] => (iteration === '' ? [] : iteration.split('.').map(Number))

/** The item that the address names; null where it names none, or nothing that is one. */
export function askedIteration(params: URLSearchParams): string | null {
  const asked = params.get('item')
  return asked !== null && /^\d{1,9}(\.\d{1,9})*$/.test(asked) ? asked : null
}

/** An iteration that was asked for, as one of a step with so many loops around it: cut off, or its first items. */
export function atDepth(iteration: string, depth: number): string {
  const positions = iterationOf(iteration)
  return Array.from({ length: depth }, (_, index) => positions[index] ?? 0).join('.')
}

function compareIterations(a: string, b: string): number {
  const right = iterationOf(b)
  for (const [index, value] of iterationOf(a).entries()) {
    const difference = value - (right[index] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}

/** "Item 3", "Item 2, pass 1": positions in the loops and repeats around it, counted from one. */
export function iterationWords(iteration: string, passes: readonly Pick<Step, 'kind'>[]): string {
  return iterationOf(iteration)
    .map((position, depth) => `${passWord(passes[depth])} ${(position + 1).toLocaleString('en-GB')}`)
    .map((words, depth) => (depth === 0 ? words : words.toLowerCase()))
    .join(', ')
}

export const passWord = (container: Pick<Step, 'kind'> | undefined): string =>
  container?.kind === 'repeat' ? 'Pass' : 'Item'

export { isContainer }
