import type { Json } from '@patchbay/flow/json'
import type { ExpressionBase } from './expression/runner.ts'
import { typeWords } from './value-words.ts'

const PATH = /\b(?:steps|run|workspace|item)(?:\.(?:[A-Za-z_][A-Za-z0-9_]*|`[^`]*`))*/g
const MAX_PATHS = 12

/**
 * The kinds of value that an expression's paths stand for: `{ 'steps.order.total': 'text' }`. Read off its text, because
 * it is wanted most when the expression never came back. Through lists it looks at the first element.
 */
export function expressionTypes(source: string, base: ExpressionBase, item: Json | undefined): Record<string, string> {
  const types: Record<string, string> = {}
  for (const [path] of source.matchAll(PATH)) {
    if (Object.keys(types).length >= MAX_PATHS) break
    const parts = path.split('.').map((part) => part.replaceAll('`', ''))
    let value: Json | undefined = { ...base, ...(item === undefined ? {} : { item }) }
    for (const part of parts) value = child(value, part)
    types[path] = typeWords(value)
  }
  return types
}

export function shortSource(source: string): string {
  const line = source.replaceAll(/\s+/g, ' ').trim()
  return line.length > 60 ? `${line.slice(0, 57)}…` : line
}

function child(value: Json | undefined, part: string): Json | undefined {
  if (Array.isArray(value)) return child(value[0], part)
  if (value === null || typeof value !== 'object' || !Object.hasOwn(value, part)) return undefined
  return value[part]
}
