import { portsOf } from '../ports.ts'
import { succeed } from '../result.ts'
import { defineOperation, refuseAs } from './define-operation.ts'

/** A new step without cables; `connect` gives it some. */
export const addStep = defineOperation<'addStep'>({
  structural: true,
  apply: (document, { step }) => {
    const { edges, steps } = document
    const isThere = steps.some(({ id }) => id === step.id)
    const isNamed = edges.some(({ from, to }) => from === step.id || to === step.id)
    if (!isThere && (isNamed || steps.some(({ parent }) => parent === step.id))) {
      const message = `“${step.id}” is the id of a step that is gone and still has cables or content. Choose another id.`
      return refuseAs('step_id_in_use', message, { stepId: step.id })
    }
    return succeed({ ...document, steps: [...steps, step] })
  },
})

/** A new step in the middle of a cable, which then ends at it; a second cable goes on from `port`, its main jack by default. */
export const addStepOnEdge = defineOperation<'addStepOnEdge'>({
  structural: true,
  apply: (document, { step, edgeId, newEdgeId, port }) => {
    const index = document.edges.findIndex((edge) => edge.id === edgeId)
    const edge = document.edges[index]
    if (edge === undefined) return refuseAs('edge_unknown', 'The cable is gone. Reload the flow.', { edgeId })
    const leaving = port ?? portsOf(step)[0]?.id
    if (leaving === undefined) {
      const message = `Nothing comes after “${step.name}”, so it cannot stand in the middle of a cable. Put it at the end.`
      return refuseAs('port_unknown', message, { stepId: step.id, edgeId })
    }
    const further = { id: newEdgeId, from: step.id, port: leaving, to: edge.to }
    const edges = document.edges.with(index, { ...edge, to: step.id })
    return succeed({ ...document, steps: [...document.steps, step], edges: [...edges, further] })
  },
})
