import type { Condition, Mapping } from '@patchbay/flow/mapping'
import { standsAlone } from '@patchbay/flow/operators'

export type Group = Extract<Condition, { kind: 'all' | 'any' }>
export type Compare = Extract<Condition, { kind: 'compare' }>

/** A rule is always shown as a group, so that a second row can be added to it. */
export function asGroup(condition: Condition): Group {
  return condition.kind === 'all' || condition.kind === 'any' ? condition : { kind: 'all', of: [condition] }
}

/** A group of one says no more than what is in it. */
export function fromGroup(group: Group, before: Condition): Condition {
  const [only] = group.of
  const wasSingle = before.kind === 'compare' || before.kind === 'not'
  return wasSingle && only !== undefined && group.of.length === 1 ? only : group
}

/** A row with nothing in it yet. */
export function newCompare(): Compare {
  return {
    kind: 'compare',
    left: { kind: 'constant', value: '' },
    operator: 'equals',
    right: { kind: 'constant', value: '' },
  }
}

export function replaceAt(group: Group, index: number, next: Condition | null): Group {
  const of = group.of.flatMap((one, at) => (at === index ? (next === null ? [] : [next]) : [one]))
  return { kind: group.kind, of }
}

export function withOperator(compare: Compare, operator: Compare['operator']): Compare {
  const { left, right } = compare
  if (standsAlone(operator)) return { kind: 'compare', left, operator }
  return { kind: 'compare', left, operator, right: right ?? { kind: 'constant', value: '' } }
}

export function isBlank(mapping: Mapping | undefined): boolean {
  return mapping === undefined || (mapping.kind === 'constant' && (mapping.value === '' || mapping.value === null))
}
