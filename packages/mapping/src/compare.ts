import type { Json } from '@patchbay/flow/json'
import type { CompareOperator } from '@patchbay/flow/mapping'
import { Decimal } from 'decimal.js'
import { instantMs } from './expression/dates.ts'
import { briefly, typeWords } from './value-words.ts'

/** Whether `left operator right` holds, or words for why the two cannot be compared. Undefined and null are alike. */
export function compare(
  left: Json | undefined,
  operator: CompareOperator,
  other: { right: Json | undefined; timeZone: string },
): boolean | string {
  const { right, timeZone } = other
  switch (operator) {
    case 'equals':
      return isEqual(left, right, timeZone)
    case 'not_equals':
      return !isEqual(left, right, timeZone)
    case 'is_empty':
      return isEmpty(left)
    case 'is_not_empty':
      return !isEmpty(left)
    case 'is_true':
      return left === true || left === 'true'
    case 'is_false':
      return left === false || left === 'false'
    case 'contains':
      return contains(left, right, timeZone)
    case 'not_contains':
      return !contains(left, right, timeZone)
    case 'starts_with':
      return isScalar(left) && isScalar(right) && String(left).startsWith(String(right))
    case 'ends_with':
      return isScalar(left) && isScalar(right) && String(left).endsWith(String(right))
    default:
      return compareOrder(left, operator, other)
  }
}

function compareOrder(
  left: Json | undefined,
  operator: 'greater' | 'at_least' | 'less' | 'at_most',
  { right, timeZone }: { right: Json | undefined; timeZone: string },
): boolean | string {
  if (left === undefined || left === null || right === undefined || right === null) return false
  const order = orderOf(left, right, timeZone)
  // Blank text is empty, as what is missing is: neither more nor less than a number or a date.
  if (order === null && (isBlank(left) || isBlank(right))) return false
  if (order === null) return noOrder(left, right, timeZone)
  if (operator === 'greater') return order > 0
  if (operator === 'at_least') return order >= 0
  return operator === 'less' ? order < 0 : order <= 0
}

/**
 * Both numbers in looks: by decimal value. Both dates in looks: by moment. Both other text: by character codes. Null where
 * only one is a number or a date: by its characters `21.11.2026` would come after `2026-11-22`, and `99` after `1,200.00`.
 */
function orderOf(left: Json, right: Json, timeZone: string): number | null {
  if (looksNumeric(left) && looksNumeric(right)) return new Decimal(left).comparedTo(new Decimal(right))
  if (typeof left !== 'string' || typeof right !== 'string') return null
  const leftMs = instantMs(left, timeZone)
  const rightMs = instantMs(right, timeZone)
  if (leftMs !== null && rightMs !== null) return leftMs - rightMs
  const isAlike = leftMs === rightMs && (looksNumeric(left) === looksNumeric(right) || areCodes(left, right))
  if (!isAlike) return null
  return left < right ? -1 : left > right ? 1 : 0
}

/** Postcodes: `01067` is no number and `10000` looks like one. Digits of one length have the same order either way. */
function areCodes(left: string, right: string): boolean {
  return left.length === right.length && /^\d+$/.test(left) && /^\d+$/.test(right)
}

function noOrder(left: Json, right: Json, timeZone: string): string {
  if (typeof left !== 'string' || typeof right !== 'string')
    return `${typeWords(left)} and ${typeWords(right)} have no order`
  const isDate = [left, right].some((side) => instantMs(side, timeZone) !== null)
  const plain = isDate ? 'date such as 2026-11-21' : 'plain number'
  return `${briefly(left)} and ${briefly(right)} have no order, since only one of them is a ${plain}`
}

const isBlank = (value: Json): boolean => typeof value === 'string' && value.trim() === ''

function isEqual(left: Json | undefined, right: Json | undefined, timeZone: string): boolean {
  const nothing = (value: Json | undefined) => value === undefined || value === null
  if (nothing(left) || nothing(right)) return nothing(left) && nothing(right)
  if (isScalar(left) && isScalar(right)) {
    if (orderOf(left, right, timeZone) === 0) return true
    return String(left) === String(right)
  }
  if (isScalar(left) || isScalar(right)) return false
  return canonical(left ?? null) === canonical(right ?? null)
}

function contains(left: Json | undefined, right: Json | undefined, timeZone: string): boolean {
  if (Array.isArray(left)) return left.some((item) => isEqual(item, right, timeZone))
  return isScalar(left) && isScalar(right) && String(left).includes(String(right))
}

function isEmpty(value: Json | undefined): boolean {
  if (value === undefined || value === null) return true
  if (typeof value === 'string') return value.trim() === ''
  return typeof value === 'object' && Object.keys(value).length === 0
}

function isScalar(value: Json | undefined): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
}

/** `007` is a code and no number. */
function looksNumeric(value: Json): value is number | string {
  if (typeof value === 'number') return true
  return typeof value === 'string' && value.length <= 40 && /^-?(0|[1-9][0-9]*)(\.[0-9]+)?$/.test(value)
}

function canonical(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`
  if (value === null || typeof value !== 'object') return JSON.stringify(value)
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${canonical(item)}`).join()}}`
}
