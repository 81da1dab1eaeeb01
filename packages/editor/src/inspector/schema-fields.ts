import type { FieldSpec, JsonSchema } from '@patchbay/connector-sdk/manifest'
import { humanise } from '../mapping/names.ts'
import { keysOf, schemaAtPath } from '../mapping/sources.ts'
import { valueType } from '../mapping/value-type.ts'

const deepest = 3

/** A group's fields as its JSON Schema tells of them, to be filled in one by one; none where it tells of none. */
export function schemaFields(schema: JsonSchema | null, depth = 0): FieldSpec[] {
  const required: unknown = schema?.['required']
  const needed = new Set(Array.isArray(required) ? required : [])
  return keysOf(schema, undefined).map((name): FieldSpec => {
    const inner = schemaAtPath(schema, [name])
    const spec = {
      name,
      label: humanise(name),
      required: needed.has(name),
      ...(needed.has(name) ? {} : { rare: true }),
    }
    const fields = depth < deepest ? schemaFields(inner, depth + 1) : []
    switch (valueType(name, inner, undefined)) {
      case 'group':
        return fields.length === 0 ? { ...spec, type: 'json' } : { ...spec, type: 'object', fields }
      case 'list':
        return { ...spec, type: 'json' }
      case 'number':
      case 'money':
        return { ...spec, type: 'number' }
      case 'yesNo':
        return { ...spec, type: 'boolean' }
      default:
        return { ...spec, type: 'text' }
    }
  })
}
