import type { Json } from '@patchbay/flow/json'
import type { Reference } from '@patchbay/flow/mapping'
import type { EditorSample } from '../contract.ts'
import { isEmptyValue } from './value-words.ts'

/** In how many of the samples a value was empty. `of` counts only those in which its step gave anything at all. */
export type Emptiness = { empty: number; of: number }

/**
 * The samples as a step inside of loops (`elements`, by id) may judge by them: what a run kept by a loop's name is what
 * the loop gave in the end, and to the steps inside that name means the element.
 */
export function withoutElements(
  samples: readonly EditorSample[],
  elements: ReadonlySet<string>,
): readonly EditorSample[] {
  if (elements.size === 0) return samples
  return samples.map((sample) => ({
    ...sample,
    outputs: Object.fromEntries(Object.entries(sample.outputs).filter(([id]) => !elements.has(id))),
  }))
}

/** Runs in which the step was not met say nothing about its values. */
export function emptiness(ref: Reference, samples: readonly EditorSample[]): Emptiness {
  let empty = 0
  let of = 0
  for (const { outputs } of samples) {
    if (!Object.hasOwn(outputs, ref.from)) continue
    of += 1
    if (isEmptyValue(valueAt(outputs[ref.from], ref.path))) empty += 1
  }
  return { empty, of }
}

/** From 0 (always there) to 1 (never); 0 where no sample tells. */
export function emptyShare(
  { ref, isEach }: { ref: Reference; isEach: boolean },
  samples: readonly EditorSample[],
): number {
  if (isEach || ref.path.length === 0) return 0
  const { empty, of } = emptiness(ref, samples)
  return of === 0 ? 0 : empty / of
}

/** How often each plain value was seen there, most often first; `empty` apart. */
export function valuesSeen(
  ref: Reference,
  samples: readonly EditorSample[],
): { values: { value: string | number | boolean; times: number }[]; empty: number } {
  const times = new Map<string | number | boolean, number>()
  let empty = 0
  for (const { outputs } of samples) {
    if (!Object.hasOwn(outputs, ref.from)) continue
    for (const value of valuesAt(outputs[ref.from], ref.path)) {
      if (isEmptyValue(value)) empty += 1
      else if (value !== undefined && value !== null && typeof value !== 'object')
        times.set(value, (times.get(value) ?? 0) + 1)
    }
  }
  const values = [...times].map(([value, seen]) => ({ value, times: seen })).sort((a, b) => b.times - a.times)
  return { values, empty }
}

/** The value that a path leads to; only own properties count. Through a list, a name means that of the first element. */
export function valueAt(value: Json | undefined, path: Reference['path']): Json | undefined {
  return valuesAt(value, path)[0]
}

/** All of them, where the path leads through lists. */
function valuesAt(value: Json | undefined, path: Reference['path']): (Json | undefined)[] {
  const [key, ...rest] = path
  if (key === undefined) return [value]
  if (Array.isArray(value)) {
    if (typeof key === 'number') return valuesAt(value.at(key), rest)
    return value.length === 0 ? [undefined] : value.flatMap((item) => valuesAt(item, path))
  }
  if (value === null || typeof value !== 'object' || !Object.hasOwn(value, key)) return [undefined]
  return valuesAt(value[String(key)], rest)
}
