import { inWords } from '@patchbay/flow/describe'
import type { Json } from '@patchbay/flow/json'
import type { CompareOperator, Condition, Mapping } from '@patchbay/flow/mapping'
import { compare } from './compare.ts'
import type { MappingError } from './errors.ts'
import type { ExpressionRunner } from './expression/runner.ts'
import { type Resolving, resolveMapping } from './resolve-mapping.ts'
import type { Scope } from './scope.ts'
import { startResolving } from './start-resolving.ts'
import { briefly } from './value-words.ts'

/**
 * The clause that decided: `path` leads to it through `of` (empty: the condition itself), `text` says it with its values:
 * `Order paid › Total price is 120: it is greater than 100`. Where all or none of several did it, it is the group.
 */
export type Decision = { path: number[]; text: string }

export type ConditionResult = { ok: true; value: boolean; decided: Decision } | { ok: false; error: MappingError }

/** Whether a condition holds, and which clause made it so. A value that is missing is empty, never an error. */
export function evaluateCondition(
  condition: Condition,
  scope: Scope,
  runner: ExpressionRunner,
): Promise<ConditionResult> {
  return decide(condition, startResolving(scope, { runner, decide: holds }), [])
}

/** For mappings whose lists keep only some items. */
export async function holds(condition: Condition, context: Resolving): Promise<boolean | MappingError> {
  const result = await decide(condition, context, [])
  return result.ok ? result.value : result.error
}

async function decide(condition: Condition, context: Resolving, path: number[]): Promise<ConditionResult> {
  if (condition.kind === 'compare') return decideClause(condition, context, path)
  if (condition.kind === 'not') {
    const inner = await decide(condition.of, context, [...path, 0])
    return inner.ok ? { ...inner, value: !inner.value } : inner
  }
  const wanted = condition.kind === 'any'
  for (const [index, clause] of condition.of.entries()) {
    const inner = await decide(clause, context, [...path, index])
    if (!inner.ok || inner.value === wanted) return inner
  }
  const text = wanted ? `none of ${condition.of.length} rows holds` : `all ${condition.of.length} rows hold`
  return { ok: true, value: !wanted, decided: { path, text } }
}

async function decideClause(
  clause: Condition & { kind: 'compare' },
  context: Resolving,
  path: number[],
): Promise<ConditionResult> {
  const left = await resolveMapping(clause.left, { ...context, required: false })
  if (left.kind === 'error') return { ok: false, error: left.error }
  const right = clause.right ? await resolveMapping(clause.right, { ...context, required: false }) : null
  if (right?.kind === 'error') return { ok: false, error: right.error }
  const leftValue = left.kind === 'value' ? left.value : undefined
  const rightValue = right?.kind === 'value' ? right.value : undefined
  const { timeZone } = context.scope.workspace
  const value = compare(leftValue, clause.operator, { right: rightValue, timeZone })
  if (typeof value === 'string') {
    const message = `${left.source} ${OPERATOR_WORDS[clause.operator]} ${right?.source ?? ''}: ${value}. Compare numbers with numbers, dates with dates, text with text.`
    return { ok: false, error: { code: 'type', field: context.field, source: left.source, message } }
  }
  return {
    ok: true,
    value,
    decided: {
      path,
      text: clauseText(clause.operator, { left: sideWords(clause.left, left.source), leftValue, rightValue, value }),
    },
  }
}

function clauseText(
  operator: CompareOperator,
  sides: { left: string; leftValue: Json | undefined; rightValue: Json | undefined; value: boolean },
): string {
  const words = sides.value ? OPERATOR_WORDS[operator] : NEGATED_WORDS[operator]
  const right = UNARY.includes(operator) ? '' : ` ${valueWords(sides.rightValue)}`
  return `${sides.left} is ${valueWords(sides.leftValue)}: it ${words}${right}`
}

/** `Order paid › total_price` → "Order paid › Total price": it is read by those who wrote the rule. */
function sideWords(side: Mapping, source: string): string {
  if (side.kind !== 'reference') return source
  const [root = '', ...path] = source.split(' › ')
  return [root, ...path.map(inWords)].join(' › ')
}

/** As it is read by who wrote the rule: of what has more inside only how much there is. */
function valueWords(value: Json | undefined): string {
  if (typeof value === 'string') return `“${value.length > 60 ? `${value.slice(0, 59)}…` : value}”`
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  if (Array.isArray(value) && (value.length === 0 || value.some((one) => typeof one === 'object' && one !== null)))
    return value.length === 0 ? 'an empty list' : `a list of ${value.length}`
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return groupWords(Object.keys(value).length)
  return value === null ? 'nothing' : briefly(value)
}

const groupWords = (size: number): string =>
  size === 0 ? 'an empty group' : `a group of ${size === 1 ? 'one value' : `${size} values`}`

const UNARY: CompareOperator[] = ['is_empty', 'is_not_empty', 'is_true', 'is_false']

const OPERATOR_WORDS = {
  equals: 'is equal to',
  not_equals: 'is not equal to',
  greater: 'is greater than',
  at_least: 'is at least',
  less: 'is less than',
  at_most: 'is at most',
  contains: 'contains',
  not_contains: 'does not contain',
  starts_with: 'starts with',
  ends_with: 'ends with',
  is_empty: 'is empty',
  is_not_empty: 'is not empty',
  is_true: 'is true',
  is_false: 'is false',
} satisfies Record<CompareOperator, string>

const NEGATED_WORDS = {
  equals: 'is not equal to',
  not_equals: 'is equal to',
  greater: 'is not greater than',
  at_least: 'is not at least',
  less: 'is not less than',
  at_most: 'is not at most',
  contains: 'does not contain',
  not_contains: 'contains',
  starts_with: 'does not start with',
  ends_with: 'does not end with',
  is_empty: 'is not empty',
  is_not_empty: 'is empty',
  is_true: 'is not true',
  is_false: 'is not false',
} satisfies Record<CompareOperator, string>
