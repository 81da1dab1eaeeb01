import type { Answer } from '@patchbay/ui/availability-strip'
import type { ConnectionSummary } from '../../trpc/types.ts'

const answers = { ok: 'answering', slow: 'slow', failing: 'failing' } as const

/** Twelve periods of two hours for the strip, oldest first. */
export function stripSlots(strip: ConnectionSummary['strip']): { answer: Answer; title: string }[] {
  return strip.map((each, index) => {
    const answer = each === null ? 'quiet' : answers[each]
    const hours = (strip.length - index) * 2
    return { answer, title: `${hours} to ${hours - 2} hours ago: ${answer === 'quiet' ? 'not used' : answer}` }
  })
}
