import type { ApprovalView } from '../../trpc/types.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS
/** Below so many hours the minutes matter. */
const EXACT_HOURS = 3

/** "2 h left", "1 h 20 min left", "14 min left", to the nearest minute; less than one is said so. */
export function leftWords(deadlineAt: Date, now: Date): string {
  const leftMs = deadlineAt.getTime() - now.getTime()
  if (leftMs <= 0) return 'over'
  if (leftMs < MINUTE_MS) return 'less than a minute left'
  const minutes = Math.round(leftMs / MINUTE_MS)
  if (minutes < 60) return `${minutes} min left`
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60]
  if (hours < EXACT_HOURS && rest > 0) return `${hours} h ${rest} min left`
  if (leftMs < 2 * DAY_MS) return `${Math.round(minutes / 60)} h left`
  return `${Math.round(leftMs / DAY_MS)} days left`
}

/** Who else can answer, and what becomes of a second answer. `you`: an id. */
export function askedWords(asked: readonly { userId: string; name: string }[], you: string): string {
  const others = asked.filter(({ userId }) => userId !== you).map(({ name }) => name)
  const isAsked = others.length < asked.length
  if (!isAsked) return `Put to ${listed(others)}. As you answer for this workspace, you may answer, too.`
  if (others.length === 0) return 'You alone are asked.'
  return `You are asked, and so ${others.length === 1 ? 'is' : 'are'} ${listed(others)}. The first answer counts.`
}

export const listed = (names: readonly string[]): string =>
  names.length < 2 ? (names[0] ?? 'nobody') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`

/** "You approved this", "Idris refused this". `you`: an id, as two people and a key may be called the same. */
export function decidedWords(
  of: Pick<ApprovalView, 'verdict' | 'decidedBy' | 'decidedById'>,
  you: string | null,
): string {
  const who = of.decidedById !== null && of.decidedById === you ? 'You' : (of.decidedBy ?? 'Somebody')
  return `${who} ${of.verdict === 'refused' ? 'refused' : 'approved'} this`
}
