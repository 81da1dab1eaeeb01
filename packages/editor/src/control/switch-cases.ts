import type { BranchCase } from '@patchbay/flow/document'
import type { Json } from '@patchbay/flow/json'
import type { Mapping } from '@patchbay/flow/mapping'
import { newCase } from './new-case.ts'

/** A branch that asks one value only: a way for each of its values. */
export type Switch = { of: Mapping; ways: { id: string; label: string; value: Json }[] }

/** A branch read so; null where it asks anything else. */
export function asSwitch(cases: readonly BranchCase[]): Switch | null {
  const ways: Switch['ways'] = []
  let of: Mapping | null = null
  for (const { id, label, condition } of cases) {
    if (condition.kind !== 'compare' || condition.operator !== 'equals') return null
    if (condition.right?.kind !== 'constant') return null
    if (of !== null && JSON.stringify(of) !== JSON.stringify(condition.left)) return null
    of = condition.left
    ways.push({ id, label, value: condition.right.value })
  }
  return of === null ? null : { of, ways }
}

export function fromSwitch({ of, ways }: Switch): BranchCase[] {
  return ways.map(({ id, label, value }) => ({
    id,
    label,
    condition: { kind: 'compare', left: of, operator: 'equals', right: { kind: 'constant', value } },
  }))
}

/** A further value; its way is called by it until somebody gives it another name. */
export function withWay({ of, ways }: Switch): Switch {
  const { id } = newCase(fromSwitch({ of, ways }))
  return { of, ways: [...ways, { id, label: '', value: '' }] }
}

/** What somebody typed, as what it would be compared with: 5 is a number, “5” with quotes a text. */
export function typedValue(text: string, was: Json): Json {
  if (typeof was === 'number' && text.trim() !== '' && Number.isFinite(Number(text))) return Number(text)
  return text
}
