import { useReactFlow } from '@xyflow/react'
import { useState } from 'react'
import { mapColour } from '../canvas-parts.tsx'
import { CanvasMap, CanvasTools, motionMs } from '../canvas-tools.tsx'
import { useEditorScope } from '../editor-scope.tsx'
import { EmptyCanvas } from '../empty-canvas.tsx'
import { hasMap, wholeView } from '../opening-view.ts'
import { StepChooser } from '../palette.tsx'
import { sizeOf } from '../use-canvas-view.ts'
import { CanvasSay } from './canvas-say.tsx'
import { SelectionBar } from './selection-bar.tsx'
import { middleOf } from './use-clipboard.ts'
import type { EditCanvasParts } from './use-edit-canvas.ts'

export type CanvasOverProps = { parts: EditCanvasParts; boxing: boolean; onBoxing: () => void }

/** What floats over the flow: tools, map, what is said, the list of steps. */
export function CanvasOver({ parts, boxing, onBoxing }: CanvasOverProps) {
  const { mayEdit } = useEditorScope()
  const flow = useReactFlow()
  const { model, actions, choice, asking, frame, add, made, removed } = parts
  const [mapOn, setMapOn] = useState(hasMap(model))
  const edit = {
    boxing,
    onBoxing,
    onTidy: () => void actions.tidy(),
    onNote: () => parts.writeNote(middleOf(frame.current)),
  }
  return (
    <>
      {mapOn ? <CanvasMap colourOf={mapColour} onHide={() => setMapOn(false)} /> : null}
      {model.steps.length === 0 && mayEdit ? (
        <EmptyCanvas
          onChoose={(draft) => add(draft, { kind: 'start' })}
          onElse={(at) => asking.ask({ kind: 'start' }, at)}
        />
      ) : null}
      {choice.steps.length > 1 && mayEdit ? (
        <SelectionBar
          count={choice.steps.length}
          onAlign={(how) => actions.align(choice.steps, how)}
          onDuplicate={() => made(actions.duplicate(choice.steps))}
          onRemove={() => {
            if (actions.remove({ steps: choice.steps, notes: choice.notes })) removed(choice.steps)
          }}
        />
      ) : null}
      <CanvasSay said={parts.said} />
      <CanvasTools
        follow={null}
        map={{ on: mapOn, toggle: () => setMapOn((on) => !on) }}
        onFit={() =>
          void flow.setViewport(wholeView(model, sizeOf(frame.current, true), mapOn), { duration: motionMs() })
        }
        {...(mayEdit ? { edit } : {})}
      />
      <StepChooser
        target={asking.asked?.target ?? null}
        at={asking.asked?.at ?? null}
        onClose={asking.close}
        onChoose={(draft, target) => {
          asking.close()
          add(draft, target)
        }}
        returnTo={() => frame.current?.querySelector<HTMLElement>('[data-step][tabindex="0"]') ?? frame.current}
      />
    </>
  )
}
