import { canonicalJson } from '../canonical-json.ts'
import type { Edge, FlowDocument, Note, Step } from '../document.ts'

/**
 * A difference of two documents, by id. `remove` comes first; then each of `put`, in order, replaces what has its id or
 * is inserted at its index.
 */
export type Patch = { steps: PartPatch<Step>; edges: PartPatch<Edge>; notes: PartPatch<Note> }
export type PartPatch<T> = { remove: string[]; put: { index: number; value: T }[] }

export function patchDocument(document: FlowDocument, patch: Patch): FlowDocument {
  const steps = patchPart(document.steps, patch.steps)
  const ids = new Set(steps.map(({ id }) => id))
  const gone = new Map<string, Step>()
  for (const step of document.steps) if (!ids.has(step.id)) gone.set(step.id, step)
  const edges = patchPart(document.edges, patch.edges)
  return {
    ...document,
    steps: gone.size === 0 ? steps : steps.map((step) => outOfGone(step, gone)),
    // A cable that somebody has meanwhile drawn to a step that goes with this patch goes too.
    edges: gone.size === 0 ? edges : edges.filter(({ from, to }) => !gone.has(from) && !gone.has(to)),
    notes: patchPart(document.notes, patch.notes),
  }
}

/** The patch that makes `after` of `before`, exactly, the order of its lists included. */
export function diffDocuments(before: FlowDocument, after: FlowDocument): Patch {
  return {
    steps: diffPart(before.steps, after.steps),
    edges: diffPart(before.edges, after.edges),
    notes: diffPart(before.notes, after.notes),
  }
}

export function isEmptyPatch(patch: Patch): boolean {
  return [patch.steps, patch.edges, patch.notes].every(({ remove, put }) => remove.length === 0 && put.length === 0)
}

/** A step that somebody has meanwhile put into a container that goes stays, in the nearest container that stays. */
function outOfGone(step: Step, gone: ReadonlyMap<string, Step>): Step {
  if (step.parent === undefined || !gone.has(step.parent)) return step
  const seen = new Set<string>()
  let parent: string | undefined = step.parent
  while (parent !== undefined && gone.has(parent) && !seen.has(parent)) {
    seen.add(parent)
    parent = gone.get(parent)?.parent
  }
  const { parent: _gone, lane: _lane, ...free } = step
  return parent === undefined || gone.has(parent) ? free : { ...free, parent }
}

function patchPart<T extends { id: string }>(list: readonly T[], patch: PartPatch<T>): T[] {
  const removed = new Set(patch.remove)
  const patched = list.filter(({ id }) => !removed.has(id))
  for (const { index, value } of patch.put) {
    const at = patched.findIndex(({ id }) => id === value.id)
    if (at >= 0) patched[at] = value
    else patched.splice(index, 0, value)
  }
  return patched
}

function diffPart<T extends { id: string }>(before: readonly T[], after: readonly T[]): PartPatch<T> {
  const all = after.map((value, index) => ({ index, value }))
  // Where ids are not unique, nothing can be said by id.
  if (hasDoubles(before) || hasDoubles(after)) {
    return sameParts(before, after) ? { remove: [], put: [] } : { remove: before.map(({ id }) => id), put: all }
  }
  const staying = longestCommonOrder(before, after)
  const old = new Map(before.map((value) => [value.id, value]))
  return {
    remove: before.filter(({ id }) => !staying.has(id)).map(({ id }) => id),
    put: all.filter(({ value }) => !staying.has(value.id) || !isSame(old.get(value.id), value)),
  }
}

/** Ids that are in both lists and may stay where they are: a longest rising run of their places. */
function longestCommonOrder(before: readonly { id: string }[], after: readonly { id: string }[]): Set<string> {
  const places = new Map(before.map(({ id }, index) => [id, index]))
  const common = after.filter(({ id }) => places.has(id))
  const best: { length: number; previous: number }[] = []
  let last = -1
  common.forEach(({ id }, index) => {
    const place = places.get(id) ?? 0
    let entry = { length: 1, previous: -1 }
    best.forEach((other, at) => {
      const before = places.get(common[at]?.id ?? '') ?? 0
      if (before < place && other.length + 1 > entry.length) entry = { length: other.length + 1, previous: at }
    })
    best.push(entry)
    if (entry.length > (best[last]?.length ?? 0)) last = index
  })
  const staying = new Set<string>()
  for (let at = last; at >= 0; at = best[at]?.previous ?? -1) staying.add(common[at]?.id ?? '')
  return staying
}

function hasDoubles(list: readonly { id: string }[]): boolean {
  return new Set(list.map(({ id }) => id)).size < list.length
}

function sameParts(before: readonly unknown[], after: readonly unknown[]): boolean {
  return before.length === after.length && before.every((value, index) => isSame(value, after[index]))
}

function isSame(a: unknown, b: unknown): boolean {
  return a === b || canonicalJson(a) === canonicalJson(b)
}
