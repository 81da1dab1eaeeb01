import { IconButton } from '@patchbay/ui/icon-button'
import {
  AlignCenterVertical,
  AlignHorizontalDistributeCenter,
  AlignStartHorizontal,
  AlignStartVertical,
  AlignVerticalDistributeCenter,
  Copy,
  type LucideIcon,
  Trash2,
} from 'lucide-react'
import type { Alignment } from './align-steps.ts'

export type SelectionBarProps = {
  count: number
  onAlign: (how: Alignment) => void
  onDuplicate: () => void
  onRemove: () => void
}

const icon = { size: 16, strokeWidth: 1.75, 'aria-hidden': true } as const

const ways: readonly { how: Alignment; label: string; icon: LucideIcon; from: number }[] = [
  { how: 'left', label: 'Align left', icon: AlignStartVertical, from: 2 },
  { how: 'centre', label: 'Align centres', icon: AlignCenterVertical, from: 2 },
  { how: 'top', label: 'Align top', icon: AlignStartHorizontal, from: 2 },
  { how: 'rows', label: 'Same room between, downwards', icon: AlignVerticalDistributeCenter, from: 3 },
  { how: 'columns', label: 'Same room between, sideways', icon: AlignHorizontalDistributeCenter, from: 3 },
]

/** What can be done to several steps together; above them, in the middle. */
export function SelectionBar({ count, onAlign, onDuplicate, onRemove }: SelectionBarProps) {
  return (
    <div role="toolbar" aria-label={`${count} steps chosen`} className="fc-float-tools fc-selection-bar">
      <span className="px-2 text-ink-2 text-small leading-7 tabular-nums">{count} steps</span>
      <i className="mx-0.5 my-1 w-px bg-line" aria-hidden="true" />
      {ways.map(({ how, label, icon: Icon, from }) =>
        count < from ? null : (
          <IconButton key={how} size="sm" label={label} icon={<Icon {...icon} />} onClick={() => onAlign(how)} />
        ),
      )}
      <i className="mx-0.5 my-1 w-px bg-line" aria-hidden="true" />
      <IconButton size="sm" label="Duplicate" keys="⌘D" icon={<Copy {...icon} />} onClick={onDuplicate} />
      <IconButton size="sm" label="Remove" keys="Del" icon={<Trash2 {...icon} />} onClick={onRemove} />
    </div>
  )
}
