import type { ReactNode } from 'react'

/** A line of a menu. */
export type MenuItem =
  | {
      kind?: 'item'
      label: ReactNode
      icon?: ReactNode
      keys?: string
      onSelect: () => void
      danger?: boolean
      disabled?: boolean
      /** Why it is off, or what it is about. */
      help?: string
      checked?: boolean
    }
  | { kind: 'line' }
  | { kind: 'title'; label: string }
