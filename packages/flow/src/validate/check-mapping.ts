import type { JsonSchema } from '@patchbay/connector-sdk/manifest'
import { expressionNamesRun, expressionSteps } from '../expression-steps.ts'
import type { Json } from '../json.ts'
import type { Condition, IfMissing, Mapping, Reference } from '../mapping.ts'
import { standsAlone } from '../operators.ts'
import { elementOf, mappingSchemaOf } from '../output-schema.ts'
import { schemaAt, typesOf } from '../schema-at.ts'
import { checkComparison } from './check-comparison.ts'
import { checkReference, lookUp } from './check-reference.ts'
import { checkValue, couldFit, listOf } from './check-value.ts'
import { choicesOf, misfit, requiredOf } from './misfit.ts'
import type { Place, Validation } from './validation.ts'

/** Everything that can be said of a mapping before a run. */
export function checkMapping(validation: Validation, place: Place, mapping: Mapping): void {
  switch (mapping.kind) {
    case 'constant':
      checkConstant(validation, place, mapping.value)
      break
    case 'reference':
      checkSource(validation, place, mapping)
      break
    case 'template':
      checkTemplate(validation, place, mapping)
      break
    case 'expression':
      checkExpression(validation, place, mapping.source)
      break
    case 'valueMap':
      checkValueMap(validation, place, mapping)
      break
    case 'list':
      checkList(validation, place, mapping)
      break
    case 'object':
      checkObject(validation, place, mapping)
      break
  }
}

function checkConstant(validation: Validation, place: Place, value: Json): void {
  if (place.required && (value === null || value === '')) {
    validation.error('value_empty', place.field, `${place.label} is required and is empty. Give it a value.`)
    return
  }
  const wrong = place.schema === null ? null : checkValue(place.schema, value)
  if (wrong !== null) validation.error('constant_type', place.field, `${place.label} ${wrong}. Change the value.`)
}

function checkSource(validation: Validation, place: Place, mapping: { ref: Reference; ifMissing?: IfMissing }): void {
  checkReference(validation, place, mapping)
  checkFallback(validation, place, mapping.ifMissing)
  checkFit(validation, place, lookUp(validation, place, mapping.ref))
}

/** Stops publishing where no value could pass, and asks for a look where some could not. */
function checkFit(validation: Validation, place: Place, gives: JsonSchema | null): void {
  const found = gives === null || place.schema === null ? null : misfit(place.schema, gives)
  if (found === null) return
  const report = found.certain ? validation.error : validation.warn
  report('type_mismatch', place.field, `${place.label} ${found.why}. ${found.mend}.`)
}

function checkFallback(validation: Validation, place: Place, ifMissing: IfMissing | undefined): void {
  if (ifMissing === undefined || ifMissing.kind === 'error') return
  const field = `${place.field}.ifMissing`
  if (ifMissing.kind === 'value') {
    checkConstant(
      validation,
      { ...place, field, label: `The value for when ${place.label} is missing` },
      ifMissing.value,
    )
  } else if (place.required) {
    const message = `${place.label} is required, so it cannot be left out when it is missing. Choose another value or stop the step.`
    validation.error('required_left_out', field, message)
  }
}

function checkTemplate(validation: Validation, place: Place, { parts }: Mapping & { kind: 'template' }): void {
  if (parts.length === 0 && place.required)
    validation.error(
      'value_empty',
      place.field,
      `${place.label} is required and is empty. Write a text or map a value.`,
    )
  checkFit(validation, place, { type: 'string' })
  parts.forEach((part, index) => {
    if ('text' in part) return
    const field = `${place.field}.parts.${index}`
    checkReference(validation, { ...place, field }, part)
    const gives = lookUp(validation, place, part.ref)
    const given = gives === null ? new Set<string>() : typesOf(gives)
    if (couldFit(new Set(['string', 'number', 'boolean']), given)) return
    const message = `${place.label} is a text, and one of its values is ${listOf(given)}. Choose a single value of it.`
    validation.error('type_mismatch', field, message)
  })
}

