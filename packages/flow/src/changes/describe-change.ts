import type { Edge, FlowDocument, Step } from '../document.ts'
import { OUT_PORT, portsOf } from '../ports.ts'
import type { Change } from './change.ts'
import { approverWords } from './describe-control.ts'
import { type ChangeContext, describeAction, describeProperty } from './describe-property.ts'
import { describeTrigger } from './describe-trigger.ts'
import type { Sides } from './part-needs.ts'
import type { Part } from './parts.ts'

export type { ChangeContext }

type Told = Pick<Change, 'stepId' | 'stepName' | 'kind' | 'now' | 'before'>

/** A change in words, as its step's row in the list of changes says it. */
export function describeChange(sides: Sides, parts: readonly Part[], context: ChangeContext): Told {
  const [part] = parts
  switch (part?.what) {
    case 'step':
      return describeStepPart(sides, part, context)
    case 'property':
      return describePropertyPart(sides, part, context)
    case 'cable':
      return describeCables(sides, parts)
    case 'note':
      return describeNote(sides, part)
    default:
      return { stepId: null, stepName: 'Canvas', kind: 'changed', now: layoutWords(part), before: null }
  }
}

function describeStepPart(sides: Sides, part: Part & { what: 'step' }, context: ChangeContext): Told {
  const { stepId, kind } = part
  const was = sides.was.get(stepId)
  const is = sides.is.get(stepId)
  const told = { stepId, stepName: is?.name ?? was?.name ?? stepId, kind }
  if (is === undefined) return { ...told, now: 'Is taken out', before: null }
  const now = `${upperFirst(doesWords(is, context))}${placeWords(sides.draft, is)}`
  return { ...told, now, before: was === undefined ? null : doesWords(was, context) }
}

function doesWords(step: Step, context: ChangeContext): string {
  if (step.kind === 'trigger') return describeTrigger(step.trigger, context.manifests)
  // Who is asked decides what may happen: it is not left for who opens the step.
  if (step.kind === 'approval') return `a question to ${approverWords(context, step)}`
  return describeAction(context, step)
}

/** ", after “Capture the payment”, if that fails" */
function placeWords(document: FlowDocument, step: Step): string {
  const edge = document.edges.find(({ to }) => to === step.id)
  if (edge === undefined) {
    const container = document.steps.find(({ id }) => id === step.parent)
    return container === undefined ? '' : `, in “${container.name}”`
  }
  const before = document.steps.find(({ id }) => id === edge.from)
  return before === undefined ? '' : `, after “${before.name}”${wayWords(before, edge, (label) => `, ${label}`)}`
}

function describePropertyPart(sides: Sides, part: Part & { what: 'property' }, context: ChangeContext): Told {
  const { stepId, property } = part
  const was = sides.was.get(stepId)
  const is = sides.is.get(stepId)
  if (was === undefined || is === undefined)
    throw new Error(`the property ${part.id} belongs to a step of one side only`)
  const old = describeProperty({ document: sides.live, step: was, context }, property)
  const now = describeProperty({ document: sides.draft, step: is, context }, property)
  const sentence = [now.subject, now.verb, now.words].filter((words) => words !== '').join(' ')
  // Where the words are the same, the setting differs in what they leave out.
  const before = old.words === now.words ? null : old.words
  return { stepId, stepName: is.name, kind: 'changed', now: sentence, before }
}

function describeCables({ was, is }: Sides, parts: readonly Part[]): Told {
  const cables = parts.flatMap((part) => (part.what === 'cable' ? [part] : []))
  const come = cables.find(({ kind }) => kind === 'new')?.edge
  const gone = cables.find(({ kind }) => kind === 'gone')?.edge
  const edge = come ?? gone
  if (edge === undefined) throw new Error('a change of cables has no cable')
  const from = is.get(edge.from) ?? was.get(edge.from)
  const nameOf = ({ to }: Edge) => `“${(is.get(to) ?? was.get(to))?.name ?? to}”`
  const way = from === undefined ? '' : wayWords(from, edge, (label) => `, ${label}`)
  return {
    stepId: edge.from,
    stepName: from?.name ?? edge.from,
    kind: 'changed',
    now: come === undefined ? `No longer leads to ${nameOf(edge)}${way}` : `Leads to ${nameOf(come)}${way}`,
    before: come !== undefined && gone !== undefined ? nameOf(gone) : null,
  }
}

function wayWords(from: Step, { port }: Edge, say: (label: string) => string): string {
  if (port === OUT_PORT) return ''
  const label = portsOf(from).find(({ id }) => id === port)?.label ?? port
  return say(port === 'error' ? 'if it fails' : `by “${label}”`)
}

function describeNote({ live, draft }: Sides, part: Part & { what: 'note' }): Told {
  const was = live.notes.find(({ id }) => id === part.noteId)
  const is = draft.notes.find(({ id }) => id === part.noteId)
  const told = { stepId: null, stepName: 'Note', kind: part.kind }
  if (is === undefined)
    return { ...told, now: 'Is taken off the canvas', before: was === undefined ? null : quoted(was.text) }
  if (was === undefined) return { ...told, now: `Says ${quoted(is.text)}`, before: null }
  if (was.text === is.text) return { ...told, now: 'Stands elsewhere on the canvas', before: null }
  return { ...told, now: `Says ${quoted(is.text)}`, before: quoted(was.text) }
}

function layoutWords(part: Part | undefined): string {
  const count = part?.what === 'layout' ? part.stepIds.length : 0
  return count === 1 ? 'One step stands elsewhere' : `${count} steps stand elsewhere`
}

const MAX_QUOTED = 80
const quoted = (text: string): string => `“${text.length <= MAX_QUOTED ? text : `${text.slice(0, MAX_QUOTED - 1)}…`}”`

const upperFirst = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)
