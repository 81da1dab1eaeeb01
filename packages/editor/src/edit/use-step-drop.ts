import type { Position } from '@patchbay/flow/document'
import { useReactFlow } from '@xyflow/react'
import { type DragEvent, useMemo, useState } from 'react'
import type { CanvasModel } from '../canvas-model.ts'
import type { AddTarget, StepDraft } from '../contract.ts'
import { useEditorScope } from '../editor-scope.tsx'
import { laneNames } from '../lanes.ts'
import { dragType } from '../palette/choice-row.tsx'
import { stepChoices } from '../palette/step-choices.ts'
import { dropTarget, type Under } from './drop-target.ts'

/** Steps dragged from the palette: where they would go is shown, there they go. */
export function useStepDrop(model: CanvasModel, onDrop: (draft: StepDraft, target: AddTarget) => void) {
  const { manifests, connections, workspace } = useEditorScope()
  const flow = useReactFlow()
  const [aim, setAim] = useState<AddTarget | null>(null)
  const choices = useMemo(
    () => stepChoices(manifests, connections, workspace.timeZone),
    [manifests, connections, workspace.timeZone],
  )
  const targetOf = (event: DragEvent): AddTarget => {
    const point = flow.screenToFlowPosition({ x: event.clientX, y: event.clientY })
    const at = { x: event.clientX, y: event.clientY }
    return dropTarget(model, point, { edgeId: cableAt(at), adder: adderAt(at) })
  }
  return {
    aim,
    handlers: {
      onDragOver: (event: DragEvent) => {
        if (!event.dataTransfer.types.includes(dragType)) return
        event.preventDefault()
        event.dataTransfer.dropEffect = 'copy'
        const next = targetOf(event)
        setAim((before) => (placeKey(before) === placeKey(next) ? before : next))
      },
      onDragLeave: (event: DragEvent) => {
        if (event.relatedTarget instanceof Node && event.currentTarget.contains(event.relatedTarget)) return
        setAim(null)
      },
      onDrop: (event: DragEvent) => {
        const choice = choices.byKey.get(event.dataTransfer.getData(dragType))
        if (choice === undefined) return
        event.preventDefault()
        setAim(null)
        onDrop(choice.draft, targetOf(event))
      },
    },
  }
}

/** The same place: where exactly on the canvas it is does not show. */
function placeKey(target: AddTarget | null): string {
  if (target === null || target.kind === 'at') return target === null ? '' : 'at'
  return JSON.stringify({ ...target, position: null })
}

/** The lane that would be begun under a point on the screen. */
export function adderAt({ x, y }: Position): Under['adder'] {
  for (const element of document.elementsFromPoint(x, y)) {
    const adder = element.closest('.fc-lane-add')
    if (!(adder instanceof HTMLElement)) continue
    const { scope, lane } = adder.dataset
    const name = laneNames.find((each) => each === lane)
    if (scope !== undefined && name !== undefined) return { containerId: scope, lane: name }
  }
  return null
}

/** The cable under a point on the screen. `without`: a node that is in the hand. */
export function cableAt({ x, y }: Position, without: string | null = null): string | null {
  for (const element of document.elementsFromPoint(x, y)) {
    if (without !== null && element.closest('.react-flow__node')?.getAttribute('data-id') === without) continue
    const edge = element.closest('.react-flow__edge')
    if (edge !== null) return edge.getAttribute('data-id')
    if (element.closest('.react-flow__node') !== null) return null
  }
  return null
}
