import type { ActionManifest, FieldSpec, JsonSchema } from '@patchbay/connector-sdk/manifest'
import { fieldSchema } from '@patchbay/flow/output-schema'

/** What a field's value must be like: as the action's input says, or as its kind of field does. */
export function inputSchemaOf(action: Pick<ActionManifest, 'input'>, spec: FieldSpec): JsonSchema | null {
  const properties: unknown = action.input['properties']
  const property: unknown =
    typeof properties === 'object' && properties !== null ? Reflect.get(properties, spec.name) : undefined
  if (typeof property !== 'object' || property === null) return fieldSchema(spec)
  const defs: unknown = action.input['$defs']
  return { ...property, ...(typeof defs === 'object' && defs !== null ? { $defs: defs } : {}) }
}
