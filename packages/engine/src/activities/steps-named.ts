import { expressionSteps } from '@patchbay/flow/expression-steps'
import type { Json } from '@patchbay/flow/json'
import type { WorkNode } from '@patchbay/flow/plan'

const known = new WeakMap<WorkNode, ReadonlySet<string> | null>()

/**
 * The steps that a node's mappings name; null where that cannot be told, and for a node without expressions, which needs
 * no telling. All that an expression may see is copied to its thread: of a loop over a long list the list would be, for
 * each item.
 */
export function stepsNamed(work: WorkNode): ReadonlySet<string> | null {
  const before = known.get(work)
  if (before !== undefined) return before
  const named = { references: new Set<string>(), sources: [] as string[] }
  const json: Json = JSON.parse(JSON.stringify(work))
  gather(json, named)
  const steps =
    named.sources.length > 0 && named.sources.every(namesItsSteps)
      ? new Set([...named.references, ...named.sources.flatMap(expressionSteps)])
      : null
  known.set(work, steps)
  return steps
}

function gather(value: Json, into: { references: Set<string>; sources: string[] }): void {
  if (value === null || typeof value !== 'object') return
  if (Array.isArray(value)) {
    for (const inner of value) gather(inner, into)
    return
  }
  if (typeof value['from'] === 'string' && Array.isArray(value['path'])) into.references.add(value['from'])
  if (value['kind'] === 'expression' && typeof value['source'] === 'string') into.sources.push(value['source'])
  for (const inner of Object.values(value)) gather(inner, into)
}

const TEXT = /"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|\/\*[\s\S]*?\*\//g

/** Every mention of the steps is of one by its name, and nothing else gets at the whole: no context, parent or wildcard. */
function namesItsSteps(source: string): boolean {
  const plain = source.replace(TEXT, ' ')
  const mentions = plain.match(/(?<![.\w$])steps\b/g)?.length ?? 0
  const byName = plain.match(/(?<![.\w$])steps\s*\.\s*[A-Za-z]\w*/g)?.length ?? 0
  return mentions === byName && !/\$(?!\w)|\$eval\b|%|\*\*|(?:^|[^\w)\]\s])\s*\*|`/.test(plain)
}
