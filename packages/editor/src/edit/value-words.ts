import type { Mapping, Reference } from '@patchbay/flow/mapping'

/**
 * What a mapped value is, in a word or two that fit on a node: "shipping address", "#stock-desk". Null for what says
 * nothing there: empty, a formula, a mere id.
 */
export function valueWords(mapping: Mapping | undefined): string | null {
  if (mapping === undefined) return null
  switch (mapping.kind) {
    case 'constant':
      return constantWords(mapping.value)
    case 'reference':
      return referenceWords(mapping.ref)
    case 'template':
      return short(
        mapping.parts.map((part) => ('text' in part ? part.text : (referenceWords(part.ref) ?? '…'))).join(''),
      )
    case 'valueMap':
      return valueWords(mapping.of)
    case 'list':
      return valueWords(mapping.of)
    case 'object':
      return objectWords(Object.values(mapping.fields))
    case 'expression':
      return null
  }
}

function constantWords(value: unknown): string | null {
  if (typeof value === 'number') return String(value)
  return typeof value === 'string' && value.trim() !== '' ? short(value) : null
}

function referenceWords({ path }: Reference): string | null {
  const name = path.findLast((key): key is string => typeof key === 'string')
  if (name === undefined || isId(name)) return null
  return keyWords(name)
}

/** Where all of an object's values come from, when that is one place: its fields say the rest. */
function objectWords(fields: readonly Mapping[]): string | null {
  const parents = fields.flatMap((field) => {
    if (field.kind !== 'reference') return []
    const parent = field.ref.path.at(-2)
    return typeof parent === 'string' ? [parent] : []
  })
  const [first] = parents
  return first !== undefined && parents.every((parent) => parent === first) ? keyWords(first) : null
}

const isId = (name: string) => /^(id|gid|uuid|.*(Id|_id))$/.test(name)

/** `shippingAddress` → "shipping address" */
function keyWords(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/[_-]+/g, ' ')
    .trim()
    .toLowerCase()
    .replace(/\bemail\b/g, 'e-mail')
}

const longest = 32

function short(text: string): string | null {
  const line = text.replace(/\s+/g, ' ').trim()
  if (line === '') return null
  return line.length <= longest ? line : `${line.slice(0, longest - 1)}…`
}
