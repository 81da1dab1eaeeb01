'use client'

import { ContextMenu } from '@patchbay/ui/context-menu'
import { cssVars } from '@patchbay/ui/css-vars'
import { Background, BackgroundVariant, ReactFlowProvider, useReactFlow, useStore } from '@xyflow/react'
import { type MouseEvent, useState } from 'react'
import { dotPitch } from './canvas-parts.tsx'
import { CanvasOver } from './edit/canvas-over.tsx'
import { PulledCableContext } from './edit/carried-cable.tsx'
import { ColleagueCursors } from './edit/colleague-cursors.tsx'
import type { EditCanvasProps } from './edit/edit-canvas-props.ts'
import { EditCommandsContext } from './edit/edit-commands.tsx'
import { type EditFlowNode, noteIdOf } from './edit/edit-nodes.ts'
import { EditSurface } from './edit/edit-surface.tsx'
import { type MenuPlace, menuItems } from './edit/step-menu.tsx'
import { type EditCanvasParts, useCommands, useEditCanvas, useEditInput } from './edit/use-edit-canvas.ts'
import { focusNode } from './edit/use-focus.ts'
import { usePageKeys } from './edit/use-page-keys.ts'
import { usePointer } from './edit/use-pointer.ts'
import { useRoomy } from './edit/use-roomy.ts'
import { useShift } from './edit/use-shift.ts'
import { adderAt, cableAt } from './edit/use-step-drop.ts'
import { useEditorScope } from './editor-scope.tsx'

/** The flow as it is drawn: by pointer, by keys, by menu. It changes the draft by operations only. */
export function EditCanvas(props: EditCanvasProps) {
  return (
    <ReactFlowProvider>
      <Canvas {...props} />
    </ReactFlowProvider>
  )
}

function Canvas(props: EditCanvasProps) {
  const { mayEdit } = useEditorScope()
  const parts = useEditCanvas(props)
  const { keys, menu } = useEditInput(props, parts)
  const commands = useCommands(parts)
  const [place, setPlace] = useState<MenuPlace>({ kind: 'canvas' })
  const [boxing, setBoxing] = useState(false)
  const shift = useShift()
  const zoom = useStore((store) => store.transform[2])
  const pointer = usePointer(props.onPointer)
  usePageKeys(keys)
  const items = menuItems(parts.model, place, { actions: menu.actions, mayEdit })
  return (
    <EditCommandsContext value={mayEdit ? commands : null}>
      <ContextMenu items={items}>
        {/* biome-ignore lint/a11y/noStaticElementInteractions: the keys belong to the steps inside, one of which has the focus */}
        <div
          ref={parts.frame}
          tabIndex={-1}
          className={`fc-canvas fc-editing ${props.className ?? 'h-full'}`}
          data-lod={zoom > 0.7 ? 'full' : zoom >= 0.4 ? 'mid' : 'far'}
          data-tight={zoom < 0.48 ? '' : undefined}
          data-wiring={parts.wiring.wire === null ? undefined : ''}
          data-many={parts.choice.steps.length > 1 ? '' : undefined}
          data-boxing={boxing || shift ? '' : undefined}
          style={{ ...cssVars({ '--zoom': zoom.toFixed(3) }) }}
          onKeyDown={keys}
          onContextMenuCapture={(event) => {
            setPlace(placeUnder(event))
            menu.at.current = { x: event.clientX, y: event.clientY }
          }}
          {...parts.clipboard.handlers}
          {...(mayEdit ? parts.drop.handlers : {})}
          {...pointer}
        >
          <PulledCableContext value={parts.picture.pulled}>
            <Surface props={props} parts={parts} boxing={boxing || shift} zoom={zoom} />
          </PulledCableContext>
          <CanvasOver parts={parts} boxing={boxing} onBoxing={() => setBoxing((on) => !on)} />
        </div>
      </ContextMenu>
    </EditCommandsContext>
  )
}

type SurfaceProps = { props: EditCanvasProps; parts: EditCanvasParts; boxing: boolean; zoom: number }

function Surface({ props, parts, boxing, zoom }: SurfaceProps) {
  const { mayEdit } = useEditorScope()
  const isRoomy = useRoomy()
  const flow = useReactFlow()
  const { choice, wiring, frame, picture, opening } = parts
  if (opening === null) return null
  const takeFocus = () => frame.current?.focus({ preventScroll: true })
  return (
    <EditSurface
      {...parts.connecting}
      nodes={picture.nodes}
      edges={picture.edges}
      opening={opening}
      label={props.label ?? 'Flow'}
      mayDrag={mayEdit && isRoomy}
      boxing={boxing}
      onSelected={parts.onSelected}
      onHoverEdge={parts.onHoverEdge}
      onDropped={(nodes, event) => {
        const { steps, notes } = dropsOf(nodes, (id) => flow.getInternalNode(id)?.internals.positionAbsolute)
        const only = nodes.length === 1 ? nodes[0]?.id : undefined
        const at = event === null ? null : { x: event.clientX, y: event.clientY }
        const adder = at === null || steps.length === 0 ? null : adderAt(at)
        if (adder !== null) {
          const ids = steps.map(({ stepId }) => stepId)
          if (parts.actions.toLane(ids, adder)) return
        }
        parts.actions.move(steps, notes, at === null ? null : cableAt(at, only))
      }}
      onNode={(node, event) => {
        focusNode(frame.current, node.id)
        const isOne = !event.shiftKey && !event.metaKey && !event.ctrlKey
        if (node.type === 'step' && isOne) props.onOpen({ stepId: node.id })
      }}
      onCable={(edgeId) => {
        choice.chooseEdge(edgeId)
        takeFocus()
      }}
      onPane={() => {
        wiring.end()
        choice.choose([])
        takeFocus()
      }}
      onPan={parts.onPan}
    >
      <Background
        variant={BackgroundVariant.Dots}
        gap={dotPitch(zoom)}
        size={2 / zoom}
        color="var(--line-2)"
        bgColor="var(--canvas)"
      />
      <ColleagueCursors colleagues={props.colleagues ?? []} />
    </EditSurface>
  )
}

type At = { x: number; y: number }

function dropsOf(nodes: readonly EditFlowNode[], placeOf: (id: string) => At | undefined) {
  const steps: { stepId: string; at: At }[] = []
  const notes: { noteId: string; position: At }[] = []
  for (const { id, position } of nodes) {
    const at = placeOf(id) ?? position
    const noteId = noteIdOf(id)
    if (noteId === null) steps.push({ stepId: id, at: { x: at.x, y: at.y } })
    else notes.push({ noteId, position: { x: Math.round(at.x), y: Math.round(at.y) } })
  }
  return { steps, notes }
}

function placeUnder(event: MouseEvent): MenuPlace {
  const target = event.target instanceof Element ? event.target : null
  const stepId = target?.closest('.react-flow__node-step')?.getAttribute('data-id')
  if (typeof stepId === 'string') return { kind: 'step', stepId }
  const edgeId = target?.closest('.react-flow__edge')?.getAttribute('data-id')
  return typeof edgeId === 'string' ? { kind: 'cable', edgeId } : { kind: 'canvas' }
}
