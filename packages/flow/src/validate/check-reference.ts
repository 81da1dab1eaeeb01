import type { JsonSchema } from '@patchbay/connector-sdk/manifest'
import type { IfMissing, Reference } from '../mapping.ts'
import { presenceAt, schemaAt } from '../schema-at.ts'
import { givesValue } from '../upstream.ts'
import type { Place, Validation } from './validation.ts'

const RUN = builtIn({ id: string(), now: string(), startedAt: string(), random: { type: 'number' } })

/** What `run` and `workspace` offer besides steps: constants of a run. Null for any other source. */
function builtInSource({ options }: Validation, from: string): JsonSchema | null {
  if (from === 'run') return RUN
  if (from !== 'workspace') return null
  const named = options.variables?.map((name) => [name, string()] as const)
  const variables =
    named === undefined ? { type: 'object', additionalProperties: string() } : builtIn(Object.fromEntries(named))
  return builtIn({ timeZone: string(), currency: string(), variables })
}

/** That the source is there, runs before this step, and has what the path names. */
export function checkReference(
  validation: Validation,
  place: Place,
  source: { ref: Reference; ifMissing?: IfMissing },
): void {
  const { ref } = source
  const { error, warn } = validation
  if (ref.from === 'item') {
    if (place.item === undefined) {
      const message = `${place.label} uses the current element of a list outside of a list mapping. Map another value.`
      error('reference_item', place.field, message)
    } else if (place.item !== null)
      checkPath(validation, placeOf(place, source), { ref, schema: place.item, name: 'the list’s element' })
    return
  }
  if (ref.from === 'run' && validation.beforeRun) {
    const message = `${place.label} uses “${[ref.from, ...ref.path].join('.')}”, and there is no run yet when it is worked out. Map a value of the event.`
    error('reference_builtin', place.field, message)
    return
  }
  const known = builtInSource(validation, ref.from)
  if (known !== null) {
    if (schemaAt(known, ref.path).kind === 'absent') {
      const message = `${place.label} uses “${[ref.from, ...ref.path].join('.')}”, which does not exist. Map another value.`
      error('reference_builtin', place.field, message)
    }
    return
  }
  const step = validation.upstream.find((one) => one.step.id === ref.from)
  if (step === undefined) {
    reportUnreachable(validation, place, ref)
    return
  }
  if (!givesValue(step)) {
    const message = `${place.label} uses “${step.step.name}”, which gives no value to map. Map a value of another step.`
    error('reference_without_output', place.field, message)
    return
  }
  const schema = validation.outputOf(step)
  if (source.ifMissing === undefined && schema !== null) warnOfGaps(validation, place, { ref, schema })
  if (schema !== null) checkPath(validation, placeOf(place, source), { ref, schema, name: `“${step.step.name}”` })
  if (step.certain || source.ifMissing !== undefined) return
  const end = place.required ? 'and the step would then fail' : 'and it is then left out'
  const message = `${place.label} may be empty: “${step.step.name}” runs only on some ways to this step, ${end}. Choose what happens then.`
  warn('reference_may_be_empty', place.field, message)
}

/** What is known of the value that a reference names; null when nothing is. */
export function lookUp(validation: Validation, place: Pick<Place, 'item'>, ref: Reference): JsonSchema | null {
  const schema = sourceSchema(validation, place, ref.from)
  if (schema === null) return null
  const at = schemaAt(schema, ref.path)
  return at.kind === 'known' ? at.schema : null
}

function sourceSchema(validation: Validation, place: Pick<Place, 'item'>, from: string): JsonSchema | null {
  if (from === 'item') return place.item ?? null
  const known = builtInSource(validation, from)
  if (known !== null) return known
  const step = validation.upstream.find((one) => one.step.id === from)
  return step === undefined ? null : validation.outputOf(step)
}

/** What a source without a value becomes decides whether its absence stops the step. */
const placeOf = (place: Place, { ifMissing }: { ifMissing?: IfMissing }): Place =>
  ifMissing === undefined || ifMissing.kind === 'error' ? place : { ...place, required: false }

function checkPath(
  { warn, error }: Validation,
  place: Place,
  { ref, schema, name }: { ref: Reference; schema: JsonSchema; name: string },
): void {
  const at = schemaAt(schema, ref.path)
  if (at.kind !== 'absent') return
  const has = at.certain ? 'does not have' : 'is not known to have'
  const message = `${place.label} uses “${ref.path.join('.')}” of ${name}, which ${has} “${at.key}”. Map another value.`
  const report = at.certain && place.required ? error : warn
  report('reference_path', place.field, message)
}

/** A vendor says itself that the value can be absent or null, and the field needs one. */
function warnOfGaps(
  { warn, gaps }: Validation,
  place: Place,
  { ref, schema }: { ref: Reference; schema: JsonSchema },
): void {
  if (!place.required || presenceAt(schema, ref.path) !== 'maybe') return
  // An address whose five lines are mapped is one question, not five.
  const about = `${ref.from}.${ref.path[0]}`
  if (gaps.has(about)) return
  gaps.add(about)
  const message = `${place.label} is required, and “${ref.path.join(' › ')}” can be empty: the step would then fail. Choose what happens then.`
  warn('value_may_be_empty', place.field, message)
}

function reportUnreachable({ graph, step, error }: Validation, place: Place, ref: Reference): void {
  const source = graph.step(ref.from)
  if (source === undefined) {
    const message = `${place.label} uses a step that is gone (“${ref.from}”). Map another value.`
    error('reference_unknown_step', place.field, message)
    return
  }
  if (source.id === step.id) {
    error('reference_itself', place.field, `${place.label} uses this step’s own result. Map another value.`)
    return
  }
  const own = new Set([step.id, ...graph.around(step.id).map(({ id }) => id)])
  const loop = graph.around(source.id).find(({ id, kind }) => kind === 'loop' && !own.has(id))
  if (loop !== undefined) {
    const message = `${place.label} uses “${source.name}”, which runs many times inside “${loop.name}”, so there is no one value. Map a value from outside the loop.`
    error('reference_inside_loop', place.field, message)
    return
  }
  const message = `${place.label} uses “${source.name}”, which does not run before this step. Map an earlier step, or connect the two.`
  error('reference_not_upstream', place.field, message)
}

function builtIn(properties: Record<string, JsonSchema>): JsonSchema {
  return { type: 'object', properties, additionalProperties: false }
}

function string(): JsonSchema {
  return { type: 'string' }
}
