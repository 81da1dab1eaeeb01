import { describeCondition } from '@patchbay/flow/describe'
import type { FlowDocument, Join, LoopStep, ParallelStep, RepeatStep, Step } from '@patchbay/flow/document'
import { waitWords } from '@patchbay/ui/duration-words'
import { isUnset } from './condition-words.ts'
import { ERROR, UNDO } from './flow-walk.ts'
import { roughWords } from './inspector/durations.ts'

export type ContainerStep = Extract<Step, { kind: 'loop' | 'repeat' | 'parallel' | 'scope' }>

/** What a container's header says after its name: "4 at a time", "go on when 2 of 3 have succeeded". */
export function containerRule(step: ContainerStep, document: FlowDocument | null): string {
  switch (step.kind) {
    case 'loop':
      return loopRule(step)
    case 'repeat':
      return repeatRule(step, document)
    case 'parallel':
      return joinRule(step.join, document === null ? null : laneCount(step, document))
    case 'scope':
      return step.compensate ? 'undone if it fails' : ''
  }
}

function loopRule({ concurrency, onItemError, batchSize = 1 }: LoopStep): string {
  const unit = batchSize > 1 ? `${batchSize} together` : null
  const pace = concurrency === 1 ? 'one after the other' : `${concurrency} at a time`
  const words = unit === null ? pace : `${unit}, ${pace}`
  return onItemError === 'continue' ? `${words}, failures do not stop it` : words
}

function repeatRule({ until, maxTimes, delayMs }: RepeatStep, document: FlowDocument | null): string {
  const condition = document === null || isUnset(until) ? 'its rule holds' : lowered(describeCondition(document, until))
  const pause = delayMs === 0 ? '' : `, ${waitWords(delayMs)} apart`
  return `until ${condition}${pause}, at most ${maxTimes} times`
}

function joinRule(join: Join | undefined, lanes: number | null): string {
  const limit = join?.timeoutMs === undefined ? '' : `, within ${roughWords(join.timeoutMs)}`
  if (join === undefined || join.kind === 'all') return `go on when all are done${limit}`
  if (join.kind === 'any') return `go on when one is done${limit}`
  if (join.count === 1) return `go on with the first success${limit}`
  return `go on when ${join.count}${lanes === null ? '' : ` of ${lanes}`} have succeeded${limit}`
}

/** Parts of a parallel's content that no cable joins: they run side by side. */
export function laneCount(step: ParallelStep, document: FlowDocument): number {
  const inside = document.steps.filter(({ parent }) => parent === step.id).map(({ id }) => id)
  const lane = new Map(inside.map((id) => [id, id]))
  for (const { from, to } of document.edges) {
    const a = lane.get(from)
    const b = lane.get(to)
    if (a === undefined || b === undefined || a === b) continue
    for (const [id, its] of lane) if (its === b) lane.set(id, a)
  }
  return new Set(lane.values()).size
}

/** The first steps of a parallel's lanes: nothing inside leads to them. */
export function firstsOf(containerId: string, { steps, edges }: FlowDocument): Step[] {
  const inside = steps.filter(({ parent }) => parent === containerId)
  return inside.filter(({ id }) => !edges.some(({ to, port }) => to === id && port !== ERROR && port !== UNDO))
}

const lowered = (words: string) => words.charAt(0).toLowerCase() + words.slice(1)
