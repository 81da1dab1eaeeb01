import { simulators } from '../simulators.ts'
import type { Workspace } from '../workspaces.ts'

/** Stripe's payment intent to the order that it pays for. */
const ORDER_OF_PAYMENT = 'order-of-payment'

/** After a call to Stripe: where it took an order's money, whoever asked, the shop marks the order paid and tells of it once. */
export function hearOfCapture(workspace: Workspace, path: string): void {
  const intent = /^\/v1\/payment_intents\/([^/]+)\/capture$/.exec(path)?.[1]
  if (intent === undefined) return
  const orderId = workspace.own.get(ORDER_OF_PAYMENT, intent)
  if (typeof orderId !== 'number' || !isCaptured(workspace, intent)) return
  simulators.shopify.commands.settlePayment(workspace.hostOf('shopify'), { orderId })
}

export function noteOrderOfPayment(
  workspace: Workspace,
  { intent, orderId }: { intent: string; orderId: number },
): void {
  workspace.own.put(ORDER_OF_PAYMENT, intent, orderId)
}

/** By Stripe's own books: an answer that got lost on the way says nothing of what was applied. */
export function isCaptured(workspace: Workspace, intent: string): boolean {
  return simulators.stripe.commands.statusOf(workspace.hostOf('stripe'), { intent }) === 'succeeded'
}
