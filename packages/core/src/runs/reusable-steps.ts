import type { FlowDocument, Step } from '@patchbay/flow/document'
import { type FlowGraph, graphOf } from '@patchbay/flow/graph'
import { readsOf } from '@patchbay/flow/read-steps'
import { stepFingerprint } from '@patchbay/flow/step-fingerprint'

/** A recorded result of a step, as far as reusing it is concerned. */
export type Recorded = { stepId: string; iteration: string; state: string }

/** `why` says in a sentence what keeps a step's results from being reused; null where nothing does. */
export type Reuse = {
  why: (stepId: string) => string | null
  /** Whether this one result can be taken over: the step's own and all that it read stand as they were. */
  takes: (row: Recorded) => boolean
}

/**
 * Which recorded results of one version hold for another: a step's own settings and account are the same, it stands in
 * the same loops, and everything it reads is unchanged and succeeded, down to the item. What was skipped counts as read
 * unchanged only where nothing that led to it has changed.
 */
export function reusableSteps(of: { before: FlowDocument; after: FlowDocument; rows: Recorded[] }): Reuse {
  const before = graphOf(of.before)
  const after = graphOf(of.after)
  const byStep = Map.groupBy(of.rows, ({ stepId }) => stepId)
  const reasons = new Map<string, string | null>()
  const why = (stepId: string): string | null => {
    const known = reasons.get(stepId)
    if (known !== undefined) return known
    // A ring of reads cannot be published; until it is settled a step holds itself back from nothing.
    reasons.set(stepId, null)
    const reason = ownReason({ before, after }, stepId) ?? readReason({ after, why }, stepId)
    reasons.set(stepId, reason)
    return reason
  }
  const steady = steadiness({ before, after, why })
  const readHolds = (reader: Step, read: string, iteration: string): boolean => {
    const step = after.step(read)
    if (step === undefined || step.kind === 'trigger') return true
    const inside = after.around(reader.id).some(({ id }) => id === read)
    const content = inside ? [] : contentOf(after, read)
    return [read, ...content].every((id) => {
      const rows = (byStep.get(id) ?? []).filter((row) => isVisible(row.iteration, iteration))
      if (why(id) !== null) return false
      if (rows.length > 0 && rows.every(({ state }) => state === 'succeeded')) return true
      return rows.every(({ state }) => state === 'skipped') && steady(id)
    })
  }
  return {
    why,
    takes: (row) => {
      const step = after.step(row.stepId)
      if (step === undefined || row.state !== 'succeeded' || why(row.stepId) !== null) return false
      return readIds(step).every((read) => readHolds(step, read, row.iteration))
    },
  }
}

type Graphs = { before: FlowGraph; after: FlowGraph }

function ownReason({ before, after }: Graphs, stepId: string): string | null {
  const now = after.step(stepId)
  const then = before.step(stepId)
  if (now === undefined) return 'It is not in that version.'
  if (then === undefined) return 'It is new in that version.'
  if (now.kind === 'trigger') return null
  if (stepFingerprint(now) !== stepFingerprint(then)) return 'It is changed in that version.'
  if (accountOf(now) !== accountOf(then)) return 'It uses another account in that version.'
  if (loopsAround(after, stepId) !== loopsAround(before, stepId)) return 'It stands in another loop in that version.'
  return null
}

function readReason(
  { after, why }: { after: FlowGraph; why: (id: string) => string | null },
  stepId: string,
): string | null {
  const step = after.step(stepId)
  if (step === undefined || step.kind === 'trigger') return null
  // A repeat decides after each pass by what the pass gave: it is reused as a whole or not at all.
  const loops = after.around(stepId).filter(({ kind }) => kind === 'loop' || kind === 'repeat')
  const held = [...readIds(step), ...loops.map(({ id }) => id)].find(
    (id) => after.step(id) !== undefined && why(id) !== null,
  )
  const inRepeat = after.around(stepId).find(({ kind }) => kind === 'repeat')
  const changed =
    held ??
    (inRepeat === undefined ? undefined : contentOf(after, inRepeat.id).find((id) => id !== stepId && why(id) !== null))
  return changed === undefined ? null : `It uses “${after.step(changed)?.name ?? changed}”, which is not reused.`
}

/** A step whose every way in is as it was: what skipped it would skip it again. */
function steadiness({ before, after, why }: Graphs & { why: (id: string) => string | null }): (id: string) => boolean {
  const known = new Map<string, boolean>()
  const waysIn = (graph: FlowGraph, id: string): string =>
    graph
      .into(id)
      .map(({ from, port }) => `${from} ${port}`)
      .sort()
      .join(', ')
  const steady = (id: string): boolean => {
    const told = known.get(id)
    if (told !== undefined) return told
    known.set(id, true)
    const found =
      why(id) === null &&
      waysIn(before, id) === waysIn(after, id) &&
      before.step(id)?.parent === after.step(id)?.parent &&
      [...after.into(id).map(({ from }) => from), ...after.around(id).map((container) => container.id)].every(steady)
    known.set(id, found)
    return found
  }
  return steady
}

const readIds = (step: Step): string[] =>
  [...new Set(readsOf(step).map(({ stepId }) => stepId))].filter((id) => id !== step.id)

const accountOf = (step: Step): string | null => ('connectionId' in step ? step.connectionId : null)

const loopsAround = (graph: FlowGraph, id: string): string =>
  graph
    .around(id)
    .filter(({ kind }) => kind === 'loop' || kind === 'repeat')
    .map((step) => step.id)
    .join(' ')

function contentOf(graph: FlowGraph, container: string): string[] {
  return graph.inside(container).flatMap(({ id }) => [id, ...contentOf(graph, id)])
}

/** Of the iterations of a read step, those that a step at this one sees: its own, the ones around it, and all inside. */
const isVisible = (read: string, reader: string): boolean =>
  read === reader ||
  read === '' ||
  reader === '' ||
  `${reader}.`.startsWith(`${read}.`) ||
  `${read}.`.startsWith(`${reader}.`)
