'use client'

import { type ReactNode, useSyncExternalStore } from 'react'
import { cn } from './cn.ts'

/** A key. `⌘`, `⌥` and `⇧` read Ctrl, Alt and Shift where a keyboard has no such signs. */
export function Kbd({ children, className }: { children: ReactNode; className?: string }) {
  const isApple = useSyncExternalStore(neverChanges, isAppleKeyboard, () => true)
  return (
    <kbd
      className={cn(
        'inline-block min-w-4.5 whitespace-nowrap rounded-1 border border-line bg-surface-2 px-1 text-center font-medium font-sans text-ink-3 text-meta',
        className,
      )}
    >
      {typeof children === 'string' && !isApple ? spelledOut(children) : children}
    </kbd>
  )
}

const neverChanges = () => () => undefined

const isAppleKeyboard = (): boolean => /Mac|iPhone|iPad/.test(navigator.userAgent)

/** "⇧⌘Z" is Shift+Ctrl+Z there. */
function spelledOut(keys: string): string {
  const words: Record<string, string> = { '⌘': 'Ctrl', '⌥': 'Alt', '⇧': 'Shift' }
  return keys
    .split(/([⌘⌥⇧])/)
    .map((part) => words[part] ?? part.trim())
    .filter((part) => part !== '')
    .join('+')
}
