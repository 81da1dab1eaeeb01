import type { GoLivePlan } from '../../trpc/types.ts'
import { counted, listed } from '../shared/words.ts'

export type Check = { state: 'checking' | 'works' | 'refused'; message: string | null }

/** What is chosen before a person chooses: the only live account there is. */
export function firstPairs({ pairs }: Pick<GoLivePlan, 'pairs'>): Record<string, string> {
  return Object.fromEntries(pairs.flatMap(({ sandbox, chosen }) => (chosen === null ? [] : [[sandbox.id, chosen]])))
}

/** Why it cannot go live yet; null when it can. */
export function blockers(
  { pairs, checks }: Pick<GoLivePlan, 'pairs' | 'checks'>,
  chosen: Readonly<Record<string, string>>,
  results: Readonly<Record<string, Check>>,
): string | null {
  const open = pairs.filter(({ sandbox }) => chosen[sandbox.id] === undefined)
  if (open.length > 0) return `${counted(open.length, 'connection')} to choose first`
  const states = pairs.map(({ sandbox }) => results[chosen[sandbox.id] ?? '']?.state)
  const refused = states.filter((state) => state === 'refused').length
  if (refused > 0) return `${counted(refused, 'connection')} to fix first`
  if (states.some((state) => state !== 'works')) return 'The connections are being checked'
  const stopped = checks.filter(({ ok }) => !ok).length
  return stopped === 0 ? null : `${counted(stopped, 'problem')} to fix first`
}

/** "From the first event on, this writes to Stripe and SendGrid for real." */
export function liveWords(effects: GoLivePlan['effects']): string {
  const apps = [...new Set(effects.map(({ connectorTitle }) => connectorTitle))]
  if (apps.length === 0) return 'It reads from live accounts and changes nothing there.'
  return `From the first event on, this changes things at ${listed(apps)} for real.`
}

export function dayWords(perDay: number): string {
  return perDay >= 10 ? Math.round(perDay).toLocaleString('en-GB') : String(Number(perDay.toFixed(1)))
}
