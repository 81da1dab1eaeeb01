import { cn } from '@patchbay/ui/cn'
import { Minus, Pencil, Plus } from 'lucide-react'

/** "Subject is now “Thank you”", and struck through what it was. */
export function ChangeWords({ now, before }: { now: string; before: string | null }) {
  return (
    <p className="break-words text-ink-2">
      {now}
      {before === null ? null : (
        <>
          , <s className="text-ink-3">{before}</s>
        </>
      )}
    </p>
  )
}

const kinds = {
  new: { words: 'New', icon: Plus, look: 'bg-signal-solid text-surface' },
  changed: { words: 'Changed', icon: Pencil, look: 'bg-signal-soft text-signal ring-1 ring-signal-line ring-inset' },
  gone: { words: 'Gone', icon: Minus, look: 'border border-signal-solid border-dashed text-signal' },
} as const

/** Signal, not traffic lights: new is filled, changed soft, gone dashed. */
export function KindPill({ kind }: { kind: keyof typeof kinds }) {
  const { words, icon: Icon, look } = kinds[kind]
  return (
    <span className={cn('flex h-5 flex-none items-center gap-1 rounded-full px-2 font-medium text-meta', look)}>
      <Icon size={10} strokeWidth={2.4} aria-hidden="true" />
      {words}
    </span>
  )
}
