import type { Json } from '@patchbay/flow/json'
import type { IfMissing, Mapping, Reference, TemplatePart } from '@patchbay/flow/mapping'
import { readChain } from './functions/chain-source.ts'
import { writePath } from './functions/path-source.ts'

/** How a field gets its value, as a person chooses it. `each` and `fields` are what the two columns make. */
export type Mode = 'fixed' | 'mapped' | 'text' | 'valueMap' | 'expression' | 'each' | 'fields'

export const modeWord: Record<Mode, string> = {
  fixed: 'Fixed',
  mapped: 'Mapped',
  text: 'Text',
  valueMap: 'Value map',
  expression: 'Expression',
  each: 'Each item',
  fields: 'Field by field',
}

/**
 * A value and its functions count as mapped, whatever they are written in. `wantsValue`: where nothing is given yet, a
 * value of an earlier step is what is meant.
 */
export function modeOf(mapping: Mapping | undefined, wantsValue = false): Mode {
  switch (mapping?.kind) {
    case undefined:
      return wantsValue ? 'mapped' : 'fixed'
    case 'constant':
      return 'fixed'
    case 'reference':
      return 'mapped'
    case 'template':
      return 'text'
    case 'valueMap':
      return 'valueMap'
    case 'expression':
      return readChain(mapping.source) === null ? 'expression' : 'mapped'
    case 'list':
      return 'each'
    case 'object':
      return 'fields'
  }
}

/**
 * `next: 'keep'`: nothing of the old can be used, so the old stays until a value of the new kind is given.
 * `drops` says what is lost, as a sentence; null when nothing is.
 */
export type ModeChange = { next: Mapping | 'keep'; drops: string | null }

/** `wordsOf` names a reference; `required`: the field must have a value. */
type Place = { wordsOf: (ref: Reference) => string; required: boolean }

/** What a mapping becomes when a person chooses another way to fill the field. */
export function changeMode(mapping: Mapping | undefined, to: Mode, place: Place): ModeChange {
  const from = modeOf(mapping)
  if (mapping === undefined || from === to) return { next: 'keep', drops: null }
  switch (to) {
    case 'fixed':
      return toFixed(mapping, place.wordsOf)
    case 'mapped':
      return toMapped(mapping)
    case 'text':
      return toText(mapping)
    case 'valueMap':
      return toValueMap(mapping)
    case 'expression':
      return toExpression(mapping, place)
    default:
      return { next: 'keep', drops: null }
  }
}

function toFixed(mapping: Mapping, wordsOf: (ref: Reference) => string): ModeChange {
  if (mapping.kind === 'template') {
    const words = mapping.parts.map((part) => ('text' in part ? part.text : '')).join('')
    const refs = refsOf(mapping.parts)
    const drops = refs.length === 0 ? null : `${listed(refs.map(wordsOf))} taken out; the words stayed.`
    return { next: { kind: 'constant', value: words }, drops }
  }
  const literal = mapping.kind === 'expression' ? literalOf(mapping.source) : undefined
  if (literal !== undefined) return { next: { kind: 'constant', value: literal }, drops: null }
  return { next: 'keep', drops: null }
}

function toMapped(mapping: Mapping): ModeChange {
  if (mapping.kind === 'valueMap') return { next: mapping.of, drops: dropsOfTable(mapping) }
  const first = mapping.kind === 'template' ? refPartsOf(mapping.parts)[0] : undefined
  if (mapping.kind !== 'template' || first === undefined) return { next: 'keep', drops: null }
  const others = mapping.parts.some((part) => part !== first && (!('text' in part) || part.text.trim() !== ''))
  return {
    next: referenceTo(first.ref, first.ifMissing),
    drops: others ? 'The words around the value were dropped.' : null,
  }
}

function toText(mapping: Mapping): ModeChange {
  if (mapping.kind === 'constant') {
    const text = textOfConstant(mapping.value)
    return { next: { kind: 'template', parts: text === '' ? [] : [{ text }] }, drops: null }
  }
  if (mapping.kind === 'reference') return { next: { kind: 'template', parts: [partOf(mapping)] }, drops: null }
  if (mapping.kind === 'valueMap') {
    const inner = toText(mapping.of)
    return { next: inner.next, drops: dropsOfTable(mapping) }
  }
  if (mapping.kind !== 'expression')
    return { next: { kind: 'template', parts: [] }, drops: 'What was mapped before was dropped.' }
  const chain = readChain(mapping.source)
  if (chain === null) return { next: { kind: 'template', parts: [] }, drops: 'The expression was dropped.' }
  const drops = chain.calls.length === 0 ? null : 'What was done to the value was dropped; the value stayed.'
  const { ifMissing } = mapping
  return { next: { kind: 'template', parts: [partOf({ ref: chain.ref, ...(ifMissing && { ifMissing }) })] }, drops }
}

