import type { ConnectionLineComponentProps } from '@xyflow/react'
import { createContext, use } from 'react'
import type { Ends } from '../cable-ends.ts'
import { cablePath } from '../cable-path.ts'
import { ERROR, UNDO } from '../flow-walk.ts'

/** Of a cable that has been pulled out of its jack: where it still is plugged. */
export const PulledCableContext = createContext<{ ends: Ends; port: string } | null>(null)

type Line = ConnectionLineComponentProps

/** A cable in the hand: from its jack to the pointer, or into the jack that takes it. */
export function CarriedCable({ fromX, fromY, toX, toY, fromHandle, connectionStatus }: Line) {
  const pulled = use(PulledCableContext)
  const from = { x: fromX, y: fromY }
  const to = { x: toX, y: toY }
  const isBackward = fromHandle.type === 'target'
  const start = pulled === null ? (isBackward ? to : from) : { x: pulled.ends.fromX, y: pulled.ends.fromY }
  const end = pulled === null && isBackward ? from : to
  const isError = (pulled?.port ?? fromHandle.id) === ERROR
  const isUndo = (pulled?.port ?? fromHandle.id) === UNDO
  const { path } = cablePath({
    ...{ fromX: start.x, fromY: start.y, toX: end.x, toY: end.y },
    route: null,
    sideways: isError,
    leftward: isUndo,
    late: false,
  })
  return (
    <g className="fc-carried" data-status={pulled === null ? (connectionStatus ?? undefined) : undefined}>
      <path d={path} className="fc-cable-case" />
      <path
        d={path}
        className="fc-carried-line"
        data-error={isError ? '' : undefined}
        data-undo={isUndo ? '' : undefined}
      />
      {isUndo ? null : <rect className="fc-plug" x={end.x - 3} y={end.y - 14} width={6} height={9} rx={2} />}
    </g>
  )
}
