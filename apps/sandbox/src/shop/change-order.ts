import type { SimRequest } from '@patchbay/connector-sdk/simulator'
import { z } from 'zod'
import { ControlError } from '../control-error.ts'
import type { Order } from '../control-schema.ts'
import { simulators } from '../simulators.ts'
import type { Workspace } from '../workspaces.ts'
import { isCaptured } from './hear-of-capture.ts'
import { findOrder } from './read-shop.ts'

/** What the shop's staff does to an order. Each answers with the order as it is then, or refuses with a 409. */

/** Captures the authorised amount and tells that the order is paid. */
export async function payOrder(workspace: Workspace, id: string | undefined): Promise<Order> {
  const order = findOrder(workspace, id)
  if (order.cancelled) throw new ControlError(409, 'conflict', `${order.name} is cancelled.`)
  if (order.financialStatus !== 'authorized' && order.financialStatus !== 'pending')
    throw new ControlError(409, 'conflict', `Nothing to pay: ${order.name} is ${order.financialStatus}.`)
  const { paymentIntentId: intent } = order
  if (intent !== null && order.financialStatus === 'authorized' && !isCaptured(workspace, intent)) {
    const path = `/v1/payment_intents/${intent}/capture`
    await staffCall(workspace, 'stripe', { path, headers: { authorization: 'Bearer sk_test_shop_staff' }, body: '' })
  }
  simulators.shopify.commands.payOrder(workspace.hostOf('shopify'), { orderId: Number(order.id) })
  return findOrder(workspace, id)
}

/** Also lets go of an amount that is only authorised. */
export function cancelOrder(workspace: Workspace, id: string | undefined): Order {
  const order = findOrder(workspace, id)
  if (order.cancelled) throw new ControlError(409, 'conflict', `${order.name} is cancelled already.`)
  if (order.fulfillmentStatus === 'fulfilled')
    throw new ControlError(409, 'conflict', `${order.name} has been shipped.`)
  if (order.paymentIntentId !== null && order.financialStatus === 'authorized')
    simulators.stripe.commands.cancelIntent(workspace.hostOf('stripe'), { intent: order.paymentIntentId })
  simulators.shopify.commands.cancelOrder(workspace.hostOf('shopify'), { orderId: Number(order.id) })
  return findOrder(workspace, id)
}

export function refundOrder(workspace: Workspace, id: string | undefined): Order {
  const order = findOrder(workspace, id)
  if (order.financialStatus !== 'paid')
    throw new ControlError(409, 'conflict', `Nothing to refund: ${order.name} is ${order.financialStatus}.`)
  if (order.paymentIntentId !== null)
    simulators.stripe.commands.refundAll(workspace.hostOf('stripe'), { intent: order.paymentIntentId })
  simulators.shopify.commands.refundOrder(workspace.hostOf('shopify'), { orderId: Number(order.id) })
  return findOrder(workspace, id)
}

const openLines = z.object({
  data: z.object({
    order: z.object({
      fulfillmentOrders: z.object({
        nodes: z.array(
          z.object({
            id: z.string(),
            status: z.string(),
            lineItems: z.object({ nodes: z.array(z.object({ id: z.string(), remainingQuantity: z.int() })) }),
          }),
        ),
      }),
    }),
  }),
})

const openLinesQuery = `query Open($id: ID!) {
  order(id: $id) {
    fulfillmentOrders(first: 10) { nodes { id status lineItems(first: 50) { nodes { id remainingQuantity } } } }
  }
}`

const shipMutation = `mutation Ship($fulfillment: FulfillmentInput!) {
  fulfillmentCreate(fulfillment: $fulfillment) { fulfillment { id } userErrors { field message } }
}`

/** The warehouse sends one piece of the order and keeps the rest. */
export async function fulfilPartially(workspace: Workspace, id: string | undefined): Promise<Order> {
  const order = findOrder(workspace, id)
  const pieces = order.lines.reduce((sum, { quantity }) => sum + quantity, 0)
  if (pieces < 2) throw new ControlError(409, 'conflict', `${order.name} has one piece only: there is no part of it.`)
  const answer = await graphql(workspace, openLinesQuery, { id: `gid://shopify/Order/${order.id}` })
  const { nodes } = openLines.parse(answer).data.order.fulfillmentOrders
  for (const { id: fulfillmentOrderId, status, lineItems } of nodes) {
    const line = lineItems.nodes.find(({ remainingQuantity }) => remainingQuantity > 0)
    if (line === undefined || status !== 'OPEN') continue
    const part = { fulfillmentOrderId, fulfillmentOrderLineItems: [{ id: line.id, quantity: 1 }] }
    await graphql(workspace, shipMutation, { fulfillment: { lineItemsByFulfillmentOrder: [part] } })
    return findOrder(workspace, id)
  }
  throw new ControlError(409, 'conflict', `${order.name} has nothing left to ship.`)
}

async function graphql(workspace: Workspace, query: string, variables: object): Promise<unknown> {
  const text = await staffCall(workspace, 'shopify', {
    path: '/admin/api/2026-10/graphql.json',
    headers: { 'x-shopify-access-token': 'shpat_shop_staff', 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
  })
  const answer: unknown = JSON.parse(text)
  const said = z.object({ errors: z.array(z.object({ message: z.string() })).min(1) }).safeParse(answer)
  if (said.success) throw new ControlError(409, 'conflict', `The shop answered: ${said.data.errors[0]?.message ?? ''}`)
  return answer
}

type StaffCall = { path: string; headers: Record<string, string>; body: string }

/** By the vendor's own API, so that its rules hold here too; a fault that is switched on hits it as well. */
async function staffCall(workspace: Workspace, simulator: 'stripe' | 'shopify', call: StaffCall): Promise<string> {
  const { path, headers } = call
  const body = new TextEncoder().encode(call.body)
  const request: SimRequest = { method: 'POST', path, query: new URLSearchParams(), headers, body }
  const outcome = await simulators[simulator].handle(request, workspace.hostOf(simulator))
  if (outcome.kind === 'answer' && outcome.response.status < 300) return outcome.response.body
  const said = outcome.kind === 'answer' ? outcome.response.body : outcome.kind
  throw new ControlError(409, 'conflict', `${simulator} did not take it: ${said}`)
}
