import { useReactFlow } from '@xyflow/react'
import { type RefObject, useEffect, useMemo, useRef, useState } from 'react'
import type { AddTarget, StepDraft } from '../contract.ts'
import { useEditorScope } from '../editor-scope.tsx'
import { askForSettings } from '../inspector/settings-focus.ts'
import { nextPlace } from '../use-add-step.tsx'
import { useCanvasView } from '../use-canvas-view.ts'
import { useSay } from './canvas-say.tsx'
import type { EditCanvasProps } from './edit-canvas-props.ts'
import type { EditCommands, ScreenPoint } from './edit-commands.tsx'
import { useAsking } from './use-asking.ts'
import { useChoice } from './use-choice.ts'
import { useClipboard } from './use-clipboard.ts'
import { useConnecting } from './use-connecting.ts'
import { useEditActions } from './use-edit-actions.ts'
import { useEditKeys } from './use-edit-keys.ts'
import { useFocus } from './use-focus.ts'
import { useMenuActions } from './use-menu-actions.ts'
import { useModel } from './use-model.ts'
import { usePicture } from './use-picture.ts'
import { useStepDrop } from './use-step-drop.ts'
import { useWiring } from './use-wiring.ts'

export type EditCanvasParts = ReturnType<typeof useEditCanvas>

/** What the canvas is made of: the picture, the choice, and all that can be done, wired together. */
export function useEditCanvas(props: EditCanvasProps) {
  const { onOpen } = props
  const flow = useReactFlow()
  const frame = useRef<HTMLDivElement>(null)
  const model = useModel()
  const { say, said } = useSay()
  const actions = useEditActions(model, say)
  const choice = useChoice(model, props.selection, props.onSelection)
  const wiring = useWiring(model, actions, say)
  const tabId = choice.steps.at(-1) ?? model.walk.order[0] ?? null
  const seen = useSeen({ frame, model, selectedId: choice.steps.at(-1) ?? null })
  const asking = useAsking({ frame, ...(props.onAsk === undefined ? {} : { onAsk: props.onAsk }) })
  const made = (ids: readonly string[]) => {
    const last = ids.at(-1)
    if (last === undefined) return
    seen.know(last)
    choice.choose(ids)
    seen.focus.later(last)
  }
  const add = (draft: StepDraft, target: AddTarget) => {
    const stepId = actions.add(draft, target)
    if (stepId === null) return
    made([stepId])
    onOpen({ stepId })
  }
  const drop = useStepDrop(model, add)
  const [hoveredEdge, onHoverEdge] = useState<string | null>(null)
  const writeNote = (at: ScreenPoint) => {
    const { x, y } = flow.screenToFlowPosition(at)
    const noteId = actions.addNote({ x: Math.round(x), y: Math.round(y) })
    if (noteId !== null) choice.choose([], [noteId])
  }
  const removed = (ids: readonly string[]) => {
    const next = ids.length === 0 ? null : seen.focus.neighbour(ids)
    choice.choose(next === null ? [] : [next])
    if (next === null) frame.current?.focus({ preventScroll: true })
    else seen.focus.later(next)
  }
  const { isMoving } = seen.focus
  const clipboard = useClipboard({ actions, choice, frame, isMoving, onMade: made, onRemoved: removed })
  return {
    ...{
      frame,
      model,
      said,
      actions,
      choice,
      wiring,
      asking,
      drop,
      clipboard,
      isMoving,
      add,
      made,
      removed,
      writeNote,
      onHoverEdge,
    },
    opening: seen.opening,
    onSelected: seen.onSelected(choice.onSelected),
    onPan: seen.onPan,
    go: (id: string) => {
      seen.know(id)
      seen.focus.now(id)
    },
    picture: usePicture({ ...props, model, choice, wiring, hoveredEdge, aim: drop.aim, tabId }),
    connecting: useConnecting({ model, actions, wiring, say, ask: asking.ask }),
    sayProblem: say.problem,
  }
}

type SeenParts = Pick<Parameters<typeof useCanvasView>[0], 'frame' | 'model' | 'selectedId'>

/** The part of the flow that is seen, and the focus in it. A step chosen on the canvas itself moves nothing. */
function useSeen({ frame, model, selectedId }: SeenParts) {
  const [knownId, setKnownId] = useState<string | null>(selectedId)
  const { opening, reveal, onPan } = useCanvasView({
    ...{ frame, model, selectedId, knownId },
    states: undefined,
    live: false,
    editing: true,
  })
  useResize(frame, () => (selectedId === null ? undefined : reveal(selectedId)))
  // Chosen on the canvas it is seen: clicking a step does not move it away from under the pointer.
  const onSelected = (choose: Choose): Choose => {
    return (changes) => {
      const chosen = changes.findLast(({ selected }) => selected)
      if (chosen !== undefined) setKnownId(chosen.id)
      choose(changes)
    }
  }
  return { opening, onPan, onSelected, know: setKnownId, focus: useFocus({ frame, reveal, model }) }
}

type Choose = (changes: readonly { id: string; selected: boolean }[]) => void

/** When a panel opens beside the canvas, the chosen step stays in sight. */
function useResize(frame: RefObject<HTMLDivElement | null>, onResize: () => void) {
  const latest = useRef(onResize)
  useEffect(() => {
    latest.current = onResize
  })
  useEffect(() => {
    const element = frame.current
    if (element === null) return
    let width = element.clientWidth
    const observer = new ResizeObserver(() => {
      if (element.clientWidth < width) latest.current()
      width = element.clientWidth
    })
    observer.observe(element)
    return () => observer.disconnect()
  }, [frame])
}

/** The keys and the menu: two more ways to do the same. */
export function useEditInput(props: EditCanvasProps, parts: EditCanvasParts) {
  const { document, mayEdit } = useEditorScope()
  const { model, actions, choice, wiring, asking, made, removed, go } = parts
  const selectAll = () =>
    choice.choose(
      model.steps.map(({ id }) => id),
      document.notes.map(({ id }) => id),
    )
  const keys = useEditKeys({
    ...{ model, frame: parts.frame, mayEdit, actions, wiring },
    selection: choice,
    isMoving: parts.isMoving,
    onGo: (id, extend) => {
      choice.choose(extend ? [...choice.steps.filter((each) => each !== id), id] : [id])
      go(id)
    },
    onOpen: (stepId) => {
      props.onOpen({ stepId })
      askForSettings(stepId)
    },
    onSelectAll: selectAll,
    onClear: () => choice.choose([]),
    onAsk: (id) => asking.ask(nextPlace(document, id), null, id),
    onRemoved: removed,
    onMade: made,
    onUndo: props.onUndo,
    onRedo: props.onRedo,
  })
  const menu = useMenuActions({ ...parts, ask: asking.ask, onOpen: props.onOpen, onMade: made, selectAll })
  return { keys, menu }
}

/** Stable, so that no node is drawn again because of it. */
export function useCommands({ asking, actions }: EditCanvasParts): EditCommands {
  return useMemo(
    () => ({
      ask: (target, at) => asking.latest.current(target, at),
      removeCable: (edgeId) => void actions.disconnect(edgeId),
      changeNote: (noteId, change) => void actions.changeNote(noteId, change),
    }),
    [actions, asking.latest],
  )
}
