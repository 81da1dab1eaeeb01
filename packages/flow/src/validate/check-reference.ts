import type { JsonSchema } from '@patchbay/connector-sdk/manifest'
import type { IfMissing, Reference } from '../mapping.ts'
import { givesOutput } from '../ports.ts'
import { schemaAt } from '../schema-at.ts'
import type { Place, Validation } from './validation.ts'

/** What `run` and `workspace` offer besides steps: constants of a run. */
const BUILT_IN: Record<string, JsonSchema> = {
  run: builtIn({ id: 'string', now: 'string', startedAt: 'string', random: 'number' }),
  workspace: builtIn({ timeZone: 'string', currency: 'string' }),
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
      checkPath(validation, place, { ref, schema: place.item, name: 'the list’s element' })
    return
  }
  const known = Object.hasOwn(BUILT_IN, ref.from) ? BUILT_IN[ref.from] : undefined
  if (known !== undefined) {
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
  if (!givesOutput(step.step)) {
    const message = `${place.label} uses “${step.step.name}”, which gives no value to map. Map a value of another step.`
    error('reference_without_output', place.field, message)
    return
  }
  const schema = validation.outputOf(step)
  if (schema !== null) checkPath(validation, place, { ref, schema, name: `“${step.step.name}”` })
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
  const known = Object.hasOwn(BUILT_IN, from) ? BUILT_IN[from] : undefined
  if (known !== undefined) return known
  const step = validation.upstream.find((one) => one.step.id === from)
  return step === undefined ? null : validation.outputOf(step)
}

function checkPath(
  { warn }: Validation,
  place: Place,
  { ref, schema, name }: { ref: Reference; schema: JsonSchema; name: string },
): void {
  const at = schemaAt(schema, ref.path)
  if (at.kind !== 'absent') return
  const message = `${place.label} uses “${ref.path.join('.')}” of ${name}, which is not known to have “${at.key}”. Check the name.`
  warn('reference_path', place.field, message)
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

function builtIn(types: Record<string, string>): JsonSchema {
  const properties = Object.fromEntries(Object.entries(types).map(([name, type]) => [name, { type }]))
  return { type: 'object', properties, additionalProperties: false }
}
