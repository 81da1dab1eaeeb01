import type { Connection, Edge, FinalConnectionState, HandleType } from '@xyflow/react'
import { useReactFlow } from '@xyflow/react'
import { useRef } from 'react'
import type { CanvasModel } from '../canvas-model.ts'
import type { AddTarget } from '../contract.ts'
import { useEditorScope } from '../editor-scope.tsx'
import { UNDO } from '../flow-walk.ts'
import { nodeWidth } from '../step-shape.ts'
import { type CableStart, refusals } from './connect-rules.ts'
import type { ScreenPoint } from './edit-commands.tsx'
import { contains } from './move-steps.ts'
import type { EditActions, Say } from './use-edit-actions.ts'
import type { Wiring } from './use-wiring.ts'

type Parts = {
  model: CanvasModel
  actions: EditActions
  wiring: Wiring
  say: Say
  ask: (target: AddTarget, at: ScreenPoint) => void
}

/**
 * Cables drawn by hand: a whole step takes one, not its jack only; let go over nothing, one asks for the step to add
 * there; an end taken from its jack and let go over nothing unplugs it.
 */
export function useConnecting({ model, actions, wiring, say, ask }: Parts) {
  const { document } = useEditorScope()
  const flow = useReactFlow()
  const backward = useRef(false)
  const edgeOf = (edgeId: string) => document.edges.find(({ id }) => id === edgeId)
  const stepAt = (at: ScreenPoint) => {
    const point = flow.screenToFlowPosition(at)
    return model.steps.findLast(
      (view) => contains(room(view), point) && (view.container === null || onHead(view, point)),
    )
  }
  const plug = (event: MouseEvent | TouchEvent, start: CableStart): boolean => {
    const target = stepAt(pointOf(event))
    if (target === undefined || target.id === start.stepId) return false
    const why = refusals(document, start).get(target.id)
    if (why !== undefined) say.problem(`${why}.`)
    else if (start.edgeId === undefined) actions.connect(start, target.id)
    else actions.reconnect(start.edgeId, { to: target.id })
    return true
  }
  return {
    isValid: ({ source, sourceHandle, target }: Connection | Edge): boolean => {
      const known = backward.current ? null : wiring.wire
      return !(known?.refusals ?? refusals(document, { stepId: source, port: sourceHandle ?? 'out' })).has(target)
    },
    onTake: (stepId: string, port: string, side: HandleType) => {
      const into = document.edges.filter(({ to }) => to === stepId)
      const [pulled] = into
      backward.current = side === 'target' && into.length !== 1
      if (side === 'source') wiring.take({ stepId, port })
      // The one cable that is plugged there comes out with the hand.
      else if (pulled !== undefined && into.length === 1)
        wiring.take({ stepId: pulled.from, port: pulled.port, edgeId: pulled.id }, true)
    },
    onLetGo: (event: MouseEvent | TouchEvent, state: FinalConnectionState) => {
      const { wire } = wiring
      wiring.end()
      const { fromHandle, toHandle, fromNode, toNode } = state
      if (fromHandle === null || fromNode === null) return
      if (backward.current) {
        if (state.isValid === true && toHandle !== null && toNode !== null)
          actions.connect({ stepId: toNode.id, port: toHandle.id ?? 'out' }, fromNode.id)
        return
      }
      if (wire?.start.edgeId !== undefined) return letGoEnd(event, wire.start.edgeId)
      const start = wire?.start ?? { stepId: fromNode.id, port: fromHandle.id ?? 'out' }
      if (state.isValid === true && toNode !== null) actions.connect(start, toNode.id)
      else if (!plug(event, start)) askAt(event, start)
    },
    onTakeEnd: (edgeId: string, fixedSide: HandleType) => {
      const edge = edgeOf(edgeId)
      backward.current = fixedSide === 'target'
      if (edge !== undefined && fixedSide === 'source') wiring.take({ stepId: edge.from, port: edge.port, edgeId })
    },
    onReconnected: (edgeId: string, { source, sourceHandle, target }: Connection) =>
      void actions.reconnect(edgeId, { from: source, port: sourceHandle ?? 'out', to: target }),
    onLetGoEnd: (event: MouseEvent | TouchEvent, edgeId: string, isPlugged: boolean) => {
      wiring.end()
      if (!isPlugged) letGoEnd(event, edgeId)
    },
  }

  /** Into the step below the pointer; over nothing the cable is out. */
  function letGoEnd(event: MouseEvent | TouchEvent, edgeId: string) {
    const edge = edgeOf(edgeId)
    const target = stepAt(pointOf(event))
    if (edge === undefined || target?.id === edge.to) return
    if (target === undefined) actions.disconnect(edgeId)
    else if (!backward.current) plug(event, { stepId: edge.from, port: edge.port, edgeId })
  }

  function askAt(event: MouseEvent | TouchEvent, { stepId, port }: CableStart) {
    const at = pointOf(event)
    const parent = model.byId.get(stepId)?.parent ?? null
    const origin = parent === null ? { x: 0, y: 0 } : (model.byId.get(parent)?.at ?? { x: 0, y: 0 })
    const point = flow.screenToFlowPosition(at)
    if (port === UNDO) return ask({ kind: 'after', stepId, port }, at)
    const plugged = model.walk.outOf(stepId).some((edge) => edge.port === port)
    const position = { x: point.x - origin.x - nodeWidth / 2, y: point.y - origin.y }
    // The first at a jack goes where the layout puts it; one beside others where the person has pointed.
    ask({ kind: 'after', stepId, port, ...(plugged ? { beside: true, position } : {}) }, at)
  }
}

const room = ({ at, box }: CanvasModel['steps'][number]) => ({ ...box, ...at })
const onHead = ({ at }: CanvasModel['steps'][number], point: ScreenPoint) => point.y < at.y + 34

function pointOf(event: MouseEvent | TouchEvent): ScreenPoint {
  if (!('changedTouches' in event)) return { x: event.clientX, y: event.clientY }
  const touch = event.changedTouches[0]
  return { x: touch?.clientX ?? 0, y: touch?.clientY ?? 0 }
}
