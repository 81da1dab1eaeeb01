import { cn } from '@patchbay/ui/cn'
import { VendorMark } from '@patchbay/ui/vendor-tile'
import { ChevronLeft, ChevronRight, GripVertical } from 'lucide-react'
import type { ReactNode } from 'react'
import { iconOf } from '../step-icon.tsx'
import type { PaletteItem } from './palette-sections.ts'
import type { StepChoice } from './step-choice.ts'

/** What a drag from the palette carries: a choice's key. */
export const dragType = 'application/x-patchbay-step'

export type ChoiceRowProps = {
  id: string
  item: PaletteItem
  active: boolean
  draggable: boolean
  onChoose: () => void
}

const small = { size: 16, strokeWidth: 1.75, 'aria-hidden': true } as const

export function ChoiceRow({ id, item, active, draggable, onChoose }: ChoiceRowProps) {
  const look = lookOf(item)
  const carried = item.kind === 'choice' && draggable ? item.choice : null
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the search field has the focus and answers the keys
    // biome-ignore lint/a11y/useFocusableInteractive: likewise, by aria-activedescendant
    <div
      id={id}
      role="option"
      aria-selected={active}
      title={look.label}
      draggable={carried !== null}
      onDragStart={(event) => {
        if (carried === null) return
        event.dataTransfer.setData(dragType, carried.key)
        event.dataTransfer.setData('text/plain', carried.sentence)
        event.dataTransfer.effectAllowed = 'copy'
      }}
      // The search field keeps the focus; dragging begins all the same.
      onMouseDown={(event) => (carried === null ? event.preventDefault() : undefined)}
      onClick={onChoose}
      className={cn(
        'group flex min-h-8.5 cursor-pointer select-none items-center gap-2.5 px-3 py-1 hover:bg-surface-2',
        active && 'bg-surface-3 hover:bg-surface-3',
      )}
    >
      <span className="grid size-4 flex-none place-items-center text-ink-2">{look.icon}</span>
      <span className="min-w-0 flex-1">
        <span className="block truncate">{look.label}</span>
        {look.second === null ? null : <span className="block truncate text-ink-3 text-small">{look.second}</span>}
      </span>
      {look.aside}
      {carried === null ? null : (
        <GripVertical
          size={14}
          strokeWidth={1.75}
          aria-hidden="true"
          className="flex-none text-ink-3 opacity-0 group-hover:opacity-100"
        />
      )}
    </div>
  )
}

type Look = { icon: ReactNode; label: string; second: string | null; aside: ReactNode }

function lookOf(item: PaletteItem): Look {
  if (item.kind === 'back') return { icon: <ChevronLeft {...small} />, label: 'All steps', second: null, aside: null }
  if (item.kind === 'app') {
    const aside = (
      <span className="flex flex-none items-center gap-1 text-ink-3 text-small tabular-nums">
        {item.count}
        <ChevronRight size={13} strokeWidth={1.75} aria-hidden="true" />
      </span>
    )
    return { icon: <VendorMark connector={item.connector} />, label: item.title, second: null, aside }
  }
  const { choice, twoLines } = item
  return { icon: choiceIcon(choice), label: choice.sentence, second: twoLines ? choice.second : null, aside: null }
}

export function choiceIcon(choice: StepChoice): ReactNode {
  if (choice.connector !== null) return <VendorMark connector={choice.connector} />
  const Icon = iconOf(choice.draft.step)
  return <Icon {...small} />
}
