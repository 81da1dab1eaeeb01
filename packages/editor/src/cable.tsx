import { BaseEdge, type Edge, EdgeLabelRenderer, type EdgeProps } from '@xyflow/react'
import { memo } from 'react'
import type { Ends } from './cable-ends.ts'
import { cablePath } from './cable-path.ts'
import type { CableLook } from './cable-state.ts'

export type CableData = {
  ends: Ends
  look: CableLook
  error: boolean
  /** To what takes a step back. */
  undo: boolean
  label: string | null
  /** At a choice, whose words stand in the node's foot as long as there is one. */
  labelWhenFar: boolean
  /** Ends in the wide jack of a parallel. */
  join: boolean
  /** Several end there: it turns late. */
  late: boolean
}

export type CableEdge = Edge<CableData, 'cable'>

/** Two px with a casing in the canvas' colour, so that crossings read; it ends in a plug. */
export const CableView = memo(function CableView({ id, data }: EdgeProps<CableEdge>) {
  return data === undefined ? null : <Cable id={id} {...data} />
})

export type CableProps = CableData & {
  id: string
  /** While a flow is edited: under the pointer, chosen, or where something would be dropped. */
  touched?: 'hover' | 'selected' | 'aimed' | null
  /** How wide it takes the pointer, in pixels. */
  reach?: number
}

export function Cable({
  id,
  ends,
  look,
  error,
  undo,
  label,
  labelWhenFar,
  join,
  late,
  touched,
  reach = 0,
}: CableProps) {
  const { path, label: place } = cablePath({ ...ends, sideways: error, leftward: undo, late })
  return (
    <>
      <path d={path} className="fc-cable-case" />
      <BaseEdge
        id={id}
        path={path}
        className="fc-cable"
        data-look={look}
        data-error={error ? '' : undefined}
        data-undo={undo ? '' : undefined}
        data-touched={touched ?? undefined}
        interactionWidth={reach}
      />
      {join || undo ? null : (
        <rect
          className="fc-plug"
          data-look={look}
          data-touched={touched ?? undefined}
          x={ends.toX - 3}
          y={ends.toY - 16}
          width={6}
          height={9}
          rx={2}
        />
      )}
      {look === 'live' ? (
        <>
          <path d={path} className="fc-pulse" pathLength={100} />
          <circle r={4} className="fc-bead" style={{ offsetPath: `path("${path}")` }} />
        </>
      ) : null}
      {look === 'parked' ? <circle r={4} className="fc-bead-still" cx={ends.toX} cy={ends.toY - 20} /> : null}
      {label === null ? null : (
        <EdgeLabelRenderer>
          <span
            className="fc-cable-label"
            data-look={look}
            data-far={labelWhenFar ? '' : undefined}
            style={{ transform: `translate(-50%, -50%) translate(${place.x}px, ${place.y}px)` }}
          >
            {label}
          </span>
        </EdgeLabelRenderer>
      )}
    </>
  )
}
