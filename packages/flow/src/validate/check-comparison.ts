import type { JsonSchema } from '@patchbay/connector-sdk/manifest'
import type { Json } from '../json.ts'
import type { CompareOperator, Mapping } from '../mapping.ts'
import { typesOf } from '../schema-at.ts'
import { listOf } from './check-value.ts'
import { choicesOf } from './misfit.ts'

/** `certain`: the comparison fails whenever it is made. Otherwise it is only never true. */
type Finding = { certain: boolean; message: string }

const ORDERS: ReadonlySet<CompareOperator> = new Set(['greater', 'at_least', 'less', 'at_most'])

/** What is wrong with comparing two values, as far as their types tell; null when nothing is known to be. */
export function checkComparison(
  sides: { operator: CompareOperator; left: JsonSchema | null; right: JsonSchema | null },
  right: Mapping,
): Finding | null {
  const { operator, left } = sides
  if (ORDERS.has(operator)) return orderFinding(sides, right)
  if (operator !== 'equals' && operator !== 'not_equals') return null
  if (left === null || right.kind !== 'constant') return null
  const choices = choicesOf(left)
  if (choices === null || isOneOf(choices, right.value)) return null
  const known = choices.map((value) => `“${String(value)}”`).join(', ')
  const always = operator === 'equals' ? 'never' : 'always'
  const message = `it is ${always} true, since “${String(right.value)}” is not among the values there are: ${known}. Choose one of them.`
  return { certain: false, message }
}

function orderFinding(
  { left, right }: { left: JsonSchema | null; right: JsonSchema | null },
  written: Mapping,
): Finding | null {
  for (const side of [left, right]) {
    const types = side === null ? new Set<string>() : typesOf(side)
    if (types.size === 0 || [...types].some((type) => type !== 'array' && type !== 'object' && type !== 'boolean'))
      continue
    return {
      certain: true,
      message: `${listOf(types)} cannot be more or less than something. Choose a number, a date or a text.`,
    }
  }
  const isNumber = left !== null && [...typesOf(left)].every((type) => type === 'number' || type === 'integer')
  if (!isNumber || typesOf(left).size === 0 || written.kind !== 'constant' || looksNumeric(written.value)) return null
  const message = `a number cannot be compared with “${String(written.value)}”. Write a number.`
  return { certain: true, message }
}

const looksNumeric = (value: Json) =>
  typeof value === 'number' || (typeof value === 'string' && /^-?(0|[1-9][0-9]*)(\.[0-9]+)?$/.test(value))

const isOneOf = (choices: readonly unknown[], value: Json) => choices.some((one) => String(one) === String(value))
