import type { Json } from '@patchbay/flow/json'
import type { IfMissing, Mapping, Reference } from '@patchbay/flow/mapping'
import type { EditorSample } from '../contract.ts'
import { type Emptiness, emptiness } from './emptiness.ts'
import { readChain } from './functions/chain-source.ts'

/** A value of a mapping that was empty in some samples, and what is to happen then. */
export type Missing = { ref: Reference; counted: Emptiness; ifMissing: IfMissing | undefined }

/** The first value in a mapping that samples show to be empty at times; null when none is. */
export function missingIn(mapping: Mapping | undefined, samples: readonly EditorSample[]): Missing | null {
  for (const { ref, ifMissing } of usesOf(mapping)) {
    if (ref.from === 'item' || ref.from === 'run' || ref.from === 'workspace') continue
    const counted = emptiness(ref, samples)
    if (counted.empty > 0) return { ref, counted, ifMissing }
  }
  return null
}

/** The mapping with another answer to the question what happens when that value is missing. */
export function withIfMissing(mapping: Mapping, ref: Reference, ifMissing: IfMissing | undefined): Mapping {
  switch (mapping.kind) {
    case 'reference':
      return { kind: 'reference', ref: mapping.ref, ...answer(ifMissing) }
    case 'expression':
      return { kind: 'expression', source: mapping.source, ...answer(ifMissing) }
    case 'valueMap':
      return { ...withoutAnswer(mapping), ...answer(ifMissing) }
    case 'list':
      return { ...withoutAnswer(mapping), ...answer(ifMissing) }
    case 'template':
      return {
        kind: 'template',
        parts: mapping.parts.map((part) =>
          'ref' in part && sameRef(part.ref, ref) ? { ref: part.ref, ...answer(ifMissing) } : part,
        ),
      }
    default:
      return mapping
  }
}

/** "then it is left out", after "Empty in 3 of the last 20 orders:". */
export function answerWords(ifMissing: IfMissing, valueWords: (value: Json) => string): string {
  if (ifMissing.kind === 'omit') return 'then it is left out'
  if (ifMissing.kind === 'error') return 'then the step stops'
  return `then “${valueWords(ifMissing.value)}” is used`
}

function sameRef(a: Reference, b: Reference): boolean {
  return a.from === b.from && a.path.length === b.path.length && a.path.every((part, index) => part === b.path[index])
}

/** The values that a mapping stands on, with the answer that counts for each. */
function usesOf(mapping: Mapping | undefined): { ref: Reference; ifMissing: IfMissing | undefined }[] {
  switch (mapping?.kind) {
    case 'reference':
      return [{ ref: mapping.ref, ifMissing: mapping.ifMissing }]
    case 'template':
      return mapping.parts.flatMap((part) => ('ref' in part ? [{ ref: part.ref, ifMissing: part.ifMissing }] : []))
    case 'expression': {
      const chain = readChain(mapping.source)
      if (chain === null || chain.calls.some(({ id }) => id === 'ifEmpty')) return []
      return [{ ref: chain.ref, ifMissing: mapping.ifMissing }]
    }
    case 'valueMap':
      return usesOf(mapping.of).map(({ ref }) => ({ ref, ifMissing: mapping.ifMissing }))
    case 'list':
      return usesOf(mapping.of).map(({ ref }) => ({ ref, ifMissing: mapping.ifMissing }))
    default:
      return []
  }
}

function answer(ifMissing: IfMissing | undefined): { ifMissing?: IfMissing } {
  return ifMissing === undefined ? {} : { ifMissing }
}

function withoutAnswer<M extends { ifMissing?: IfMissing }>({ ifMissing: _old, ...rest }: M): Omit<M, 'ifMissing'> {
  return rest
}
