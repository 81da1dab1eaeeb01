import type { ActionManifest, FieldSpec, JsonSchema } from '@patchbay/connector-sdk/manifest'
import { callableVersion } from './callable-version.ts'
import type { CallField, FormField, LoopStep, SubflowStep, TriggerStep } from './document.ts'
import type { Json } from './json.ts'
import type { Mapping, Reference } from './mapping.ts'
import { schemaAt } from './schema-at.ts'
import type { UpstreamStep } from './upstream.ts'
import { actionOf, own, type ValidateOptions } from './validate/validation.ts'

type Known = Pick<ValidateOptions, 'manifests' | 'flows'>

/**
 * What a step's output looks like to the steps after it (`as: 'output'`), or what a loop gives those inside it
 * (`as: 'element'`), or why it failed (`as: 'error'`). `lookUp` answers for the steps upstream of it, and for a loop also
 * for the step whose outputs it collects. Null when nothing is known.
 */
export function outputSchema(
  { step, as }: Pick<UpstreamStep, 'step' | 'as'>,
  options: Known,
  lookUp: (ref: Reference) => JsonSchema | null,
): JsonSchema | null {
  if (as === 'error')
    return objectOf({ error: step.kind === 'scope' ? scopeErrorSchema : errorSchema }, { required: ['error'] })
  if (step.kind === 'trigger') return triggerOutput(step, options)
  if (as === 'output' && step.outputSchema !== undefined) return step.outputSchema
  switch (step.kind) {
    case 'action':
      return actionOf(options, step)?.action.output ?? null
    case 'loop':
      return as === 'element' ? loopElement(step, lookUp) : loopOutput(step, lookUp)
    case 'event':
      return eventOutput(step, options)
    case 'approval':
      return approvalOutput(step.form)
    case 'subflow':
      return subflowOutput(step, options)
    case 'wait':
      return objectOf({ until: { type: 'string' } })
    case 'answer':
      return objectOf({ status: { type: 'integer' }, body: {} })
    case 'set': {
      const entries = Object.entries(step.fields).map(
        ([name, mapping]) => [name, mappingSchemaOf(mapping, lookUp)] as const,
      )
      return objectOf(Object.fromEntries(entries.map(([name, schema]) => [name, withoutDefs(schema)])))
    }
    default:
      return null
  }
}

/** What one event of a flow's trigger is like, before several are gathered; what a sample taught comes first. */
export function eventSchema({ trigger, outputSchema }: TriggerStep, options: Known): JsonSchema | null {
  if (outputSchema !== undefined) return outputSchema
  if (trigger.type === 'manual') return formSchema(trigger.form)
  if (trigger.type === 'webhook') return objectOf({ body: {}, headers: { type: 'object', additionalProperties: true } })
  if (trigger.type === 'schedule')
    return objectOf({ scheduledFor: { type: 'string', format: 'date-time' } }, { required: ['scheduledFor'] })
  if (trigger.type === 'call') return callSchema(trigger.input)
  return trigger.type === 'event' ? eventOutput(trigger, options) : null
}

/** What a flow that others call takes, or gives. */
export function callSchema(fields: readonly CallField[]): JsonSchema {
  const required = fields.filter((field) => field.required).map(({ name }) => name)
  return objectOf(Object.fromEntries(fields.map((field) => [field.name, callFieldSchema(field)])), { required })
}

export function callFieldSchema({ type }: Pick<CallField, 'type'>): JsonSchema {
  if (type === 'json') return { type: ['object', 'array'] }
  return { type: type === 'text' || type === 'date' ? 'string' : type }
}

function triggerOutput(step: TriggerStep, options: Known): JsonSchema | null {
  const event = eventSchema(step, options)
  if (step.runs?.gather?.kind !== 'batch') return event
  return objectOf(
    { items: { type: 'array', items: event ?? {} }, count: { type: 'integer' } },
    { required: ['items', 'count'], ...defsOf(event) },
  )
}

function eventOutput({ connector, event }: { connector: string; event: string }, { manifests }: Known) {
  const known = own(manifests, connector)
  return known === undefined ? null : (own(known.triggers, event)?.output ?? null)
}

function loopElement({ list, batchSize = 1 }: LoopStep, lookUp: (ref: Reference) => JsonSchema | null): JsonSchema {
  const schema = mappingSchemaOf(list, lookUp)
  const element = schema === null ? null : elementOf(schema)
  const item: JsonSchema = batchSize > 1 ? { type: 'array', items: element ?? {} } : (element ?? {})
  return objectOf({ item, index: { type: 'integer' } }, defsOf(element))
}

function loopOutput({ collect }: LoopStep, lookUp: (ref: Reference) => JsonSchema | null): JsonSchema {
  const always = { items: { type: 'array' }, count: { type: 'integer' } }
  if (collect === undefined) return objectOf(always)
  const output = withoutDefs(lookUp({ from: collect, path: [] }))
  const result = objectOf(
    {
      index: { type: 'integer' },
      ok: { type: 'boolean' },
      output: Object.keys(output).length === 0 ? {} : { anyOf: [output, { type: 'null' }] },
      error: { anyOf: [errorSchema, { type: 'null' }] },
    },
    { required: ['index', 'ok', 'output', 'error'] },
  )
  const counts = { succeeded: { type: 'integer' }, failed: { type: 'integer' } }
  return objectOf({ ...always, results: { type: 'array', items: result }, ...counts })
}

function approvalOutput(form: readonly FormField[]): JsonSchema {
  return objectOf(
    {
      decision: { type: 'string', enum: ['approved', 'refused', 'timeout'] },
      by: { type: ['string', 'null'] },
      at: { type: 'string', format: 'date-time' },
      note: { type: ['string', 'null'] },
      answers: formSchema(form),
    },
    { required: ['decision', 'by', 'at', 'note', 'answers'] },
  )
}

function subflowOutput(step: SubflowStep, { flows }: Known): JsonSchema | null {
  if (step.mode === 'start') return objectOf({ runId: { type: 'string' } }, { required: ['runId'] })
  const callable = callableVersion(flows, step)
  return callable === null ? null : callSchema(callable.output)
}

/** Why what a scope tried failed, and the step that did. */
const scopeErrorSchema: JsonSchema = {
  type: 'object',
  properties: { code: { type: 'string' }, message: { type: 'string' }, step: { type: 'string' } },
  required: ['code', 'message', 'step'],
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

/** What an action says of one of its fields, or what the kind of the field says. Null when nothing is known. */
export function inputSchema(action: Pick<ActionManifest, 'input'>, field: FieldSpec): JsonSchema | null {
  const at = schemaAt(action.input, [field.name])
  return at.kind === 'known' ? at.schema : fieldSchema(field)
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

function formSchema(form: readonly FormField[]): JsonSchema {
  return objectOf(Object.fromEntries(form.map((field) => [field.name, formFieldSchema(field)])))
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
