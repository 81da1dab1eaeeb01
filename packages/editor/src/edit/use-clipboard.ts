import { isTyping } from '@patchbay/ui/search-input'
import { useReactFlow } from '@xyflow/react'
import type { ClipboardEvent, RefObject } from 'react'
import { useEditorScope } from '../editor-scope.tsx'
import { actedOn } from './acted-on.ts'
import type { ScreenPoint } from './edit-commands.tsx'
import type { EditActions } from './use-edit-actions.ts'
import { focused } from './use-edit-keys.ts'

type Parts = {
  actions: EditActions
  choice: { steps: readonly string[]; notes: readonly string[] }
  frame: RefObject<HTMLDivElement | null>
  /** The focus is on its way to what was just chosen. */
  isMoving: () => boolean
  onMade: (ids: readonly string[]) => void
  onRemoved: (ids: readonly string[]) => void
}

/** Steps through the clipboard, as text: to another flow, to a file, to a colleague. */
export function useClipboard({ actions, choice, frame, isMoving, onMade, onRemoved }: Parts) {
  const { mayEdit } = useEditorScope()
  const flow = useReactFlow()
  const chosen = (target: EventTarget | null): ReadonlySet<string> => {
    const { steps } = actedOn({ step: focused(target), note: null, isMoving: isMoving() }, choice.steps)
    return new Set([...steps, ...choice.notes])
  }
  const copy = (event: ClipboardEvent): ReadonlySet<string> | null => {
    if (isTyping(event.target) || window.getSelection()?.isCollapsed === false) return null
    const ids = chosen(event.target)
    if (ids.size === 0) return null
    event.clipboardData.setData('text/plain', actions.copy(ids))
    event.preventDefault()
    return ids
  }
  const paste = (text: string, at: ScreenPoint) => void actions.paste(text, flow.screenToFlowPosition(at)).then(onMade)
  return {
    copyText: () => actions.copy(chosen(null)),
    paste,
    handlers: {
      onCopy: (event: ClipboardEvent) => void copy(event),
      onCut: (event: ClipboardEvent) => {
        const ids = copy(event)
        if (ids === null || !mayEdit) return
        const notes = choice.notes.filter((id) => ids.has(id))
        const steps = [...ids].filter((id) => !notes.includes(id))
        if (actions.remove({ steps, notes })) onRemoved(steps)
      },
      onPaste: (event: ClipboardEvent) => {
        if (isTyping(event.target) || !mayEdit) return
        event.preventDefault()
        paste(event.clipboardData.getData('text/plain'), middleOf(frame.current))
      },
    },
  }
}

/** Of what is seen, on the screen. */
export function middleOf(frame: HTMLElement | null): ScreenPoint {
  const box = frame?.getBoundingClientRect() ?? new DOMRect()
  return { x: box.x + box.width / 2 - 110, y: box.y + box.height / 2 - 50 }
}
