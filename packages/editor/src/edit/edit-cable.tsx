import type { Position } from '@patchbay/flow/document'
import { IconButton } from '@patchbay/ui/icon-button'
import { type Edge, EdgeLabelRenderer, type EdgeProps, useInternalNode } from '@xyflow/react'
import { Plus, Trash2 } from 'lucide-react'
import { memo, useState } from 'react'
import { Cable, type CableData } from '../cable.tsx'
import type { Ends } from '../cable-ends.ts'
import { cablePath } from '../cable-path.ts'
import type { AddTarget } from '../contract.ts'
import { useEditCommands } from './edit-commands.tsx'

export type EditCableData = CableData & {
  /** Where its two steps stand in the document: they may have been dragged since. */
  fromAt: Position
  toAt: Position
  /** Where a step put into it goes; null where none can. */
  target: AddTarget | null
  /** A cable of the document, not the fork or join of a parallel. */
  own: boolean
  aimed: boolean
  editing: boolean
  /** "Cable from … to …" */
  name: string
}

export type EditCableEdge = Edge<EditCableData, 'cable'>

/** A cable that follows its steps while they are dragged; under the pointer it has a + in its middle, and a bin. */
export const EditCableView = memo(function EditCableView({
  id,
  source,
  target,
  selected,
  data,
}: EdgeProps<EditCableEdge>) {
  const [hovered, setHovered] = useState(false)
  const from = useInternalNode(source)?.internals.positionAbsolute
  const to = useInternalNode(target)?.internals.positionAbsolute
  if (data === undefined) return null
  const ends = following(data, from, to)
  const isChosen = selected === true
  const touched = data.aimed ? 'aimed' : isChosen ? 'selected' : hovered && data.editing ? 'hover' : null
  return (
    <g onPointerEnter={() => setHovered(true)} onPointerLeave={() => setHovered(false)}>
      <Cable {...data} id={id} ends={ends} touched={touched} reach={data.editing ? 24 : 0} />
      {data.editing && (hovered || isChosen) ? <CableTools id={id} data={data} middle={middleOf(data, ends)} /> : null}
    </g>
  )
})

type ToolsProps = { id: string; data: EditCableData; middle: Position }

function CableTools({ id, data, middle }: ToolsProps) {
  const commands = useEditCommands()
  const { target } = data
  if (commands === null) return null
  return (
    <EdgeLabelRenderer>
      <span
        className="fc-cable-tools nodrag nopan"
        style={{ transform: `translate(-50%, -50%) translate(${middle.x}px, ${middle.y}px)` }}
      >
        {target === null ? null : (
          <button
            type="button"
            tabIndex={-1}
            className="fc-plus fc-plus-cable"
            aria-label={`Add a step here. ${data.name}`}
            onClick={(event) => {
              const box = event.currentTarget.getBoundingClientRect()
              commands.ask(target, { x: box.x + box.width / 2, y: box.y + box.height / 2 })
            }}
          >
            <Plus size={14} strokeWidth={2} aria-hidden="true" />
          </button>
        )}
        {data.own ? (
          <IconButton
            size="sm"
            variant="equal"
            label="Remove the cable"
            keys="Del"
            icon={<Trash2 size={14} strokeWidth={1.75} aria-hidden="true" />}
            className="fc-cable-bin"
            onClick={() => commands.removeCable(id)}
          />
        ) : null}
      </span>
    </EdgeLabelRenderer>
  )
}

/** The ends moved by as much as their steps have been; then it goes straight, whatever stood in its way. */
function following({ ends, fromAt, toAt }: EditCableData, from: Position | undefined, to: Position | undefined): Ends {
  const a = { x: (from?.x ?? fromAt.x) - fromAt.x, y: (from?.y ?? fromAt.y) - fromAt.y }
  const b = { x: (to?.x ?? toAt.x) - toAt.x, y: (to?.y ?? toAt.y) - toAt.y }
  const isStill = [a.x, a.y, b.x, b.y].every((by) => Math.abs(by) < 0.5)
  if (isStill) return ends
  return {
    fromX: ends.fromX + a.x,
    fromY: ends.fromY + a.y,
    toX: ends.toX + b.x,
    toY: ends.toY + b.y,
    route: null,
    ...(ends.over === undefined ? {} : { over: ends.over + a.y }),
  }
}

/** Halfway along what is drawn; measured, since a cable turns where it must. */
function middleOf(data: EditCableData, ends: Ends): Position {
  const { path } = cablePath({ ...ends, sideways: data.error, leftward: data.undo, late: data.late })
  const line = document.createElementNS('http://www.w3.org/2000/svg', 'path')
  line.setAttribute('d', path)
  const { x, y } = line.getPointAtLength(line.getTotalLength() / 2)
  return { x, y }
}
