import type { CompareOperator } from '@patchbay/flow/mapping'
import type { ValueType } from './value-type.ts'

const operatorWord: Record<CompareOperator, string> = {
  equals: 'is',
  not_equals: 'is not',
  greater: 'is more than',
  at_least: 'is at least',
  less: 'is less than',
  at_most: 'is at most',
  contains: 'contains',
  not_contains: 'does not contain',
  starts_with: 'starts with',
  ends_with: 'ends with',
  is_empty: 'is empty',
  is_not_empty: 'is not empty',
  is_true: 'is yes',
  is_false: 'is no',
}

const EMPTY: CompareOperator[] = ['is_empty', 'is_not_empty']
const EQUAL: CompareOperator[] = ['equals', 'not_equals']
const ORDER: CompareOperator[] = ['greater', 'at_least', 'less', 'at_most']
const PARTS: CompareOperator[] = ['contains', 'not_contains', 'starts_with', 'ends_with']

const byType: Record<ValueType, readonly CompareOperator[]> = {
  text: [...EQUAL, ...PARTS, ...ORDER, ...EMPTY],
  number: [...EQUAL, ...ORDER, ...EMPTY],
  money: [...EQUAL, ...ORDER, ...EMPTY],
  date: [...ORDER, ...EQUAL, ...EMPTY],
  yesNo: ['is_true', 'is_false', ...EMPTY],
  choice: [...EQUAL, ...EMPTY],
  list: ['contains', 'not_contains', ...EMPTY],
  group: [...EMPTY],
  unknown: [...EQUAL, ...ORDER, ...PARTS, ...EMPTY, 'is_true', 'is_false'],
}

/** For dates the same comparisons have other words. */
const dateWord: Partial<Record<CompareOperator, string>> = {
  greater: 'is after',
  at_least: 'is not before',
  less: 'is before',
  at_most: 'is not after',
}

/** What can be asked of such a value, the usual first; the one in use is always among them. */
export function operatorsFor(type: ValueType, used: CompareOperator): { value: CompareOperator; label: string }[] {
  const own = byType[type]
  const all = own.includes(used) ? own : [...own, used]
  return all.map((value) => ({ value, label: (type === 'date' ? dateWord[value] : undefined) ?? operatorWord[value] }))
}
