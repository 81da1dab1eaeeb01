import jsonata from 'jsonata'
import { BudgetError } from './budget-error.ts'
import { registerBuiltins } from './builtins.ts'
import { toJsonSafe } from './json-safe.ts'
import { LinearRegex } from './linear-regex.ts'
import type { ExpressionCall, ExpressionResult } from './runner.ts'

/** Nesting of calls, and items of one sequence; time and memory are the thread's to bound. */
const MAX_STACK = 500
const MAX_SEQUENCE = 200_000

const BUDGET_CODES = ['D1011', 'D1012', 'D2014', 'D2015']

/** Evaluates one JSONata expression. The one core of both workers; only ever called inside a thread that can be ended. */
export async function evaluateExpression(
  call: ExpressionCall,
  limits: { resultBytes: number },
): Promise<ExpressionResult> {
  try {
    const options = { RegexEngine: LinearRegex, stack: MAX_STACK, sequence: MAX_SEQUENCE }
    const expression = jsonata(call.source, options)
    registerBuiltins(expression, call.base)
    const input = call.item === undefined ? call.base : { ...call.base, item: call.item }
    const value = toJsonSafe(await expression.evaluate(input), limits.resultBytes)
    return value === undefined ? { ok: true, found: false } : { ok: true, found: true, value }
  } catch (error) {
    return { ok: false, ...explain(error) }
  }
}

/** JSONata throws plain objects with a code and a message; the engine throws RangeErrors at its own limits. */
function explain(error: unknown): { code: 'expression_failed' | 'expression_budget'; message: string } {
  if (error instanceof BudgetError || error instanceof RangeError) {
    return { code: 'expression_budget', message: error.message }
  }
  if (typeof error !== 'object' || error === null) return { code: 'expression_failed', message: String(error) }
  const code = 'code' in error && typeof error.code === 'string' ? error.code : null
  const text = 'message' in error && typeof error.message === 'string' ? error.message : (code ?? 'unknown error')
  const position = 'position' in error && typeof error.position === 'number' ? ` (at character ${error.position})` : ''
  const overBudget = code !== null && BUDGET_CODES.includes(code)
  return { code: overBudget ? 'expression_budget' : 'expression_failed', message: `${text}${position}` }
}