function toValueMap(mapping: Mapping): ModeChange {
  if (mapping.kind === 'constant' || mapping.kind === 'list' || mapping.kind === 'object')
    return { next: 'keep', drops: null }
  const refs = mapping.kind === 'template' ? refPartsOf(mapping.parts) : []
  const first = refs[0]
  const of = mapping.kind === 'template' && first !== undefined ? referenceTo(first.ref, undefined) : mapping
  const drops =
    mapping.kind === 'template' && mapping.parts.length > 1 ? 'The words around the value were dropped.' : null
  return { next: { kind: 'valueMap', of, entries: [], otherwise: { kind: 'error' } }, drops }
}

function toExpression(mapping: Mapping, place: Place): ModeChange {
  switch (mapping.kind) {
    case 'constant':
      return { next: { kind: 'expression', source: JSON.stringify(mapping.value) }, drops: null }
    case 'reference':
      return { next: withFallback(writePath(mapping.ref), mapping.ifMissing), drops: null }
    case 'template':
      return { next: templateAsExpression(mapping.parts, place), drops: null }
    case 'valueMap': {
      const inner = toExpression(mapping.of, place)
      return { next: inner.next, drops: dropsOfTable(mapping) }
    }
    default:
      return { next: 'keep', drops: null }
  }
}

function withFallback(source: string, ifMissing: IfMissing | undefined): Mapping {
  return { kind: 'expression', source, ...(ifMissing === undefined ? {} : { ifMissing }) }
}

/** Says of each of its values what the text said: what stands in its place when it is missing, or that the step stops. */
function templateAsExpression(parts: readonly TemplatePart[], place: Place): Mapping {
  if (parts.length === 0) return withFallback('""', undefined)
  const only = parts.length === 1 ? refPartsOf(parts)[0] : undefined
  if (only !== undefined) return withFallback(`$string(${givenSource(only.ref)})`, only.ifMissing)
  const sources = parts.map((part) => ('text' in part ? JSON.stringify(part.text) : partSource(part, place)))
  return withFallback(sources.join(' & '), undefined)
}

function partSource({ ref, ifMissing }: RefPart, { wordsOf, required }: Place): string {
  const given = givenSource(ref)
  const answer = ifMissing?.kind ?? (required ? 'error' : 'omit')
  if (ifMissing?.kind === 'value') return `$ifEmpty(${given}, ${JSON.stringify(ifMissing.value)})`
  if (answer === 'omit') return given
  return `($exists(${given}) ? ${writePath(ref)} : $error(${JSON.stringify(`${wordsOf(ref)} has no value.`)}))`
}

/** Without it an empty value would stand there as the word "null". */
const givenSource = (ref: Reference) => `$given(${writePath(ref)})`

function referenceTo(ref: Reference, ifMissing: IfMissing | undefined): Mapping {
  return { kind: 'reference', ref, ...(ifMissing === undefined ? {} : { ifMissing }) }
}

function partOf({ ref, ifMissing }: { ref: Reference; ifMissing?: IfMissing }): TemplatePart {
  return { ref, ...(ifMissing === undefined ? {} : { ifMissing }) }
}

type RefPart = Extract<TemplatePart, { ref: Reference }>

const refPartsOf = (parts: readonly TemplatePart[]): RefPart[] => parts.filter((part) => 'ref' in part)
const refsOf = (parts: readonly TemplatePart[]): Reference[] => refPartsOf(parts).map(({ ref }) => ref)

function dropsOfTable({ entries }: Mapping & { kind: 'valueMap' }): string | null {
  if (entries.length === 0) return null
  return `The value map and its ${entries.length === 1 ? 'value were' : `${entries.length} values were`} dropped.`
}

function listed(names: readonly string[]): string {
  const quoted = names.map((name) => `“${name}”`)
  return quoted.length === 1 ? `${quoted[0]} was` : `${quoted.slice(0, -1).join(', ')} and ${quoted.at(-1)} were`
}

function textOfConstant(value: Json): string {
  if (value === null) return ''
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

function literalOf(source: string): Json | undefined {
  if (!/^("(?:\\.|[^"\\])*"|-?\d+(\.\d+)?|true|false)$/.test(source.trim())) return undefined
  return JSON.parse(source)
}
