import {
  applyNodeChanges,
  type Connection,
  type Edge,
  type FinalConnectionState,
  type HandleType,
  type NodeChange,
  ReactFlow,
  type ReactFlowProps,
} from '@xyflow/react'
import { type MouseEvent as ReactMouseEvent, type ReactNode, useCallback, useMemo, useRef, useState } from 'react'
import { StepNodeView } from '../canvas-parts.tsx'
import type { View } from '../opening-view.ts'
import { CarriedCable } from './carried-cable.tsx'
import { type EditCableEdge, EditCableView } from './edit-cable.tsx'
import type { EditFlowNode } from './edit-nodes.ts'
import { NoteNodeView } from './note-node.tsx'

export type SurfaceProps = {
  nodes: EditFlowNode[]
  edges: EditCableEdge[]
  opening: View
  label: string
  /** Steps can be moved and cables drawn by hand. */
  mayDrag: boolean
  /** Dragging on the empty canvas chooses instead of moving the view. */
  boxing: boolean
  onSelected: (changes: readonly { id: string; selected: boolean }[]) => void
  onDropped: (nodes: readonly EditFlowNode[], event: { clientX: number; clientY: number } | null) => void
  onNode: (node: EditFlowNode, event: { shiftKey: boolean; metaKey: boolean; ctrlKey: boolean }) => void
  onCable: (edgeId: string) => void
  onHoverEdge: (edgeId: string | null) => void
  onPane: () => void
  onPan: () => void
  isValid: (connection: Connection | Edge) => boolean
  onTake: (stepId: string, port: string, side: HandleType) => void
  onLetGo: (event: MouseEvent | TouchEvent, state: FinalConnectionState) => void
  /** One end of a cable is taken; the other one stays in its jack. */
  onTakeEnd: (edgeId: string, fixedSide: HandleType) => void
  onReconnected: (edgeId: string, connection: Connection) => void
  onLetGoEnd: (event: MouseEvent | TouchEvent, edgeId: string, isPlugged: boolean) => void
  children: ReactNode
}

const nodeTypes = { step: StepNodeView, note: NoteNodeView }
const edgeTypes = { cable: EditCableView }

/**
 * React Flow with the nodes' places in its own state: while steps are dragged only they and their cables are drawn again,
 * and the document does not change before they are let go.
 */
export function EditSurface(props: SurfaceProps) {
  const { nodes, edges, onSelected, mayDrag, boxing } = props
  const [shown, setShown] = useState(nodes)
  const [given, setGiven] = useState(nodes)
  if (given !== nodes) {
    setGiven(nodes)
    setShown((before) => keepDragged(before, nodes))
  }
  const onNodesChange = useCallback(
    (changes: NodeChange<EditFlowNode>[]) => {
      const chosen = changes.flatMap((change) => (change.type === 'select' ? [change] : []))
      if (chosen.length > 0) onSelected(chosen)
      const moved = changes.filter(({ type }) => type === 'position' || type === 'dimensions')
      if (moved.length > 0) setShown((before) => applyNodeChanges(moved, before))
    },
    [onSelected],
  )
  // Always the latest, behind functions that stay the same: React Flow is told of nothing new while a step is dragged.
  const latest = useRef(props)
  latest.current = props
  const handlers = useMemo(() => handlersOf(() => latest.current, setShown), [])
  return (
    <ReactFlow<EditFlowNode, EditCableEdge>
      {...fixed}
      {...handlers}
      nodes={shown}
      edges={edges}
      nodeTypes={nodeTypes}
      edgeTypes={edgeTypes}
      defaultViewport={props.opening}
      aria-label={`${props.label}. Arrow keys move along the cables, Enter opens a step, A adds one, C draws a cable.`}
      onNodesChange={onNodesChange}
      nodesDraggable={mayDrag}
      nodesConnectable={mayDrag}
      elementsSelectable
      selectionOnDrag={boxing}
      panOnDrag={boxing ? middleAndRight : true}
      connectionLineComponent={CarriedCable}
    >
      {props.children}
    </ReactFlow>
  )
}

const middleAndRight = [1, 2]

/** Steps take focus and keys themselves. */
const fixed = {
  minZoom: 0.15,
  maxZoom: 1.6,
  nodesFocusable: false,
  edgesFocusable: false,
  disableKeyboardA11y: true,
  zoomOnDoubleClick: false,
  deleteKeyCode: null,
  selectionKeyCode: null,
  panActivationKeyCode: null,
  multiSelectionKeyCode: ['Shift', 'Meta', 'Control'],
  nodeDragThreshold: 3,
  connectionDragThreshold: 3,
  connectOnClick: false,
  connectionRadius: 26,
  reconnectRadius: 14,
  elevateNodesOnSelect: false,
  elevateEdgesOnSelect: false,
  // Else cables inside a frame are raised above the jacks that they lead to.
  zIndexMode: 'manual',
  proOptions: { hideAttribution: true },
} satisfies ReactFlowProps<EditFlowNode, EditCableEdge>

function handlersOf(
  now: () => SurfaceProps,
  show: (nodes: EditFlowNode[]) => void,
): ReactFlowProps<EditFlowNode, EditCableEdge> {
  // Back to where the document says they stand; a change of the document follows in the same drawing.
  const dropped = (event: ReactMouseEvent | MouseEvent | TouchEvent, nodes: readonly EditFlowNode[]) => {
    show(now().nodes)
    now().onDropped(nodes, 'clientX' in event ? event : null)
  }
  return {
    onNodeClick: (event, node) => now().onNode(node, event),
    onEdgeClick: (_, edge) => now().onCable(edge.id),
    onEdgeMouseEnter: (_, edge) => now().onHoverEdge(edge.id),
    onEdgeMouseLeave: () => now().onHoverEdge(null),
    onPaneClick: () => now().onPane(),
    onMoveStart: (event) => (event === null ? undefined : now().onPan()),
    onNodeDragStop: (event, _node, dragged) => dropped(event, dragged),
    onSelectionDragStop: (event, dragged) => dropped(event, dragged),
    isValidConnection: (connection) => now().isValid(connection),
    onConnectStart: (_, { nodeId, handleId, handleType }) =>
      nodeId === null ? undefined : now().onTake(nodeId, handleId ?? 'out', handleType ?? 'source'),
    onConnectEnd: (event, state) => now().onLetGo(event, state),
    onReconnectStart: (_, edge, fixedSide) => now().onTakeEnd(edge.id, fixedSide),
    onReconnect: (edge, connection) => now().onReconnected(edge.id, connection),
    onReconnectEnd: (event, edge, _side, state) => now().onLetGoEnd(event, edge.id, state.isValid === true),
  }
}

/** A draft that changes while somebody drags does not take the step out of their hand. */
function keepDragged(before: readonly EditFlowNode[], next: EditFlowNode[]): EditFlowNode[] {
  const held = new Map(before.filter(({ dragging }) => dragging === true).map((node) => [node.id, node]))
  if (held.size === 0) return next
  return next.map((node) => {
    const known = held.get(node.id)
    return known === undefined ? node : { ...node, position: known.position, dragging: true }
  })
}
