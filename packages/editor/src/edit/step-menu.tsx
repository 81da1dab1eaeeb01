import type { Step } from '@patchbay/flow/document'
import { portsOf, UNDO_PORT } from '@patchbay/flow/ports'
import type { MenuItem } from '@patchbay/ui/menu'
import {
  ArrowRightLeft,
  ArrowUpRight,
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
import type { CanvasModel, CanvasStep } from '../canvas-model.ts'
import type { AddTarget } from '../contract.ts'
import { laneNames, laneWords } from '../lanes.ts'
import { addTargetOf, isOwn } from './edit-nodes.ts'
import type { LanePlace } from './lane-operation.ts'

export type MenuPlace = { kind: 'step'; stepId: string } | { kind: 'cable'; edgeId: string } | { kind: 'canvas' }

export type MenuActions = {
  open: (stepId: string) => void
  ask: (target: AddTarget) => void
  wire: (stepId: string) => void
  duplicate: (stepId: string) => void
  copy: (stepId: string) => void
  paste: () => void
  takeOut: (stepId: string) => void
  toLane: (stepId: string, to: LanePlace) => void
  /** The flow that a step runs, in a new tab. */
  openFlow: (flowId: string) => void
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
  const ports = portsIn(view)
  const ways = ports.filter(({ id }) => asides[id] === undefined).length
  const adds = ports.map(({ id, label }): MenuItem => {
    const words = asides[id] ?? (ways > 1 ? `Add under “${label}”` : 'Add a step after it')
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
    ...flowItems(view.step, actions),
    { kind: 'line' },
    ...adds,
    ...(view.container !== null && view.container !== 'scope' && view.empty ? [inside(stepId, actions)] : []),
    ...laneItems(view, actions),
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

function flowItems(step: Step, actions: MenuActions): MenuItem[] {
  const flowId = step.kind === 'subflow' ? step.flowId : null
  if (flowId === null) return []
  return [
    { label: 'Open the flow it runs', icon: <ArrowUpRight {...icon} />, onSelect: () => actions.openFlow(flowId) },
  ]
}

/** Words where the jack's own do not say what is added. */
const asides: Readonly<Record<string, string>> = { error: 'Add: if it fails', undo: 'Add: what undoes it' }

/** The jacks that a cable can leave by: what undoes a step leads nowhere, and what has an undo gets no second one. */
function portsIn(view: CanvasStep) {
  if (view.undoes !== null) return []
  return portsOf(view.step).filter(({ id }) => id !== UNDO_PORT || (view.hasUndo && !view.plugged.undo))
}

/** Into the lanes of a scope: a step added there, or the step itself moved there. */
function laneItems(view: CanvasStep, actions: MenuActions): MenuItem[] {
  const adds = view.container !== 'scope' ? [] : laneNames
  const moves = view.inScope === null || view.undoes !== null ? [] : laneNames.filter((lane) => lane !== view.lane)
  return [
    ...adds.map((lane): MenuItem => {
      const target: AddTarget = { kind: 'inside', containerId: view.id, lane }
      return {
        label: `Add to: ${laneWords[lane]}`,
        icon: <CornerDownRight {...icon} />,
        onSelect: () => actions.ask(target),
      }
    }),
    ...moves.map(
      (lane): MenuItem => ({
        label: `Move to: ${laneWords[lane]}`,
        icon: <ArrowRightLeft {...icon} />,
        onSelect: () => actions.toLane(view.id, { containerId: view.inScope ?? '', lane }),
      }),
    ),
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
  const target = addTargetOf(cable)
  return [
    ...(target === null
      ? []
      : [{ label: 'Add a step here', icon: <Plus {...icon} />, onSelect: () => actions.ask(target) }]),
    ...(isOwn(cable)
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
