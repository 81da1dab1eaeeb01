import type { CompareOperator } from './mapping.ts'

const ALONE: ReadonlySet<CompareOperator> = new Set(['is_empty', 'is_not_empty', 'is_true', 'is_false'])

/** Whether an operator looks at one value only. */
export function standsAlone(operator: CompareOperator): boolean {
  return ALONE.has(operator)
}
