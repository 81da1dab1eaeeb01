import type { Json, JsonObject } from '@patchbay/flow/json'

type Read = { ok: true; shape: JsonObject } | { ok: false; message: string }

const TYPES = new Set(['object', 'array', 'string', 'number', 'integer', 'boolean', 'null'])

/** A JSON Schema as somebody typed it. */
export function readShape(text: string): Read {
  let parsed: Json
  try {
    parsed = JSON.parse(text)
  } catch (error) {
    return { ok: false, message: `This is not JSON. ${error instanceof Error ? error.message : ''}`.trim() }
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed))
    return { ok: false, message: 'A shape is an object: it begins with { and ends with }.' }
  const wrong = unknownType(parsed)
  if (wrong === null) return { ok: true, shape: parsed }
  return { ok: false, message: `There is no type “${wrong}”. Use one of ${[...TYPES].join(', ')}.` }
}

function unknownType(shape: Json): string | null {
  if (Array.isArray(shape)) return firstOf(shape)
  if (typeof shape !== 'object' || shape === null) return null
  const { type, properties, ...rest } = shape
  const named = Array.isArray(type) ? type : type === undefined ? [] : [type]
  const wrong = named.find((one) => typeof one !== 'string' || !TYPES.has(one))
  if (wrong !== undefined) return String(wrong)
  // The members' names are anything; only what stands under them is a shape.
  const members = typeof properties === 'object' && properties !== null ? Object.values(properties) : []
  const inner = ['items', 'anyOf', 'oneOf', 'allOf', 'additionalProperties'].map((word) => rest[word] ?? null)
  return firstOf([...members, ...inner])
}

function firstOf(shapes: readonly Json[]): string | null {
  for (const shape of shapes) {
    const wrong = unknownType(shape)
    if (wrong !== null) return wrong
  }
  return null
}
