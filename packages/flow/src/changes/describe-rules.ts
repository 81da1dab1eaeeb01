import { describeMapping } from '../describe.ts'
import type { ActionStep, FlowDocument, Gather, RunOrder, RunRules } from '../document.ts'
import type { PropertyWords } from './property-words.ts'
import { waitInWords } from './wait-in-words.ts'

/** How events become runs: "one at a time by Order › Id; 50 events or 5 min gathered into one; at most 3 at once". */
export function describeRuns(document: FlowDocument, runs: RunRules | undefined): string {
  const { order, gather, atOnce } = runs ?? {}
  const pieces = [
    order === undefined ? 'in the order its app names' : order === null ? 'in no order' : orderWords(document, order),
    ...(gather === undefined ? [] : [gatherWords(document, gather)]),
    ...(atOnce === undefined ? [] : [`at most ${atOnce} at once`]),
  ]
  return pieces.join('; ')
}

const OPEN = {
  queue: 'one after the other',
  replace: 'the newest in place of the open one',
  drop: 'none while one is open',
} as const

function orderWords(document: FlowDocument, { key, queue, whenOpen, olderVersion }: RunOrder): string {
  const by = key === null ? 'what the event is about' : describeMapping(document, key)
  const shared = queue === null ? '' : `, with all flows of the queue “${queue}”`
  const older = olderVersion === 'skip' ? ', older news left out' : ''
  return `by ${by} ${OPEN[whenOpen]}${shared}${older}`
}

function gatherWords(document: FlowDocument, gather: Gather): string {
  const by = gather.key === null ? '' : ` by ${describeMapping(document, gather.key)}`
  if (gather.kind === 'batch')
    return `${gather.count} events or those within ${waitInWords(gather.withinMs)} gathered into one${by}`
  return `the newest once it is quiet for ${waitInWords(gather.quietMs)}, after ${waitInWords(gather.longestMs)} at the latest${by}`
}

/** What becomes of a step that has failed, or of its effect when its scope is undone. */
export function describeFailure(document: FlowDocument, step: ActionStep, property: string): PropertyWords | null {
  if (property === 'ifFails') {
    const { ifFails } = step
    const words =
      ifFails === undefined
        ? 'fails the run'
        : ifFails.kind === 'ask'
          ? 'asks a person'
          : `gives ${describeMapping(document, ifFails.output)} and goes on`
    return { subject: 'If it fails for good, it', verb: '', words }
  }
  if (property !== 'withoutUndo') return null
  const words = { ask: 'a person is asked', leave: 'it is left as it is', default: 'what its app proposes' }
  return { subject: 'When its scope is undone,', verb: '', words: words[step.withoutUndo ?? 'default'] }
}
