import { Plus as PlusIcon } from 'lucide-react'
import type { AddTarget } from '../contract.ts'
import { useEditCommands } from './edit-commands.tsx'

export type PlusProps = { target: AddTarget; className?: string; style?: React.CSSProperties }

/** Adds a step there. For the pointer; the keyboard has A on every step. */
export function Plus({ target, className = '', style }: PlusProps) {
  const commands = useEditCommands()
  if (commands === null) return null
  return (
    <span
      aria-hidden="true"
      className={`fc-plus nodrag nopan ${className}`}
      style={style}
      onPointerDown={(event) => event.stopPropagation()}
      onClick={(event) => {
        event.stopPropagation()
        const box = event.currentTarget.getBoundingClientRect()
        commands.ask(target, { x: box.x + box.width / 2, y: box.y + box.height / 2 })
      }}
    >
      <PlusIcon size={14} strokeWidth={2} />
    </span>
  )
}
