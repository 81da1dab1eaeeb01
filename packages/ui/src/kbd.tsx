import type { ReactNode } from 'react'
import { cn } from './cn.ts'

export function Kbd({ children, className }: { children: ReactNode; className?: string }) {
  return (
    <kbd
      className={cn(
        'inline-block min-w-4.5 rounded-1 border border-line bg-surface-2 px-1 text-center font-medium font-sans text-ink-3 text-meta',
        className,
      )}
    >
      {children}
    </kbd>
  )
}
