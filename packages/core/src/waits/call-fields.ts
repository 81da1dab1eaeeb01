import type { CallField } from '@patchbay/flow/document'
import type { Json, JsonObject } from '@patchbay/flow/json'

export type FieldTrouble = { field: string; message: string }

/**
 * Holds what a flow is called with, or what it returns, against what it says it takes or gives. Null when it fits. A
 * date is a text such as 2026-11-21 or with a time; `json` takes a list or an object.
 */
export function checkCallFields(fields: readonly CallField[], given: JsonObject): FieldTrouble | null {
  for (const field of fields) {
    const value = given[field.name]
    const name = `“${field.label || field.name}”`
    if (value === undefined || value === null) {
      if (field.required) return { field: field.name, message: `${name} is required, and has no value.` }
      continue
    }
    if (!fits(field.type, value)) {
      return { field: field.name, message: `${name} takes ${TYPE_WORDS[field.type]}, and got ${kindOf(value)}.` }
    }
  }
  return null
}

const TYPE_WORDS: Record<CallField['type'], string> = {
  text: 'text',
  number: 'a number',
  boolean: 'yes or no',
  date: 'a date',
  json: 'a list or an object',
}

function fits(type: CallField['type'], value: Exclude<Json, null>): boolean {
  switch (type) {
    case 'text':
      return typeof value === 'string'
    case 'number':
      return typeof value === 'number'
    case 'boolean':
      return typeof value === 'boolean'
    case 'date':
      return typeof value === 'string' && /^\d{4}-\d{2}-\d{2}/.test(value) && !Number.isNaN(Date.parse(value))
    case 'json':
      return typeof value === 'object'
  }
}

const kindOf = (value: Exclude<Json, null>): string =>
  Array.isArray(value)
    ? 'a list'
    : typeof value === 'object'
      ? 'an object'
      : typeof value === 'string'
        ? 'text'
        : typeof value === 'boolean'
          ? 'yes or no'
          : 'a number'
