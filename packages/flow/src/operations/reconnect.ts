import { succeed } from '../result.ts'
import { defineOperation, refuseAs } from './define-operation.ts'

/** Puts one end of a cable, or both, elsewhere; it keeps its id. Absent ends stay. */
export const reconnect = defineOperation<'reconnect'>({
  structural: true,
  apply: (document, { edgeId, kind: _kind, ...ends }) => {
    const index = document.edges.findIndex((edge) => edge.id === edgeId)
    const edge = document.edges[index]
    if (edge === undefined) return refuseAs('edge_unknown', 'The cable is gone. Reload the flow.', { edgeId })
    const { from = edge.from, port = edge.port, to = edge.to } = ends
    return succeed({ ...document, edges: document.edges.with(index, { id: edgeId, from, port, to }) })
  },
  undo: (before, { kind, edgeId, ...ends }) => {
    const edge = before.edges.find((each) => each.id === edgeId)
    if (edge === undefined) return null
    return {
      kind,
      edgeId,
      ...(ends.from !== undefined && { from: edge.from }),
      ...(ends.port !== undefined && { port: edge.port }),
      ...(ends.to !== undefined && { to: edge.to }),
    }
  },
})
