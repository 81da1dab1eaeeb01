import { succeed } from '../result.ts'
import { defineOperation, refuseAs } from './define-operation.ts'

export const connect = defineOperation<'connect'>({
  structural: true,
  apply: (document, { edge }) => succeed({ ...document, edges: [...document.edges, edge] }),
})

export const disconnect = defineOperation<'disconnect'>({
  structural: true,
  apply: (document, { edgeIds }) => {
    const known = new Set(document.edges.map(({ id }) => id))
    const unknown = edgeIds.find((id) => !known.has(id))
    if (unknown !== undefined)
      return refuseAs('edge_unknown', 'The cable is gone. Reload the flow.', { edgeId: unknown })
    const removed = new Set(edgeIds)
    return succeed({ ...document, edges: document.edges.filter(({ id }) => !removed.has(id)) })
  },
})
