import { expressionSteps } from '../expression-steps.ts'

/** What a mapping reads: the step, and of its output the first key; null for all of it, or where a text says it. */
export type Read = { stepId: string; key: string | number | null }

/** Every value read anywhere in a setting: mappings, rules, lists in lists. */
export function readsOf(value: unknown): Read[] {
  const reads: Read[] = []
  collect(value, reads)
  return reads
}

function collect(value: unknown, reads: Read[]): void {
  if (Array.isArray(value)) {
    for (const inner of value) collect(inner, reads)
    return
  }
  if (typeof value !== 'object' || value === null) return
  if ('kind' in value && value.kind === 'constant') return
  if ('kind' in value && value.kind === 'expression' && 'source' in value && typeof value.source === 'string') {
    reads.push(...expressionSteps(value.source).map((stepId) => ({ stepId, key: null })))
    return
  }
  if ('from' in value && typeof value.from === 'string' && 'path' in value && Array.isArray(value.path)) {
    const first: unknown = value.path[0]
    reads.push({ stepId: value.from, key: typeof first === 'string' || typeof first === 'number' ? first : null })
    return
  }
  for (const inner of Object.values(value)) collect(inner, reads)
}
