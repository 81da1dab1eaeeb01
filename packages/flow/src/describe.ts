import type { FlowDocument } from './document.ts'
import type { Json } from './json.ts'
import type { CompareOperator, Condition, Mapping, Reference } from './mapping.ts'
import { standsAlone } from './operators.ts'

const MAX_LENGTH = 80

/** A condition as a sentence without its full stop: "Total is at least 100", "all of: Status is “paid”; Total is not empty". */
export function describeCondition(document: FlowDocument, condition: Condition): string {
  switch (condition.kind) {
    case 'not':
      return `not: ${grouped(document, condition.of)}`
    case 'compare': {
      const left = describeSide(document, condition.left)
      const verb = verbs[condition.operator]
      if (standsAlone(condition.operator)) return `${left} ${verb}`
      const right = condition.right === undefined ? '…' : describeSide(document, condition.right)
      return `${left} ${verb} ${right}`
    }
    default: {
      const [only] = condition.of
      if (only === undefined) return condition.kind === 'all' ? 'always' : 'never'
      if (condition.of.length === 1) return describeCondition(document, only)
      return `${condition.kind} of: ${condition.of.map((inner) => grouped(document, inner)).join('; ')}`
    }
  }
}

/** Where a value comes from: "Capture the payment › Amount captured", "“SE”", "for each of Order › Lines: …". */
export function describeMapping(document: FlowDocument, mapping: Mapping): string {
  switch (mapping.kind) {
    case 'constant':
      return describeValue(mapping.value)
    case 'reference':
      return describeReference(document, mapping.ref)
    case 'template': {
      const parts = mapping.parts.map((part) =>
        'text' in part ? part.text : `[${describeReference(document, part.ref)}]`,
      )
      return `“${shortened(parts.join(''))}”`
    }
    case 'expression':
      return shortened(mapping.source)
    case 'valueMap':
      return `${describeMapping(document, mapping.of)}, translated: ${describeEntries(mapping)}`
    case 'list': {
      const keep = mapping.keep === undefined ? '' : ` where ${describeCondition(document, mapping.keep)}`
      return `for each of ${describeMapping(document, mapping.of)}${keep}: ${describeMapping(document, mapping.each)}`
    }
    case 'object': {
      const fields = Object.entries(mapping.fields)
      if (fields.length === 0) return 'nothing'
      return fields.map(([name, inner]) => `${inWords(name)} = ${describeMapping(document, inner)}`).join(', ')
    }
  }
}

const verbs: Record<CompareOperator, string> = {
  equals: 'is',
  not_equals: 'is not',
  greater: 'is more than',
  at_least: 'is at least',
  less: 'is less than',
  at_most: 'is at most',
  contains: 'contains',
  not_contains: 'does not contain',
  starts_with: 'starts with',
  ends_with: 'ends with',
  is_empty: 'is empty',
  is_not_empty: 'is not empty',
  is_true: 'is yes',
  is_false: 'is no',
}

function grouped(document: FlowDocument, condition: Condition): string {
  const words = describeCondition(document, condition)
  const isGroup = condition.kind !== 'compare' && (condition.kind === 'not' || condition.of.length > 1)
  return isGroup ? `(${words})` : words
}

/** In a rule the field says enough; the step is named only where its whole output is meant. */
function describeSide(document: FlowDocument, mapping: Mapping): string {
  if (mapping.kind !== 'reference' || mapping.ref.path.length === 0) return describeMapping(document, mapping)
  const { from, path } = mapping.ref
  const isLoop = document.steps.some(({ id, kind }) => id === from && kind === 'loop')
  const shown = isLoop && path[0] === 'item' && path.length > 1 ? path.slice(1) : path
  return pathInWords(shown)
}

function describeReference(document: FlowDocument, { from, path }: Reference): string {
  const step = document.steps.find(({ id }) => id === from)
  const source = step?.name ?? (Object.hasOwn(builtIn, from) ? builtIn[from] : null) ?? `a step that is gone (${from})`
  return path.length === 0 ? source : `${source} › ${pathInWords(path)}`
}

const builtIn: Record<string, string> = { item: 'Item', run: 'Run', workspace: 'Workspace' }

function pathInWords(path: Reference['path']): string {
  return path.map((key) => (typeof key === 'number' ? `#${key + 1}` : inWords(key))).join(' › ')
}

/** `shippingAddress`, `shipping_address` → "Shipping address". */
export function inWords(name: string): string {
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/[_-]+/g, ' ')
    .trim()
    .toLowerCase()
  return words === '' ? name : words.charAt(0).toUpperCase() + words.slice(1)
}

function describeValue(value: Json): string {
  if (value === null) return 'nothing'
  if (typeof value === 'string') return `“${shortened(value)}”`
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  return shortened(JSON.stringify(value))
}

function describeEntries({ entries, otherwise }: Mapping & { kind: 'valueMap' }): string {
  const pairs = entries.slice(0, 3).map(({ when, to }) => `${describeValue(when)} → ${describeValue(to)}`)
  if (entries.length > 3) pairs.push(`${entries.length - 3} more`)
  const last = { value: '', pass: 'otherwise as it is', error: 'otherwise an error' }[otherwise.kind]
  return [...pairs, otherwise.kind === 'value' ? `otherwise ${describeValue(otherwise.value)}` : last].join(', ')
}

function shortened(text: string): string {
  const line = text.replace(/\s+/g, ' ')
  return line.length <= MAX_LENGTH ? line : `${line.slice(0, MAX_LENGTH - 1)}…`
}
