import type { Json, JsonObject } from '@patchbay/flow/json'
import type { Condition, IfMissing, Mapping } from '@patchbay/flow/mapping'
import type { MappingError, MappingWarning } from './errors.ts'
import type { ExpressionBase, ExpressionRunner } from './expression/runner.ts'
import { expressionTypes, shortSource } from './expression-words.ts'
import { referenceWords, resolveReference } from './reference.ts'
import type { Scope } from './scope.ts'
import { briefly, textOf, typeWords } from './value-words.ts'

/**
 * What a mapping gives. `absent` is nothing to give (never null, which is a value); `source` says where it was looked
 * for. `omitted`: its author said that nothing is fine.
 */
export type Resolved =
  | { kind: 'value'; value: Json; source: string }
  | { kind: 'absent'; source: string; omitted: boolean }
  | { kind: 'error'; error: MappingError }

export type Resolving = {
  scope: Scope
  /** Built once a step, so that threads can tell that it is the same. */
  base: ExpressionBase
  runner: ExpressionRunner
  field: string
  /** The same in words: `Address › phone`. */
  label: string
  /** The field must have a value, so nothing in it may silently fall away. */
  required: boolean
  warnings: MappingWarning[]
  /** Conditions are evaluated by mappings and the other way round; this keeps the files free of a ring. */
  decide: (condition: Condition, context: Resolving) => Promise<boolean | MappingError>
}

export async function resolveMapping(mapping: Mapping, context: Resolving): Promise<Resolved> {
  switch (mapping.kind) {
    case 'constant':
      return { kind: 'value', value: mapping.value, source: 'a fixed value' }
    case 'reference': {
      const source = referenceWords(mapping.ref, context.scope)
      return withFallback(found(resolveReference(mapping.ref, context.scope), source), mapping.ifMissing, context)
    }
    case 'template':
      return resolveTemplate(mapping, context)
    case 'expression':
      return withFallback(await resolveExpression(mapping.source, context), mapping.ifMissing, context)
    case 'valueMap':
      return withFallback(await resolveValueMap(mapping, context), mapping.ifMissing, context)
    case 'list':
      return withFallback(await resolveList(mapping, context), mapping.ifMissing, context)
    case 'object':
      return resolveObject(mapping, context)
  }
}

export function missing(context: Resolving, source: string): MappingError {
  const message = `“${context.label || 'The value'}” needs a value, and ${source} has none. Map it to something that is always there, or give it a value for when it is missing.`
  return { code: 'missing', field: context.field, source, message }
}

function found(value: Json | undefined, source: string): Resolved {
  return value === undefined ? { kind: 'absent', source, omitted: false } : { kind: 'value', value, source }
}

/** An author who said what to do about a missing value means null too. */
function withFallback(resolved: Resolved, ifMissing: IfMissing | undefined, context: Resolving): Resolved {
  if (!ifMissing || resolved.kind === 'error') return resolved
  if (resolved.kind === 'value' && resolved.value !== null) return resolved
  if (ifMissing.kind === 'value') return { kind: 'value', value: ifMissing.value, source: resolved.source }
  if (ifMissing.kind === 'omit') return { kind: 'absent', source: resolved.source, omitted: true }
  return { kind: 'error', error: missing(context, resolved.source) }
}

async function resolveTemplate(mapping: Mapping & { kind: 'template' }, context: Resolving): Promise<Resolved> {
  let text = ''
  let anything = false
  const sources: string[] = []
  for (const part of mapping.parts) {
    if ('text' in part) {
      text += part.text
      anything ||= part.text.trim() !== ''
      continue
    }
    const source = referenceWords(part.ref, context.scope)
    sources.push(source)
    const value = withFallback(found(resolveReference(part.ref, context.scope), source), part.ifMissing, context)
    if (value.kind === 'error') return value
    if (value.kind === 'value' && value.value !== null) {
      text += textOf(value.value)
      anything = true
    } else if (part.ifMissing?.kind !== 'omit') {
      if (context.required) return { kind: 'error', error: missing(context, source) }
      context.warnings.push({
        field: context.field,
        source,
        message: `${source} has no value; its place in the text is left empty.`,
      })
    }
  }
  const source = sources.join(', ') || 'a text'
  if (!anything && sources.length > 0) return { kind: 'absent', source, omitted: false }
  return { kind: 'value', value: text, source }
}

