import type { EditorScope } from '@patchbay/editor/editor-scope'
import type { FieldConflict } from '@patchbay/editor/session-types'
import type { FlowDocument } from '@patchbay/flow/document'

type Around = { me: string; manifests: EditorScope['manifests'] }

/** "Idris changed Recipient phone of “Buy the cheapest label” a moment ago." */
export function conflictWords(document: FlowDocument, conflict: FieldConflict, { me, manifests }: Around): string {
  const who = conflict.author.name.split(' ')[0] ?? conflict.author.name
  const name = nameOf(document, conflict)
  if (conflict.author.id === me) {
    const what = conflict.field === '' ? '' : `${fieldOf(document, conflict, manifests)} of `
    return `You changed ${what}${name} in another tab a moment ago, too.`
  }
  if (conflict.field === '') return `${who} worked on ${name} a moment ago, which you removed.`
  const field = fieldOf(document, conflict, manifests)
  return `${who} changed ${field} of ${name} a moment ago, as you did.`
}

/** An input as its form calls it; everything else by its own name. */
function fieldOf({ steps }: FlowDocument, { partId, field }: FieldConflict, manifests: Around['manifests']): string {
  const step = steps.find(({ id }) => id === partId)
  if (step?.kind !== 'action' || !field.startsWith('input.')) return fieldName(field)
  const fields = manifests[step.connector]?.actions[step.action]?.fields ?? []
  const label = fields.find(({ name }) => `input.${name}` === field)?.label
  return label === undefined ? fieldName(field) : `“${label}”`
}

function nameOf({ steps, edges }: FlowDocument, { part, partId, alsoIds }: FieldConflict): string {
  const named = (stepId: string | undefined) => {
    const step = steps.find(({ id }) => id === stepId)
    return step === undefined ? 'a step' : `“${step.name}”`
  }
  if (part === 'edge') return `the cable from ${named(edges.find(({ id }) => id === partId)?.from)}`
  if (part === 'note') return 'a note'
  return [partId, ...alsoIds].map(named).join(' and ')
}

function fieldName(field: string): string {
  const words = (field.split('.').at(-1) ?? field)
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/[_-]+/g, ' ')
    .toLowerCase()
  return names[field] ?? `“${words.charAt(0).toUpperCase()}${words.slice(1)}”`
}

const names: Record<string, string> = {
  name: 'the name',
  note: 'the note',
  connectionId: 'the connection',
  policy: 'how often it is tried',
  trigger: 'the start',
  cases: 'the ways',
  condition: 'the rule',
  parent: 'the container',
  text: 'the text',
  start: 'the start',
  end: 'the end',
}
