import { stateTone } from '@patchbay/ui/state'
import type { NodeProps } from '@xyflow/react'
import { memo, useEffect, useMemo, useRef } from 'react'
import type { StepFlowNode } from './canvas-nodes.ts'
import type { EditFlowNode } from './edit/edit-nodes.ts'
import { stepKinds } from './step-kinds.tsx'
import { UndoNode } from './undo-node.tsx'

/** Draws a step by its kind. */
export const StepNodeView = memo(function StepNodeView({ data }: NodeProps<StepFlowNode>) {
  const View = data.view.undoes === null ? stepKinds[data.view.step.kind] : UndoNode
  return <View {...data} />
})

/** Dots never closer than 16 px on the screen. */
export function dotPitch(zoom: number): number {
  let pitch = 20
  while (pitch * zoom < 16) pitch *= 2
  return pitch
}

/** Computes a list of things with ids, handing in those of last time so that what is alike can stay itself. */
export function useStable<T extends { id: string }>(
  make: (before: ReadonlyMap<string, T>) => T[],
  inputs: readonly unknown[],
): T[] {
  const before = useRef<ReadonlyMap<string, T>>(new Map())
  const list = useMemo(() => make(before.current), inputs)
  useEffect(() => {
    before.current = new Map(list.map((each) => [each.id, each]))
  }, [list])
  return list
}

/** The step that has the focus. */
export function stepAt(target: EventTarget): string | null {
  return target instanceof HTMLElement ? (target.dataset['step'] ?? null) : null
}

export function mapColour(node: EditFlowNode): string {
  if (node.type !== 'step') return 'var(--line)'
  const { data } = node
  if (data.view.container !== null) return 'var(--surface-2)'
  if (data.selected) return 'var(--signal-solid)'
  const state = data.state?.state
  return state === undefined || state === 'queued' || state === 'skipped'
    ? 'var(--line-2)'
    : `var(--${stateTone[state]}-solid)`
}
