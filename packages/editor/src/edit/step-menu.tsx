import { portsOf } from '@patchbay/flow/ports'
import type { MenuItem } from '@patchbay/ui/menu'
import {
  Cable,
  Copy,
  CopyPlus,
  CornerDownRight,
  LogOut,
  PanelRightOpen,
  Plus,
  StickyNote,
  Trash2,
  Unplug,
} from 'lucide-react'
import type { CanvasModel } from '../canvas-model.ts'
import type { AddTarget } from '../contract.ts'

export type MenuPlace = { kind: 'step'; stepId: string } | { kind: 'cable'; edgeId: string } | { kind: 'canvas' }

export type MenuActions = {
  open: (stepId: string) => void
  ask: (target: AddTarget) => void
  wire: (stepId: string) => void
  duplicate: (stepId: string) => void
  copy: (stepId: string) => void
  paste: () => void
  takeOut: (stepId: string) => void
  remove: (stepId: string) => void
  disconnect: (edgeId: string) => void
  addNote: () => void
  selectAll: () => void
  tidy: () => void
}

const icon = { size: 15, strokeWidth: 1.75, 'aria-hidden': true } as const

/** Everything that dragging does, as a menu: by right click, or the menu key on a step. */
export function menuItems(
  model: CanvasModel,
  place: MenuPlace,
  { actions, mayEdit }: { actions: MenuActions; mayEdit: boolean },
): MenuItem[] {
  if (!mayEdit) return place.kind === 'step' ? [opening(place.stepId, actions), copying(place.stepId, actions)] : []
  if (place.kind === 'step') return stepItems(model, place.stepId, actions)
  if (place.kind === 'cable') return cableItems(model, place.edgeId, actions)
  return [
    { label: 'Paste', keys: '⌘V', icon: <Copy {...icon} />, onSelect: actions.paste },
    { label: 'Write a note', icon: <StickyNote {...icon} />, onSelect: actions.addNote },
    { kind: 'line' },
    { label: 'Choose all', keys: '⌘A', onSelect: actions.selectAll },
    { label: 'Tidy up', keys: 'L', onSelect: actions.tidy },
  ]
}

function stepItems(model: CanvasModel, stepId: string, actions: MenuActions): MenuItem[] {
  const view = model.byId.get(stepId)
  if (view === undefined) return []
  const ports = portsOf(view.step)
  const adds = ports.map(({ id, label }): MenuItem => {
    const words =
      id === 'error' ? 'Add: if it fails' : ports.length > 2 ? `Add under “${label}”` : 'Add a step after it'
    const target: AddTarget = { kind: 'after', stepId, port: id }
    return {
      label: words,
      icon: <Plus {...icon} />,
      onSelect: () => actions.ask(target),
      ...(id === 'out' ? { keys: 'A' } : {}),
    }
  })
  const cables = model.walk.outOf(stepId).map(
    (edge): MenuItem => ({
      label: `Unplug from ${model.byId.get(edge.to)?.step.name ?? edge.to}`,
      icon: <Unplug {...icon} />,
      onSelect: () => actions.disconnect(edge.id),
    }),
  )
  const own = view.step.kind === 'trigger' ? [] : [copying(stepId, actions), duplicating(stepId, actions)]
  return [
    opening(stepId, actions),
    { kind: 'line' },
    ...adds,
    ...(view.container !== null && view.empty ? [inside(stepId, actions)] : []),
    ...(ports.length === 0
      ? []
      : [{ label: 'Draw a cable', keys: 'C', icon: <Cable {...icon} />, onSelect: () => actions.wire(stepId) }]),
    ...cables,
    ...(view.parent === null
      ? []
      : [{ label: 'Take out of its frame', icon: <LogOut {...icon} />, onSelect: () => actions.takeOut(stepId) }]),
    { kind: 'line' },
    ...own,
    { label: 'Remove', keys: 'Del', danger: true, icon: <Trash2 {...icon} />, onSelect: () => actions.remove(stepId) },
  ]
}

function inside(containerId: string, actions: MenuActions): MenuItem {
  const target: AddTarget = { kind: 'inside', containerId }
  return { label: 'Add a step inside', icon: <CornerDownRight {...icon} />, onSelect: () => actions.ask(target) }
}

const opening = (stepId: string, actions: MenuActions): MenuItem => ({
  label: 'Open',
  keys: 'Enter',
  icon: <PanelRightOpen {...icon} />,
  onSelect: () => actions.open(stepId),
})

const copying = (stepId: string, actions: MenuActions): MenuItem => ({
  label: 'Copy',
  keys: '⌘C',
  icon: <Copy {...icon} />,
  onSelect: () => actions.copy(stepId),
})

const duplicating = (stepId: string, actions: MenuActions): MenuItem => ({
  label: 'Duplicate',
  keys: '⌘D',
  icon: <CopyPlus {...icon} />,
  onSelect: () => actions.duplicate(stepId),
})

function cableItems(model: CanvasModel, edgeId: string, actions: MenuActions): MenuItem[] {
  const cable = model.cables.find(({ id }) => id === edgeId)
  if (cable === undefined) return []
  const own = cable.port !== 'fork' && cable.target !== 'join'
  const target: AddTarget = own
    ? { kind: 'edge', edgeId }
    : cable.port === 'fork'
      ? { kind: 'before', stepId: cable.to }
      : { kind: 'after', stepId: cable.from, port: cable.port }
  return [
    { label: 'Add a step here', icon: <Plus {...icon} />, onSelect: () => actions.ask(target) },
    ...(own
      ? [
          {
            label: 'Remove the cable',
            keys: 'Del',
            icon: <Unplug {...icon} />,
            onSelect: () => actions.disconnect(edgeId),
          },
        ]
      : []),
  ]
}
