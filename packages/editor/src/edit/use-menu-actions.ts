import { useRef } from 'react'
import type { CanvasModel } from '../canvas-model.ts'
import type { Place } from '../contract.ts'
import { useEditorScope } from '../editor-scope.tsx'
import type { ScreenPoint } from './edit-commands.tsx'
import type { MenuActions } from './step-menu.tsx'
import type { Ask } from './use-asking.ts'
import type { EditActions } from './use-edit-actions.ts'
import type { Wiring } from './use-wiring.ts'

type Parts = {
  model: CanvasModel
  actions: EditActions
  choice: { steps: readonly string[]; choose: (ids: readonly string[], notes?: readonly string[]) => void }
  wiring: Wiring
  clipboard: { copyText: () => string; paste: (text: string, at: ScreenPoint) => void }
  ask: Ask
  onOpen: (place: Place) => void
  onMade: (ids: readonly string[]) => void
  /** Gives the focus to a step. */
  go: (id: string) => void
  writeNote: (at: ScreenPoint) => void
  selectAll: () => void
  sayProblem: (message: string) => void
}

/** What the menu's lines do. `at`: where it was opened, on the screen. */
export function useMenuActions(parts: Parts): { actions: MenuActions; at: { current: ScreenPoint } } {
  const at = useRef<ScreenPoint>({ x: 0, y: 0 })
  const { flows } = useEditorScope()
  const { model, actions, choice, wiring, clipboard } = parts
  const with_ = (stepId: string) => (choice.steps.includes(stepId) ? choice.steps : [stepId])
  const menu: MenuActions = {
    open: (stepId) => parts.onOpen({ stepId }),
    ask: (target) => parts.ask(target, at.current),
    wire: (stepId) => {
      parts.go(stepId)
      wiring.begin(stepId)
    },
    duplicate: (stepId) => parts.onMade(actions.duplicate(with_(stepId))),
    copy: (stepId) =>
      void navigator.clipboard
        .writeText(actions.copy(new Set(with_(stepId))))
        .catch(() => parts.sayProblem(noClipboard)),
    paste: () =>
      void navigator.clipboard
        .readText()
        .then((text) => clipboard.paste(text, at.current))
        .catch(() => parts.sayProblem(noClipboard)),
    takeOut: (stepId) => {
      const view = model.byId.get(stepId)
      const frame = model.byId.get(view?.parent ?? '')
      if (view === undefined || frame === undefined) return
      const x = frame.at.x + frame.box.width + 40
      actions.move([{ stepId, at: { x, y: view.at.y } }], [])
    },
    openFlow: (flowId) => {
      const href = flows?.find(({ id }) => id === flowId)?.href
      if (href !== undefined) window.open(href, '_blank', 'noreferrer')
    },
    toLane: (stepId, to) => void actions.toLane(with_(stepId), to),
    remove: (stepId) => {
      if (actions.remove({ steps: with_(stepId), notes: [] })) choice.choose([])
    },
    disconnect: (edgeId) => void actions.disconnect(edgeId),
    addNote: () => parts.writeNote(at.current),
    selectAll: parts.selectAll,
    tidy: () => void actions.tidy(),
  }
  return { actions: menu, at }
}

const noClipboard = 'The browser does not let this page use the clipboard. Press ⌘C or ⌘V on the canvas instead.'