async function resolveExpression(source: string, context: Resolving): Promise<Resolved> {
  const { scope, base, runner, field, label } = context
  const result = await runner.run({ source, base, ...(scope.item === undefined ? {} : { item: scope.item }) })
  const words = `the expression ${shortSource(source)}`
  if (result.ok) return found(result.found ? result.value : undefined, words)
  const valueTypes = expressionTypes(source, base, scope.item)
  const types = Object.entries(valueTypes).map(([path, type]) => `${path} is ${type}`)
  const message = `The expression of “${label || 'the value'}” failed: ${result.message}${types.length > 0 ? ` Here ${types.join(', ')}.` : ''}`
  return { kind: 'error', error: { code: result.code, field, source: words, expression: source, valueTypes, message } }
}

async function resolveValueMap(mapping: Mapping & { kind: 'valueMap' }, context: Resolving): Promise<Resolved> {
  const of = await resolveMapping(mapping.of, context)
  if (of.kind === 'error') return of
  const value = of.kind === 'value' ? of.value : null
  // Text typed into a table stands for the number or true/false of the same spelling, after an exact match.
  const entry =
    mapping.entries.find(({ when }) => when === value) ??
    mapping.entries.find(({ when }) => when !== null && typeof value !== 'object' && String(when) === String(value))
  if (entry) return { kind: 'value', value: entry.to, source: of.source }
  if (of.kind === 'absent') return of
  // Null is empty, as what is absent is, and not one of all the other values: the choice for "Empty" is for both.
  if (value === null) return { kind: 'absent', source: of.source, omitted: false }
  if (mapping.otherwise.kind === 'value') return { kind: 'value', value: mapping.otherwise.value, source: of.source }
  if (mapping.otherwise.kind === 'pass') return of
  const message = `“${context.label || 'The value'}”: the table has no row for ${briefly(value)} from ${of.source}. Add one, or say what other values become.`
  return { kind: 'error', error: { code: 'value_map_unmatched', field: context.field, source: of.source, message } }
}

async function resolveList(mapping: Mapping & { kind: 'list' }, context: Resolving): Promise<Resolved> {
  const of = await resolveMapping(mapping.of, context)
  if (of.kind !== 'value' || of.value === null) return of
  // JSONata gives the element itself in place of a list of one.
  const list = Array.isArray(of.value) ? of.value : mapping.of.kind === 'expression' ? [of.value] : null
  if (!list) {
    const message = `“${context.label || 'The value'}” is made from a list, and ${of.source} is ${typeWords(of.value)}. Choose a list.`
    return { kind: 'error', error: { code: 'type', field: context.field, source: of.source, message } }
  }
  const result: Json[] = []
  for (const [index, item] of list.entries()) {
    const inner = { ...within(context, String(index), `item ${index + 1}`), scope: { ...context.scope, item } }
    if (mapping.keep) {
      const keep = await context.decide(mapping.keep, inner)
      if (typeof keep === 'object') return { kind: 'error', error: keep }
      if (!keep) continue
    }
    const each = await resolveMapping(mapping.each, inner)
    if (each.kind === 'error') return each
    if (each.kind === 'value') result.push(each.value)
    else if (context.required && !each.omitted) return { kind: 'error', error: missing(inner, each.source) }
    else if (!each.omitted) {
      context.warnings.push({
        field: inner.field,
        source: each.source,
        message: `Item ${index + 1} is left out: ${each.source} has no value.`,
      })
    }
  }
  return { kind: 'value', value: result, source: of.source }
}

/** What is missing inside an object is left out, unless its own mapping says otherwise. */
async function resolveObject(mapping: Mapping & { kind: 'object' }, context: Resolving): Promise<Resolved> {
  const result: JsonObject = {}
  const sources: string[] = []
  for (const [name, field] of Object.entries(mapping.fields)) {
    if (name === '__proto__') continue
    const inner = { ...within(context, name, name), required: false }
    const resolved = await resolveMapping(field, inner)
    if (resolved.kind === 'error') return resolved
    if (resolved.kind === 'value') result[name] = resolved.value
    else sources.push(resolved.source)
  }
  if (Object.keys(result).length === 0 && sources.length > 0)
    return { kind: 'absent', source: sources.join(', '), omitted: false }
  return { kind: 'value', value: result, source: 'an object' }
}

function within(context: Resolving, part: string, words: string): Resolving {
  const field = context.field === '' ? part : `${context.field}.${part}`
  return { ...context, field, label: context.label === '' ? words : `${context.label} › ${words}` }
}
