import { durationWords } from '@patchbay/ui/duration-words'
import { stateWord } from '@patchbay/ui/state'
import type { CanvasStep } from './canvas-model.ts'
import { marksWords, type NodeMarks } from './edit/node-marks.ts'
import { footHeight } from './step-shape.ts'
import type { StepState } from './step-state.ts'
import { waysOf } from './step-ways.ts'

export type NodeViewProps = {
  view: CanvasStep
  state: StepState | undefined
  /** On a run's page: state takes the number's place, time and tries the foot. */
  inRun: boolean
  selected: boolean
  tabbable: boolean
  /** What is known of it beside the document. */
  marks: NodeMarks
}

/** "Step 4, Buy the cheapest label, EasyPost, retrying, leads to step 5" */
export function stepName(
  view: CanvasStep,
  state: StepState | undefined,
  inRun: boolean,
  marks: NodeMarks | null = null,
): string {
  const now = inRun ? [stateWord[state?.state ?? 'queued'].toLowerCase()] : []
  const detail = state?.detail === undefined ? [] : [state.detail]
  return [view.name, ...now, ...detail, ...(marks === null ? [] : marksWords(marks)), view.leads].join(', ')
}

/** As high as it is drawn: without a foot where there is nothing to say. */
export function nodeHeight(view: CanvasStep, state: StepState | undefined, inRun: boolean): number {
  if (view.container !== null || view.undoes !== null) return view.box.height
  const foot = waysOf(view.step) !== null || footTags(view, state, inRun).length > 0
  return view.bodyHeight + (foot ? footHeight : 0)
}

export type FootTag = {
  kind: 'time' | 'tries' | 'once' | 'read' | 'unsafe' | 'failed' | 'problem' | 'untested'
  tone: 'plain' | 'ok' | 'bad' | 'retry' | 'run' | 'attn'
  words: string
  /** No room for its words beside the others: its glyph alone, with the words on hover. */
  short?: boolean
}

/** What a node's foot says; nothing to say: no foot. */
export function footTags(
  view: CanvasStep,
  state: StepState | undefined,
  inRun: boolean,
  marks: NodeMarks | null = null,
): FootTag[] {
  if (view.step.kind !== 'action') return []
  if (!inRun) return restTags(view, marks)
  if (state === undefined) return []
  const tries = state.tries ?? 0
  if (state.state === 'retrying') return [{ kind: 'tries', tone: 'retry', words: tryWords(state) }]
  if (state.state === 'running')
    return tries > 1
      ? [{ kind: 'tries', tone: 'run', words: tryWords(state) }]
      : [{ kind: 'time', tone: 'run', words: 'running' }]
  if (state.state === 'failed')
    return [{ kind: 'failed', tone: 'bad', words: tries === 1 ? '1 try' : `${tries} tries` }, ...timeTag(state)]
  if (state.state === 'succeeded') {
    return [
      ...timeTag(state),
      { kind: 'tries', tone: tries > 1 ? 'retry' : 'ok', words: tries <= 1 ? '1 try' : `${tries} tries` },
    ]
  }
  if (state.state === 'waiting' || state.state === 'attention')
    return state.detail === undefined
      ? []
      : [{ kind: 'time', tone: state.state === 'waiting' ? 'plain' : 'attn', words: state.detail }]
  return []
}

/** "Try 3 of 6, under way" */
function tryWords({ tries = 1, maxTries, underWay, state }: StepState): string {
  const of = maxTries === undefined ? '' : ` of ${maxTries}`
  return underWay === true || state === 'running' ? `Try ${tries}${of}, under way` : `Try ${tries}${of} failed`
}

function timeTag(state: StepState): FootTag[] {
  return state.tookMs === undefined || state.tookMs === null
    ? []
    : [{ kind: 'time', tone: 'plain', words: durationWords(state.tookMs) }]
}

function restTags(view: CanvasStep, marks: NodeMarks | null): FootTag[] {
  if (marks?.problem?.severity === 'error') {
    const { words, count } = marks.problem
    return [{ kind: 'problem', tone: 'attn', words: count === 1 ? firstSentence(words) : `${count} problems to fix` }]
  }
  const safety: FootTag[] =
    view.safety === null
      ? []
      : [{ kind: view.safety.kind, tone: view.safety.kind === 'unsafe' ? 'attn' : 'plain', words: view.safety.words }]
  const tries: FootTag[] =
    view.maxTries === null
      ? []
      : [{ kind: 'tries', tone: 'plain', words: view.maxTries === 1 ? 'No retry' : `${view.maxTries} tries` }]
  const short = view.safety?.kind === 'unsafe'
  const untested: FootTag[] =
    marks?.untested === true ? [{ kind: 'untested', tone: 'plain', words: 'Untested', short }] : []
  return [...safety, ...tries, ...untested]
}

const firstSentence = (words: string) => /^.*?[.:;](?=\s|$)/.exec(words)?.[0].slice(0, -1) ?? words
