import type { ActionStep, Step } from '@patchbay/flow/document'
import type { Mapping } from '@patchbay/flow/mapping'
import type { ActionWords, Manifests } from '../manifests.ts'
import { plainSentence } from '../palette/plain-sentence.ts'
import { valueWords } from './value-words.ts'

/** A piece of the sentence on a node; `value`: it is what somebody has mapped or chosen. */
export type SentencePart = { text: string; value: boolean }

/**
 * What a step does: its name; where nobody has given it another one, the manifest's sentence with the values chosen
 * for it: "Tag the order with *late*".
 */
export function sentenceOf(step: Step, manifests: Manifests): SentencePart[] {
  const words = step.kind === 'action' ? actionOf(step, manifests) : undefined
  if (step.kind !== 'action' || words?.sentence === undefined) return [{ text: step.name, value: false }]
  if (step.name !== plainSentence(words.sentence, words.title)) return [{ text: step.name, value: false }]
  const filled = filledSentence(words, step.input)
  return filled.some((part) => part.value) ? filled : [{ text: step.name, value: false }]
}

export const sentenceText = (parts: readonly SentencePart[]): string => parts.map((part) => part.text).join(' ')

function filledSentence({ sentence = '', fields = [] }: ActionWords, input: Readonly<Record<string, Mapping>>) {
  const parts: SentencePart[] = []
  const labels = new Map(fields.map(({ name, label }) => [name, label.toLowerCase()]))
  // A value that only says the field's name again tells nothing.
  const saidBy = (field: string) => {
    const value = valueWords(input[field])
    return value?.toLowerCase() === labels.get(field) ? null : value
  }
  const add = (text: string, value: boolean) => {
    const last = parts.at(-1)
    if (last !== undefined && !last.value && !value) last.text += ` ${text}`
    else parts.push({ text, value })
  }
  const words = sentence.split(/\s+/)
  words.forEach((word, index) => {
    const field = placeOf(word)
    if (field !== null) {
      const value = saidBy(field)
      if (value !== null) add(value, true)
      return
    }
    // "with {trackingNumber}": without the value, its little word goes too.
    const next = placeOf(words[index + 1] ?? '')
    if (next !== null && joining.has(word) && saidBy(next) === null) return
    add(word, false)
  })
  return parts
}

const joining = new Set(['with', 'of', 'to', 'for', 'from', 'at', 'in', 'on', 'by'])
const placeOf = (word: string): string | null => /^\{(\w+)\}$/.exec(word)?.[1] ?? null

/** What an action works on, for the second line: "order order number", "to shipping address"; null when nothing says it. */
export function mainValue(step: ActionStep, manifests: Manifests): string | null {
  const words = actionOf(step, manifests)
  if (words?.fields === undefined) return null
  const told = new Set((words.sentence ?? '').match(/\{(\w+)\}/g)?.map((each) => each.slice(1, -1)))
  const candidates = words.fields.flatMap((field) => {
    if (field.rare === true || field.type === 'longText' || told.has(field.name) || /^from/.test(field.name)) return []
    const mapping = step.input[field.name]
    const choice =
      mapping?.kind === 'constant' ? field.choices?.find((each) => each.value === mapping.value) : undefined
    const value = choice?.label.toLowerCase() ?? valueWords(mapping)
    if (value === null) return []
    const kind = mapping?.kind
    const weight =
      (/^to([A-Z]|$)/.test(field.name) ? 4 : 0) + (field.required ? 1 : 0) + (kind === 'constant' ? 0.5 : 2)
    return [{ text: withLabel(field.label, value), weight }]
  })
  return candidates.toSorted((a, b) => b.weight - a.weight)[0]?.text ?? null
}

/** "To address" and "shipping address" are "to shipping address". */
function withLabel(label: string, value: string): string {
  const words = label.toLowerCase().split(' ')
  const said = value.toLowerCase().split(' ')
  while (words.length > 0 && said.includes(words.at(-1) ?? '')) words.pop()
  return [...words, value].join(' ')
}

function actionOf(step: ActionStep, manifests: Manifests): ActionWords | undefined {
  return manifests[step.connector]?.actions[step.action]
}
