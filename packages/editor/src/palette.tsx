'use client'

import { IconButton } from '@patchbay/ui/icon-button'
import { Kbd } from '@patchbay/ui/kbd'
import { PointPopover } from '@patchbay/ui/point-popover'
import { Segmented } from '@patchbay/ui/segmented'
import { PanelLeftClose } from 'lucide-react'
import { useState } from 'react'
import type { AddTarget, StepDraft } from './contract.ts'
import { useEditorScope } from './editor-scope.tsx'
import { FlowOutline } from './flow-outline.tsx'
import { UNDO } from './flow-walk.ts'
import { ChoiceList } from './palette/choice-list.tsx'
import { useAddStep } from './use-add-step.tsx'

export type PaletteProps = {
  /** New steps go below it; what often follows it is proposed first. */
  selectedId: string | null
  /** Adds the step in the page's own way; without it the palette does, and tells by `onAdded`. */
  onAdd?: (draft: StepDraft, at?: AddTarget) => void
  onAdded?: (stepId: string) => void
  onCollapse?: () => void
  /** The flow as a list is offered beside the steps to add; a step chosen there is told here. */
  onSelect?: (stepId: string) => void
}

/** All that can be added, at the left of the canvas: 236 wide, as high as there is room for. */
export function Palette({ selectedId, onAdd, onAdded, onCollapse, onSelect }: PaletteProps) {
  const { document, manifests } = useEditorScope()
  const add = useAddStep()
  const [shown, setShown] = useState<'add' | 'outline'>('add')
  const [refused, setRefused] = useState<string | null>(null)
  const choose = (draft: StepDraft) => {
    if (onAdd !== undefined) return onAdd(draft)
    const added = add(draft, null, selectedId)
    setRefused(added.ok ? null : added.problem.message)
    if (added.ok) onAdded?.(added.stepId)
  }
  return (
    <section aria-label="Add a step" className="flex h-full min-h-0 w-full flex-col bg-surface text-ui">
      <header className="flex h-12 flex-none items-center justify-between gap-2 pr-2 pl-3">
        {onSelect === undefined || document.steps.length === 0 ? (
          <h2 className="m-0 font-semibold text-h3">Add a step</h2>
        ) : (
          <Segmented label="What is listed" value={shown} onValueChange={setShown} options={lists} />
        )}
        {onCollapse === undefined ? null : (
          <IconButton
            size="sm"
            label="Fold the list of steps away"
            icon={<PanelLeftClose size={16} strokeWidth={1.75} aria-hidden="true" />}
            onClick={onCollapse}
          />
        )}
      </header>
      {shown === 'outline' && onSelect !== undefined ? (
        <FlowOutline
          document={document}
          manifests={manifests}
          selectedId={selectedId}
          onSelect={onSelect}
          label="Steps of the flow"
          dense
          className="min-h-0 flex-1 overflow-y-auto pb-2"
        />
      ) : (
        <ChoiceList
          afterId={selectedId}
          draggable
          onChoose={(choice) => choose(choice.draft)}
          foot={
            <>
              {refused === null ? null : (
                <p
                  role="alert"
                  className="m-0 flex-none border-line border-t bg-attn-soft px-3 py-2 text-attn text-small"
                >
                  {refused}
                </p>
              )}
              <p className="m-0 flex h-[37px] flex-none items-center gap-1.5 border-line border-t px-3 text-ink-3 text-small">
                Drag onto the canvas, or press <Kbd>A</Kbd>
              </p>
            </>
          }
        />
      )}
    </section>
  )
}

const lists = [
  { value: 'add', label: 'Add a step' },
  { value: 'outline', label: 'Outline' },
] as const

export type StepChooserProps = {
  target: AddTarget | null
  /** On the screen. */
  at: { x: number; y: number } | null
  onChoose: (draft: StepDraft, target: AddTarget) => void
  onClose: () => void
  returnTo?: () => HTMLElement | null
}

/** The same list where a step is wanted: at a +, at the end of a cable. */
export function StepChooser({ target, at, onChoose, onClose, returnTo }: StepChooserProps) {
  const { document } = useEditorScope()
  const after = target === null ? null : stepBefore(target, document.edges)
  const isUndo = target?.kind === 'after' && target.port === UNDO
  return (
    <PointPopover
      at={target === null ? null : at}
      onClose={onClose}
      label={
        isUndo
          ? 'Choose what undoes it'
          : target?.kind === 'start'
            ? 'Choose what starts the flow'
            : 'Choose a step to add'
      }
      className="flex h-105 w-72 flex-col pt-2 text-ui"
      {...(returnTo === undefined ? {} : { returnTo })}
    >
      {target === null ? null : (
        <ChoiceList
          autoFocus
          afterId={after}
          between={target.kind === 'edge' || target.kind === 'before'}
          startsOnly={target.kind === 'start'}
          undoOnly={isUndo}
          onChoose={(choice) => onChoose(choice.draft, target)}
        />
      )}
    </PointPopover>
  )
}

function stepBefore(target: AddTarget, edges: readonly { id: string; from: string }[]): string | null {
  if (target.kind === 'after') return target.stepId
  if (target.kind === 'edge') return edges.find(({ id }) => id === target.edgeId)?.from ?? null
  return null
}
