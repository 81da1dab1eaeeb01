import { cn } from './cn.ts'
import { cssVars } from './css-vars.ts'

/** Initials in the person's own hue, the same wherever they appear. */
export function Avatar({ name, size = 28, className }: { name: string; size?: number; className?: string }) {
  return (
    <span
      aria-hidden="true"
      className={cn('ui-avatar inline-grid flex-none place-items-center rounded-full font-semibold', className)}
      style={{
        ...cssVars({ '--hue': hueOf(name) }),
        width: size,
        height: size,
        fontSize: Math.max(11, Math.round(size * 0.4)),
      }}
    >
      {initials(name)}
    </span>
  )
}

export function initials(name: string): string {
  const words = name
    .trim()
    .split(/\s+/)
    .filter((word) => word !== '')
  const letters = words.length > 1 ? [words[0], words[words.length - 1]] : [words[0]]
  return letters.map((word) => [...(word ?? '?')][0]?.toUpperCase() ?? '?').join('')
}

export function hueOf(text: string): number {
  let hash = 7
  for (const letter of text) hash = (hash * 31 + (letter.codePointAt(0) ?? 0)) % 360
  return hash
}
