import { COMMON_SCOPE, type MappingCase } from './cases/case.ts'
import { CONDITION_CASES } from './cases/condition-cases.ts'
import { DATE_CASES } from './cases/date-cases.ts'
import { EXPRESSION_CASES } from './cases/expression-cases.ts'
import { VALUE_CASES } from './cases/value-cases.ts'
import { VALUE_MAP_CASES } from './cases/value-map-cases.ts'
import { evaluateCondition } from './condition.ts'
import type { MappingError } from './errors.ts'
import { evaluateField } from './evaluate.ts'
import type { ExpressionRunner } from './expression/runner.ts'

/** The table of cases that Node and browsers must both agree with. */
export const MAPPING_CASES: readonly MappingCase[] = [
  ...VALUE_CASES,
  ...VALUE_MAP_CASES,
  ...EXPRESSION_CASES,
  ...DATE_CASES,
  ...CONDITION_CASES,
]

export type CaseOutcome = { name: string; passed: boolean; expected: string; actual: string }

/** Runs one row of the table; no test library, so that a page can do it. */
export async function runMappingCase(row: MappingCase, runner: ExpressionRunner): Promise<CaseOutcome> {
  const actual = await evaluateRow(row, runner)
  const expected = JSON.stringify(row.expect)
  return { name: row.name, passed: agrees(row.expect, actual), expected, actual: JSON.stringify(actual) }
}

type Actual = { value: unknown } | { absent: true } | { error: MappingError } | { holds: boolean; because: string }

async function evaluateRow(row: MappingCase, runner: ExpressionRunner): Promise<Actual> {
  const scope = { ...COMMON_SCOPE, ...row.scope, steps: { ...COMMON_SCOPE.steps, ...row.scope?.steps } }
  if ('condition' in row.input) {
    const result = await evaluateCondition(row.input.condition, scope, runner)
    return result.ok ? { holds: result.value, because: result.decided.text } : { error: result.error }
  }
  const field = { name: 'field', label: 'Test field', required: false, ...row.input }
  const result = await evaluateField(field, scope, runner)
  if (!result.ok) return { error: result.error }
  return result.found ? { value: result.value } : { absent: true }
}

function agrees(expected: MappingCase['expect'], actual: Actual): boolean {
  if ('value' in expected) return 'value' in actual && JSON.stringify(actual.value) === JSON.stringify(expected.value)
  if ('absent' in expected) return 'absent' in actual
  if ('holds' in expected) {
    return (
      'holds' in actual && actual.holds === expected.holds && (expected.because ?? actual.because) === actual.because
    )
  }
  if (!('error' in actual)) return false
  const { code, source, message, valueTypes } = actual.error
  return (
    code === expected.error &&
    (expected.source ?? source) === source &&
    message.includes(expected.says ?? '') &&
    JSON.stringify(expected.valueTypes ?? valueTypes) === JSON.stringify(valueTypes)
  )
}
