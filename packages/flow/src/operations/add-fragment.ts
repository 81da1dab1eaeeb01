import type { FlowDocument } from '../document.ts'
import { succeed } from '../result.ts'
import { defineOperation } from './define-operation.ts'
import type { OperationByKind } from './operation-schemas.ts'
import { renameReferences } from './rename-references.ts'
import { uniqueId } from './unique-id.ts'

/** A part of a flow: what is copied, pasted, and put in from a template. */
export type Fragment = OperationByKind['addFragment']['fragment']

/** Several new steps with the cables among them, and notes. Ids must be free: `fitFragment` makes them so. */
export const addFragment = defineOperation<'addFragment'>({
  structural: true,
  apply: (document, { fragment }) =>
    succeed({
      ...document,
      steps: [...document.steps, ...fragment.steps],
      edges: [...document.edges, ...fragment.edges],
      notes: [...document.notes, ...fragment.notes],
    }),
})

/** The steps named, with what containers among them hold and the cables among all of these. */
export function takeFragment(document: FlowDocument, stepIds: ReadonlySet<string>, noteIds: ReadonlySet<string>) {
  return {
    steps: document.steps.filter(({ id }) => stepIds.has(id)),
    edges: document.edges.filter(({ from, to }) => stepIds.has(from) && stepIds.has(to)),
    notes: document.notes.filter(({ id }) => noteIds.has(id)),
  } satisfies Fragment
}

/**
 * The same fragment with ids that are free in the document, mappings among its steps turned to the new ids. A mapping of
 * a step outside of it keeps that name, so that what is missing is seen as a problem. A second trigger is left out.
 */
export function fitFragment(document: FlowDocument, { steps, edges, notes }: Fragment): Fragment {
  const hasTrigger = document.steps.some(({ kind }) => kind === 'trigger')
  const kept = steps.filter(({ kind }) => kind !== 'trigger' || !hasTrigger)
  const ids = freshIds(kept, document.steps)
  const edgeIds = freshIds(edges, document.edges)
  const noteIds = freshIds(notes, document.notes)
  return {
    steps: kept.map((step) => {
      const { parent, lane, ...rest } = renameReferences(step, ids)
      const inside = parent === undefined ? undefined : ids.get(parent)
      const id = ids.get(step.id) ?? step.id
      if (inside === undefined) return { ...rest, id }
      return { ...rest, id, parent: inside, ...(lane === undefined ? {} : { lane }) }
    }),
    edges: edges.flatMap((edge) => {
      const from = ids.get(edge.from)
      const to = ids.get(edge.to)
      return from === undefined || to === undefined ? [] : [{ ...edge, id: edgeIds.get(edge.id) ?? edge.id, from, to }]
    }),
    notes: notes.map((note) => ({ ...note, id: noteIds.get(note.id) ?? note.id })),
  }
}

function freshIds(added: readonly { id: string }[], there: readonly { id: string }[]): Map<string, string> {
  const taken = new Set(there.map(({ id }) => id))
  const ids = new Map<string, string>()
  for (const { id } of added) {
    const fresh = uniqueId(id, taken)
    taken.add(fresh)
    ids.set(id, fresh)
  }
  return ids
}
