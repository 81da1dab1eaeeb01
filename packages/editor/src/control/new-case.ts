import type { BranchCase } from '@patchbay/flow/document'
import { ERROR_PORT, OTHERWISE_PORT, OUT_PORT } from '@patchbay/flow/ports'

/** A further way, with an id that no other jack of the step has: its cable must not be another's. */
export function newCase(cases: readonly BranchCase[]): BranchCase {
  const taken = new Set([OUT_PORT, ERROR_PORT, OTHERWISE_PORT, ...cases.map(({ id }) => id)])
  let number = cases.length + 1
  while (taken.has(`way${number}`)) number += 1
  return {
    id: `way${number}`,
    label: `Way ${number}`,
    condition: { kind: 'compare', left: { kind: 'constant', value: null }, operator: 'is_not_empty' },
  }
}
