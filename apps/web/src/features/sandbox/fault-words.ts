import type { Fault, FaultMode, ShopEvents, SystemName } from './sandbox-schema.ts'

export type System = { name: SystemName; label: string; connector: string }

export const systems: readonly System[] = [
  { name: 'carrier', label: 'Carrier', connector: 'easypost' },
  { name: 'payments', label: 'Payments', connector: 'stripe' },
  { name: 'warehouse', label: 'Shop and stock', connector: 'shopify' },
  { name: 'crm', label: 'CRM', connector: 'hubspot' },
  { name: 'mail', label: 'Mail', connector: 'sendgrid' },
]

export const modeWord: Record<FaultMode, string> = {
  fail: 'Fail',
  slow: 'Slow',
  '429': '429',
  malformed: 'Garbled',
  timeout_after_apply: 'Time-out after applying',
  down: 'Down',
}

/** One that is used up is only kept to say so. */
export const isAtWork = (fault: Fault | null): fault is Fault =>
  fault !== null && (fault.count === null || fault.used < fault.count)

/** The switch's effect in a sentence. */
export function faultSentence(fault: Fault | null): string {
  if (fault === null) return 'Answers as it should'
  const used = fault.count === null || fault.used === 0 ? '' : ` ${fault.used} of ${fault.count} used.`
  const calls =
    fault.count === null ? 'every call' : fault.count === 1 ? 'the next call' : `the next ${fault.count} calls`
  if (!isAtWork(fault)) return `Used up: answers as it should again.`
  switch (fault.mode) {
    case 'fail':
      return `Fails ${calls} with ${fault.status}.${used}`
    case 'slow':
      return `Every answer takes ${fault.ms / 1000} s longer.${used}`
    case '429':
      return `Asks ${calls} to slow down for ${fault.retryAfterS} s.${used}`
    case 'malformed':
      return `Answers ${calls} with garbage.${used}`
    case 'timeout_after_apply':
      return `Does what ${calls} ${fault.count === 1 || fault.count === null ? 'asks' : 'ask'}, then never answers.${used}`
    case 'down':
      return 'Takes no calls at all.'
  }
}

export function shopEventsSentence(events: ShopEvents): string {
  if (events.duplicate && events.outOfOrder) return 'Each is sent twice, and they overtake each other'
  if (events.duplicate) return 'Each is sent twice, under the same id'
  if (events.outOfOrder) return 'They overtake each other'
  return events.delayMs > 0 ? `Each comes ${events.delayMs / 1000} s late` : 'Each is sent once, in order'
}

export type FaultWish = { mode: FaultMode; count: number | null; status: number }

/** What a switch begins with: two failing calls, one call whose answer gets lost, or until switched off. */
export function wishOf(mode: FaultMode, before: Fault | null): FaultWish {
  const status = before?.status ?? 503
  const counted = mode === 'fail' || mode === '429' || mode === 'malformed'
  return { mode, status, count: counted ? (before?.count ?? 2) : mode === 'timeout_after_apply' ? 1 : null }
}
