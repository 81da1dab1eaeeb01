'use client'

import type { FlowDocument } from '@patchbay/flow/document'
import { cssVars } from '@patchbay/ui/css-vars'
import { Background, BackgroundVariant, ReactFlow, ReactFlowProvider, useReactFlow, useStore } from '@xyflow/react'
import { type KeyboardEvent, type RefObject, useMemo, useRef, useState } from 'react'
import { type CableEdge, CableView } from './cable.tsx'
import { nextStep } from './canvas-keys.ts'
import { type CanvasModel, canvasModel } from './canvas-model.ts'
import { canvasEdges, canvasNodes, type StepFlowNode } from './canvas-nodes.ts'
import { dotPitch, mapColour, StepNodeView, stepAt, useStable } from './canvas-parts.tsx'
import { CanvasMap, CanvasTools, motionMs, StateLegend } from './canvas-tools.tsx'
import type { DiffMarks } from './contract.ts'
import type { Manifests } from './manifests.ts'
import { hasMap, wholeView } from './opening-view.ts'
import type { StepStates } from './step-state.ts'
import { sizeOf, useCanvasView } from './use-canvas-view.ts'

export type FlowCanvasProps = {
  document: FlowDocument
  manifests: Manifests
  /** Of one run, by step. Without it the flow is shown at rest. */
  states?: StepStates
  selectedId: string | null
  onSelect: (id: string | null) => void
  /** The run goes on: "Follow the signal" is offered. */
  live?: boolean
  /** How steps differ from another version. */
  diff?: DiffMarks
  /** Of a flow that a step runs; null where it is not known. */
  flowName?: (flowId: string) => string | null
  /** "Order journey, version 14" */
  label: string
  className?: string
}

/** A flow to look at: computed from its document, with a run's states laid over it. */
export function FlowCanvas(props: FlowCanvasProps) {
  return (
    <ReactFlowProvider>
      <Canvas {...props} />
    </ReactFlowProvider>
  )
}

const nodeTypes = { step: StepNodeView }
const edgeTypes = { cable: CableView }

function Canvas({
  document,
  manifests,
  states,
  selectedId,
  onSelect,
  live = false,
  diff,
  flowName,
  label,
  className,
}: FlowCanvasProps) {
  const frame = useRef<HTMLDivElement>(null)
  const flow = useReactFlow<StepFlowNode, CableEdge>()
  const model = useMemo(
    () => canvasModel(document, manifests, flowName === undefined ? {} : { flowName }),
    [document, manifests, flowName],
  )
  const [movedTo, setMovedTo] = useState<string | null>(null)
  const tabId = movedTo ?? selectedId ?? model.walk.order[0] ?? null
  const nodes = useStable<StepFlowNode>(
    (before) => canvasNodes(model, { selectedId, tabId, states, ...(diff === undefined ? {} : { diff }) }, before),
    [model, selectedId, tabId, states, diff],
  )
  const edges = useStable<CableEdge>((before) => canvasEdges(model, states, before), [model, states])
  const zoom = useStore((store) => store.transform[2])
  const [mapOn, setMapOn] = useState(hasMap(model))
  const { opening, reveal, follow, onPan } = useCanvasView({ frame, model, states, live, selectedId, knownId: movedTo })
  const onKeyDown = useCanvasKeys({ frame, model, onSelect, onMove: setMovedTo, reveal })
  const open = (id: string) => {
    setMovedTo(id)
    onSelect(id)
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the keys belong to the steps inside, one of which has the focus
    <div
      ref={frame}
      className={`fc-canvas ${className ?? 'h-full'}`}
      data-lod={zoom > 0.7 ? 'full' : zoom >= 0.4 ? 'mid' : 'far'}
      data-tight={zoom < 0.48 ? '' : undefined}
      style={{ ...cssVars({ '--zoom': zoom.toFixed(3) }) }}
      onKeyDown={onKeyDown}
    >
      {opening === null ? null : (
        <ReactFlow<StepFlowNode, CableEdge>
          {...toLookAt}
          defaultViewport={opening}
          aria-label={`${label}. Arrow keys move along the cables, Enter opens a step.`}
          nodes={nodes}
          edges={edges}
          nodeTypes={nodeTypes}
          edgeTypes={edgeTypes}
          onNodeClick={(_, node) => open(node.id)}
          onPaneClick={() => onSelect(null)}
          onMoveStart={(event) => (event === null ? undefined : onPan())}
        >
          <Background
            variant={dots}
            gap={dotPitch(zoom)}
            size={2 / zoom}
            color="var(--line-2)"
            bgColor="var(--canvas)"
          />
          {mapOn ? <CanvasMap colourOf={mapColour} onHide={() => setMapOn(false)} /> : null}
        </ReactFlow>
      )}
      {states === undefined ? null : <StateLegend ids={model.walk.order} states={states} over={!live} />}
      <CanvasTools
        follow={live ? follow : null}
        map={{ on: mapOn, toggle: () => setMapOn((on) => !on) }}
        onFit={() => void flow.setViewport(wholeView(model, sizeOf(frame.current), mapOn), { duration: motionMs() })}
      />
    </div>
  )
}

const dots = BackgroundVariant.Dots

/** Nothing can be moved or joined here; steps take focus and keys themselves. */
const toLookAt = {
  minZoom: 0.15,
  maxZoom: 1.6,
  nodesDraggable: false,
  nodesConnectable: false,
  nodesFocusable: false,
  edgesFocusable: false,
  elementsSelectable: false,
  disableKeyboardA11y: true,
  zoomOnDoubleClick: false,
  // Else cables inside a frame are raised above the jacks that they lead to.
  zIndexMode: 'manual',
  proOptions: { hideAttribution: true },
} as const

type KeyParts = {
  frame: RefObject<HTMLDivElement | null>
  model: CanvasModel
  onSelect: (id: string | null) => void
  onMove: (id: string) => void
  reveal: (id: string) => void
}

function useCanvasKeys({ frame, model, onSelect, onMove, reveal }: KeyParts) {
  const flow = useReactFlow()
  const views: Record<string, () => void> = {
    '1': () => void flow.setViewport(wholeView(model, sizeOf(frame.current), hasMap(model)), { duration: motionMs() }),
    '0': () => void flow.zoomTo(1, { duration: motionMs() }),
    '+': () => void flow.zoomIn({ duration: motionMs() }),
    '=': () => void flow.zoomIn({ duration: motionMs() }),
    '-': () => void flow.zoomOut({ duration: motionMs() }),
    Escape: () => onSelect(null),
  }
  const go = (id: string) => {
    onMove(id)
    const node = frame.current?.querySelector(`[data-step="${CSS.escape(id)}"]`)
    if (!(node instanceof HTMLElement)) return
    node.focus({ preventScroll: true })
    reveal(id)
  }
  return (event: KeyboardEvent) => {
    const from = stepAt(event.target)
    if (from === null || event.altKey || event.ctrlKey || event.metaKey) return
    const view = views[event.key]
    const next = nextStep(model.walk, from, event.key)
    if (event.key === 'Enter' || event.key === ' ') onSelect(from)
    else if (view !== undefined) view()
    else if (next !== null) go(next)
    else return
    event.preventDefault()
  }
}