function checkExpression(validation: Validation, place: Place, source: string): void {
  const { options, graph, upstream, error, warn } = validation
  if (source.trim() === '') {
    error(
      'expression_empty',
      place.field,
      `${place.label} is an expression without content. Write it, or choose Fixed.`,
    )
    return
  }
  const wrong = options.checkExpression?.(source) ?? null
  if (wrong !== null)
    error('expression_invalid', place.field, `${place.label}: the expression cannot be read. ${wrong}`)
  const types = options.expressionTypes?.(source) ?? null
  if (types !== null) checkFit(validation, place, { type: [...types] })
  if (validation.beforeRun && expressionNamesRun(source)) {
    const why = 'the expression uses the run or its time, and there is no run yet when it is worked out'
    warn('expression_run', place.field, `${place.label}: ${why}. Use values of the event.`)
  }
  const visible = new Set(upstream.map(({ step }) => step.id))
  for (const id of expressionSteps(source)) {
    if (visible.has(id)) continue
    const name = graph.step(id)?.name
    const why =
      name === undefined ? `“${id}”, which is no step of this flow` : `“${name}”, which has not run before this step`
    warn('expression_step', place.field, `${place.label}: the expression uses ${why}. It will find nothing there.`)
  }
}

function checkValueMap(validation: Validation, place: Place, mapping: Mapping & { kind: 'valueMap' }): void {
  const { error, warn } = validation
  checkMapping(validation, { ...place, field: `${place.field}.of`, schema: null }, mapping.of)
  checkFallback(validation, place, mapping.ifMissing)
  const seen = new Map<unknown, number>()
  mapping.entries.forEach(({ when, to }, index) => {
    const field = `${place.field}.entries.${index}`
    if (seen.has(when)) {
      const message = `${place.label} names “${String(when)}” twice, so one of the two would never count. Remove one.`
      error('value_map_duplicate', field, message)
    }
    seen.set(when, index)
    checkConstant(validation, { ...place, field: `${field}.to` }, to)
  })
  if (mapping.entries.length === 0)
    warn('value_map_empty', place.field, `${place.label} has a value map without entries. Add what becomes what.`)
  if (mapping.otherwise.kind === 'value')
    checkConstant(validation, { ...place, field: `${place.field}.otherwise` }, mapping.otherwise.value)
  const given = mappingSchemaOf(mapping.of, (ref) => lookUp(validation, place, ref))
  const missing = (given === null ? null : choicesOf(given))?.filter((value) => !isNamed(mapping.entries, value)) ?? []
  if (missing.length === 0) return
  const values = missing.map((value) => `“${String(value)}”`).join(', ')
  if (mapping.otherwise.kind === 'error')
    warn(
      'value_map_gap',
      place.field,
      `${place.label} does not say what ${values} becomes, so the step would stop. Add it.`,
    )
  if (mapping.otherwise.kind === 'pass') checkFit(validation, place, { enum: missing })
}

const isNamed = (entries: (Mapping & { kind: 'valueMap' })['entries'], value: unknown) =>
  value === null || entries.some(({ when }) => String(when) === String(value))

function checkList(validation: Validation, place: Place, mapping: Mapping & { kind: 'list' }): void {
  const { item: _outer, ...outside } = place
  const listPlace: Place = { ...outside, field: `${place.field}.of`, schema: { type: 'array' } }
  checkMapping(validation, place.item === undefined ? listPlace : { ...listPlace, item: place.item }, mapping.of)
  checkFallback(validation, place, mapping.ifMissing)
  const takes = place.schema === null ? new Set<string>() : typesOf(place.schema)
  if (takes.size > 0 && !takes.has('array')) {
    const message = `${place.label} takes ${listOf(takes)}, and a list is mapped to it. Map a single value.`
    validation.error('type_mismatch', place.field, message)
  }
  const list = mappingSchemaOf(mapping.of, (ref) => lookUp(validation, place, ref))
  const item = list === null ? null : elementOf(list)
  if (mapping.keep !== undefined)
    checkCondition(
      validation,
      { ...place, field: `${place.field}.keep`, label: `What ${place.label} keeps`, item },
      mapping.keep,
    )
  const schema = place.schema === null ? null : elementOf(place.schema)
  checkMapping(validation, { ...place, field: `${place.field}.each`, schema, item }, mapping.each)
}

