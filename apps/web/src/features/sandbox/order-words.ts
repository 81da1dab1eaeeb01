import type { Order } from './sandbox-schema.ts'

type RunLike = { id: string; subject: string | null }

/** The runs about that order, in the order given: a run's subject carries its number. */
export function runsOfOrder<T extends RunLike>(order: Pick<Order, 'name'>, runs: readonly T[]): T[] {
  const number = new RegExp(`${order.name.replace(/[^#A-Za-z0-9-]/g, '')}(?![A-Za-z0-9-])`)
  return runs.filter((run) => run.subject !== null && number.test(run.subject))
}

/** The shop's own word for an order that no run has taken up yet. */
export function orderWords(order: Pick<Order, 'financialStatus' | 'cancelled'>): string {
  if (order.cancelled) return 'Cancelled'
  return (
    {
      authorized: 'Money reserved',
      paid: 'Paid',
      pending: 'Not paid',
      refunded: 'Refunded',
      voided: 'Card declined',
    }[order.financialStatus] ?? order.financialStatus
  )
}

export type OrderAction = { action: 'pay' | 'refund' | 'cancel' | 'fulfil-partially'; label: string }
type Standing = Pick<Order, 'financialStatus' | 'fulfillmentStatus' | 'cancelled' | 'lines'>

/** What the shop lets one do with an order as it stands. */
export function orderActions({ financialStatus, fulfillmentStatus, cancelled, lines }: Standing): OrderAction[] {
  if (cancelled) return []
  const pieces = lines.reduce((sum, line) => sum + line.quantity, 0)
  const all: (OrderAction & { when: boolean })[] = [
    { action: 'pay', label: 'Pay', when: financialStatus === 'authorized' || financialStatus === 'pending' },
    { action: 'refund', label: 'Refund', when: financialStatus === 'paid' },
    { action: 'fulfil-partially', label: 'Ship a part', when: fulfillmentStatus === 'unfulfilled' && pieces > 1 },
    { action: 'cancel', label: 'Cancel the order', when: fulfillmentStatus === 'unfulfilled' },
  ]
  return all.flatMap(({ when, ...each }) => (when ? [each] : []))
}
