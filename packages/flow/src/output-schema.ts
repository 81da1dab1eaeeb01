import type { FieldSpec, JsonSchema } from '@patchbay/connector-sdk/manifest'
import type { FormField, Trigger } from './document.ts'
import type { Json } from './json.ts'
import type { Mapping, Reference } from './mapping.ts'
import { schemaAt } from './schema-at.ts'
import type { UpstreamStep } from './upstream.ts'
import { actionOf, own, type ValidateOptions } from './validate/validation.ts'

type Manifests = Pick<ValidateOptions, 'manifests'>

/**
 * What a step's output looks like to the steps after it (`as: 'output'`), or what a loop gives those inside it
 * (`as: 'element'`), or why it failed (`as: 'error'`). `lookUp` answers for the steps upstream of it. Null when nothing is known.
 */
export function outputSchema(
  { step, as }: Pick<UpstreamStep, 'step' | 'as'>,
  options: Manifests,
  lookUp: (ref: Reference) => JsonSchema | null,
): JsonSchema | null {
  if (as === 'error') return objectOf({ error: errorSchema }, { required: ['error'] })
  if (as === 'output' && step.outputSchema !== undefined) return step.outputSchema
  if (step.kind === 'loop' && as === 'element') {
    const list = mappingSchemaOf(step.list, lookUp)
    const item = list === null ? null : elementOf(list)
    return objectOf({ item: item ?? {}, index: { type: 'integer' } }, defsOf(item))
  }
  if (step.kind === 'trigger') return triggerOutput(step.trigger, options)
  if (step.kind === 'action') return actionOf(options, step)?.action.output ?? null
  if (step.kind === 'loop') return objectOf({ items: { type: 'array' }, count: { type: 'integer' } })
  if (step.kind === 'wait') return objectOf({ until: { type: 'string' } })
  if (step.kind === 'answer') return objectOf({ status: { type: 'integer' }, body: {} })
  if (step.kind === 'set') {
    const entries = Object.entries(step.fields).map(
      ([name, mapping]) => [name, mappingSchemaOf(mapping, lookUp)] as const,
    )
    return objectOf(Object.fromEntries(entries.map(([name, schema]) => [name, withoutDefs(schema)])))
  }
  return null
}

/** What a failed step gives on its error path, as the engine stores it. */
const errorSchema: JsonSchema = {
  type: 'object',
  properties: {
    code: { type: 'string' },
    message: { type: 'string' },
    status: { type: 'integer' },
    field: { type: 'string' },
    vendorCode: { type: 'string' },
    source: { type: 'string' },
  },
  required: ['code', 'message'],
}

/** What a mapping yields, as far as can be told without evaluating it. */
export function mappingSchemaOf(mapping: Mapping, lookUp: (ref: Reference) => JsonSchema | null): JsonSchema | null {
  switch (mapping.kind) {
    case 'constant':
      return schemaOfValue(mapping.value)
    case 'reference':
      return lookUp(mapping.ref)
    case 'template':
      return { type: 'string' }
    case 'list':
      return { type: 'array' }
    case 'object':
      return { type: 'object', additionalProperties: true }
    default:
      return null
  }
}

/** What one element of a list is like; null when the schema does not say. */
export function elementOf(list: JsonSchema): JsonSchema | null {
  const element = schemaAt(list, [0])
  return element.kind === 'known' ? element.schema : null
}

/** A form field as a JSON Schema, for parameters whose schema the manifest leaves out. */
export function fieldSchema(field: FieldSpec): JsonSchema | null {
  switch (field.type) {
    case 'number':
      return { type: 'number' }
    case 'integer':
      return { type: 'integer' }
    case 'boolean':
      return { type: 'boolean' }
    case 'list':
      return { type: 'array' }
    case 'object':
      return { type: 'object' }
    case 'money':
    case 'json':
      return null
    case 'choice':
      return field.choices === undefined || field.lookup !== undefined
        ? { type: 'string' }
        : { enum: field.choices.map(({ value }) => value) }
    default:
      return { type: 'string' }
  }
}

function triggerOutput(trigger: Trigger, { manifests }: Manifests): JsonSchema | null {
  if (trigger.type === 'manual') {
    return objectOf(Object.fromEntries(trigger.form.map((field) => [field.name, formFieldSchema(field)])))
  }
  if (trigger.type === 'webhook') return objectOf({ body: {}, headers: { type: 'object', additionalProperties: true } })
  if (trigger.type === 'schedule')
    return objectOf({ scheduledFor: { type: 'string', format: 'date-time' } }, { required: ['scheduledFor'] })
  if (trigger.type !== 'event') return null
  const connector = own(manifests, trigger.connector)
  return connector === undefined ? null : (own(connector.triggers, trigger.event)?.output ?? null)
}

function formFieldSchema(field: FormField): JsonSchema {
  if (field.type === 'number') return { type: 'number' }
  return { type: field.type === 'boolean' ? 'boolean' : 'string' }
}

function schemaOfValue(value: Json): JsonSchema {
  if (value === null) return {}
  if (Array.isArray(value)) return { type: 'array' }
  if (typeof value !== 'object') return { type: typeof value }
  return objectOf(Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, schemaOfValue(inner)])))
}

function objectOf(properties: Record<string, JsonSchema>, rest: JsonSchema = {}): JsonSchema {
  return { type: 'object', properties, additionalProperties: false, ...rest }
}

function defsOf(schema: JsonSchema | null): JsonSchema {
  return schema !== null && '$defs' in schema ? { $defs: schema['$defs'] } : {}
}

/** A schema that leans on definitions of its own cannot be put beside others': nothing is then known of it. */
function withoutDefs(schema: JsonSchema | null): JsonSchema {
  return schema === null || '$defs' in schema ? {} : schema
}