function checkObject(validation: Validation, place: Place, { fields }: Mapping & { kind: 'object' }): void {
  const { schema } = place
  const takes = schema === null ? new Set<string>() : typesOf(schema)
  if (takes.size > 0 && !takes.has('object')) {
    const message = `${place.label} takes ${listOf(takes)}, and a group of fields is mapped to it. Map a single value.`
    validation.error('type_mismatch', place.field, message)
    return
  }
  const required = schema === null ? [] : requiredOf(schema)
  for (const [name, mapping] of Object.entries(fields)) {
    const at = schema === null ? null : schemaAt(schema, [name])
    const field = `${place.field}.fields.${name}`
    const label = `${place.label} › ${name}`
    if (at?.kind === 'absent')
      validation.error(
        'input_unknown',
        field,
        `${place.label} has no field “${name}”. Remove it, or choose one that it has.`,
      )
    const inner = at?.kind === 'known' ? at.schema : null
    checkMapping(validation, { ...place, field, label, required: required.includes(name), schema: inner }, mapping)
  }
  for (const name of required) {
    if (Object.hasOwn(fields, name)) continue
    const message = `${place.label} › ${name} has no value and is required. Give it one.`
    validation.error('input_missing', `${place.field}.fields.${name}`, message)
  }
}

/** Here and not in a file of its own because conditions hold mappings and list mappings hold conditions. */
export function checkCondition(validation: Validation, place: Place, condition: Condition): void {
  switch (condition.kind) {
    case 'not':
      checkCondition(validation, { ...place, field: `${place.field}.of` }, condition.of)
      break
    case 'compare':
      checkCompare(validation, place, condition)
      break
    default:
      if (condition.of.length === 0)
        validation.error('condition_empty', place.field, `${place.label} has no rule. Add one, or remove the group.`)
      condition.of.forEach((inner, index) => {
        checkCondition(validation, { ...place, field: `${place.field}.of.${index}` }, inner)
      })
  }
}

function checkCompare(validation: Validation, place: Place, compare: Condition & { kind: 'compare' }): void {
  // Whether a value is there at all may be the very question, so neither side is required.
  const side = { ...place, required: false, schema: null }
  const { left, operator, right } = compare
  const asksForAbsence = operator === 'is_empty' || operator === 'is_not_empty'
  const quiet = asksForAbsence ? { ...validation, warn: withoutMayBeEmpty(validation) } : validation
  checkMapping(quiet, { ...side, field: `${place.field}.left` }, left)
  if (isBlank(left)) {
    const message = `${place.label} has nothing to look at. Choose a value of an earlier step.`
    validation.error('condition_incomplete', `${place.field}.left`, message)
    return
  }
  if (standsAlone(operator)) return
  if (right === undefined || isBlank(right)) {
    const message = `${place.label} has nothing to compare with. Add a value.`
    validation.error('condition_incomplete', `${place.field}.right`, message)
    return
  }
  checkMapping(validation, { ...side, field: `${place.field}.right` }, right)
  const schemaOf = (mapping: Mapping) => mappingSchemaOf(mapping, (ref) => lookUp(validation, place, ref))
  const found = checkComparison({ operator, left: schemaOf(left), right: schemaOf(right) }, right)
  if (found === null) return
  const report = found.certain ? validation.error : validation.warn
  report('comparison_never', place.field, `${place.label}: ${found.message}`)
}

/** A rule as it is when it has just been added. */
const isBlank = (mapping: Mapping) => mapping.kind === 'constant' && (mapping.value === null || mapping.value === '')

function withoutMayBeEmpty({ warn }: Validation): Validation['warn'] {
  return (code, field, message) => {
    if (code !== 'reference_may_be_empty') warn(code, field, message)
  }
}
