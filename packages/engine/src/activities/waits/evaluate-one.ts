import type { Json } from '@patchbay/flow/json'
import type { Mapping } from '@patchbay/flow/mapping'
import { evaluateField } from '@patchbay/mapping/evaluate'
import type { Scope } from '@patchbay/mapping/scope'
import type { ActivityDependencies } from '../dependencies.ts'
import { StepProblem, toStepError } from '../evaluate-control.ts'
import { notesOf } from '../notes-of.ts'

type Field = { name: string; label: string; required: boolean; mapping: Mapping }

/** One mapping of a wait; null when an optional one gives nothing. `notes` takes what it left out. Throws `StepProblem`. */
export async function evaluateOne(
  { expressions }: Pick<ActivityDependencies, 'expressions'>,
  scope: Scope,
  field: Field,
  notes: string[] = [],
): Promise<Json> {
  const evaluated = await evaluateField(field, scope, expressions)
  if (!evaluated.ok) throw new StepProblem(toStepError(evaluated.error))
  notes.push(...notesOf(evaluated.warnings))
  return evaluated.found ? evaluated.value : null
}

/** A value as a person reads it: lists by commas, an object as its JSON. */
export function asText(value: Json): string {
  if (value === null) return ''
  if (typeof value === 'boolean') return value ? 'Yes' : 'No'
  if (Array.isArray(value)) return value.map(asText).join(', ')
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}
