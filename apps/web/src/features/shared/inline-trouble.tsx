import { CircleX } from 'lucide-react'
import { troubleWords } from './trouble.ts'

/** What went wrong, where it went wrong: under the button that was pressed. */
export function InlineTrouble({ error, className = '' }: { error: unknown; className?: string }) {
  if (error === null || error === undefined) return null
  return (
    <p role="alert" className={`flex items-start gap-1.5 text-bad text-small ${className}`}>
      <CircleX size={13} strokeWidth={1.75} className="mt-[2.5px] flex-none" aria-hidden="true" />
      <span>{typeof error === 'string' ? error : troubleWords(error)}</span>
    </p>
  )
}
