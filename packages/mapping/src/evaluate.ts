import type { Json, JsonObject } from '@patchbay/flow/json'
import type { Mapping } from '@patchbay/flow/mapping'
import type { PlanField } from '@patchbay/flow/plan'
import { holds } from './condition.ts'
import type { MappingError, MappingWarning } from './errors.ts'
import type { ExpressionRunner } from './expression/runner.ts'
import { missing, type Resolved, type Resolving, resolveMapping } from './resolve-mapping.ts'
import type { Scope } from './scope.ts'
import { startResolving } from './start-resolving.ts'

/** Largest input of one step, in characters of its JSON. */
const MAX_INPUT_BYTES = 5_000_000

export type FieldsResult =
  | { ok: true; value: JsonObject; warnings: MappingWarning[] }
  | { ok: false; error: MappingError }

/** `found: false`: there is nothing to give; `source` says where it was looked for. */
export type ValueResult =
  | { ok: true; found: true; value: Json; warnings: MappingWarning[] }
  | { ok: true; found: false; source: string; warnings: MappingWarning[] }
  | { ok: false; error: MappingError }

/**
 * Builds a step's input. A required field without a value (absent or null) is an error naming field and source; an
 * optional one is left out when absent, and null when null. Stops at the first error, in the order of the fields.
 */
export async function evaluateFields(
  fields: PlanField[],
  scope: Scope,
  runner: ExpressionRunner,
): Promise<FieldsResult> {
  const context = startResolving(scope, { runner, decide: holds })
  const value: JsonObject = {}
  for (const field of fields) {
    const result = await evaluateIn(field, context)
    if (!result.ok) return result
    if (result.found) value[field.name] = result.value
  }
  if (JSON.stringify(value).length > MAX_INPUT_BYTES) return { ok: false, error: tooLarge() }
  return { ok: true, value, warnings: context.warnings }
}

/** One field with its name in messages: a loop's list, a wait's duration, the body of an answer. */
export function evaluateField(field: PlanField, scope: Scope, runner: ExpressionRunner): Promise<ValueResult> {
  return evaluateIn(field, startResolving(scope, { runner, decide: holds }))
}

/** A lone mapping that may give nothing. */
export function evaluateMapping(mapping: Mapping, scope: Scope, runner: ExpressionRunner): Promise<ValueResult> {
  return evaluateField({ name: '', label: '', required: false, mapping }, scope, runner)
}

async function evaluateIn(field: PlanField, shared: Resolving): Promise<ValueResult> {
  const context = { ...shared, field: field.name, label: field.label || field.name, required: field.required }
  const resolved = asFieldTakes(field, await resolveMapping(field.mapping, context))
  const { warnings } = shared
  if (resolved.kind === 'error') return { ok: false, error: resolved.error }
  if (resolved.kind === 'absent') {
    if (field.required) return { ok: false, error: missing(context, resolved.source) }
    return { ok: true, found: false, source: resolved.source, warnings }
  }
  if (field.required && resolved.value === null) return { ok: false, error: missing(context, resolved.source) }
  return { ok: true, found: true, value: resolved.value, warnings }
}

/** JSONata gives the element itself in place of a list of one. */
function asFieldTakes({ list, mapping }: PlanField, resolved: Resolved): Resolved {
  if (list !== true || mapping.kind !== 'expression' || resolved.kind !== 'value') return resolved
  if (resolved.value === null || Array.isArray(resolved.value)) return resolved
  return { ...resolved, value: [resolved.value] }
}

function tooLarge(): MappingError {
  const message = `The input of this step is larger than ${MAX_INPUT_BYTES / 1_000_000} MB. Pass on less of what earlier steps gave.`
  return { code: 'too_large', field: '', source: 'all fields together', message }
}
