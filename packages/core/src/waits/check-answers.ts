import type { FormField } from '@patchbay/flow/document'
import type { Json, JsonObject } from '@patchbay/flow/json'
import type { Problem } from '@patchbay/flow/problem'

/**
 * Holds the answers against the form. Required ones are so for a yes: who refuses need not fill in the amount. Keeps
 * what the form knows and no more.
 */
export function checkAnswers(
  form: readonly FormField[],
  answers: JsonObject,
  verdict: 'approved' | 'refused',
): { ok: true; answers: JsonObject } | { ok: false; problems: Problem[] } {
  const kept: JsonObject = {}
  const problems: Problem[] = []
  for (const field of form) {
    const value = answers[field.name]
    if (value === undefined || value === null || value === '') {
      if (field.required && verdict === 'approved')
        problems.push(problem(field, `Fill in “${field.label}” to approve.`))
      continue
    }
    const wrong = whatIsWrong(field, value)
    if (wrong === null) kept[field.name] = value
    else problems.push(problem(field, `“${field.label}” takes ${wrong}.`))
  }
  return problems.length === 0 ? { ok: true, answers: kept } : { ok: false, problems }
}

const LONGEST_TEXT = 4_000

function whatIsWrong(field: FormField, value: Exclude<Json, null>): string | null {
  switch (field.type) {
    case 'text':
      if (typeof value !== 'string') return 'text'
      return value.length > LONGEST_TEXT ? `${LONGEST_TEXT} letters at most` : null
    case 'number':
      return typeof value === 'number' && Number.isFinite(value) ? null : 'a number'
    case 'boolean':
      return typeof value === 'boolean' ? null : 'yes or no'
    case 'date':
      return typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value) && !Number.isNaN(Date.parse(value))
        ? null
        : 'a date'
    case 'choice':
      return typeof value === 'string' && (field.choices ?? []).includes(value)
        ? null
        : `one of: ${(field.choices ?? []).join(', ')}`
  }
}

const problem = (field: FormField, message: string): Problem => ({
  code: 'form_invalid',
  severity: 'error',
  message,
  field: `answers.${field.name}`,
})
