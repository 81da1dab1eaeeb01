import { cn } from './cn.ts'

/** The turning glyph of a button at work. Still, when motion is reduced. */
export function Spinner({ size = 15, className }: { size?: number; className?: string }) {
  return (
    <svg className={cn('block flex-none', className)} width={size} height={size} viewBox="0 0 16 16" aria-hidden="true">
      <circle cx="8" cy="8" r="5.75" fill="none" stroke="currentColor" strokeWidth="1.7" opacity=".3" />
      <path
        className="ui-spin"
        d="M8 2.25A5.75 5.75 0 0 1 13.75 8"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.9"
        strokeLinecap="round"
      />
    </svg>
  )
}
