import type { ReactNode } from 'react'
import { cn } from './cn.ts'
import { CopyButton } from './copy-button.tsx'

export type CodeViewProps = {
  code: string
  /** "The same by HTTP" */
  label: string
  copy?: boolean
  /** Lines run on instead of being scrolled. */
  wrap?: boolean
  head?: ReactNode
  className?: string
}

export function CodeView({ code, label, copy = true, wrap = false, head, className }: CodeViewProps) {
  return (
    <figure
      className={cn('relative m-0 min-w-0 rounded-2 border border-line bg-surface-2', className)}
      aria-label={label}
    >
      {head === undefined ? null : <figcaption className="px-3 pt-2 text-ink-3 text-small">{head}</figcaption>}
      <pre
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        tabIndex={0}
        className={cn(
          'focus-inset m-0 overflow-x-auto px-3 py-2 font-mono text-ink text-small',
          copy && 'pr-11',
          wrap && 'whitespace-pre-wrap break-words',
        )}
      >
        <code>{code}</code>
      </pre>
      {copy ? <CopyButton text={code} label="Copy" className="absolute top-1 right-1" /> : null}
    </figure>
  )
}
