import { createHmac, randomUUID } from 'node:crypto'
import { createRandom } from '../support/random.ts'
import type { SignedEvent } from './collect-events.ts'
import type { StateEvent } from './journal.ts'

/** One change of an order, signed as the shop would. */
export type SignedState = { journal: StateEvent; headers: Record<string, string>; body: Buffer }

const STATES_AN_ORDER = 4
/** One order in so many changes several times. */
const ORDERS_PER_CHANGING = 4

/**
 * Changes of a share of the orders, each telling a newer state than the one before it, in the order that they are sent
 * in: mostly as they came about, now and then the wrong way round, as vendors do.
 */
export function statesOf(orders: readonly SignedEvent[], of: { seed: number; secret: string }): SignedState[] {
  const random = createRandom(of.seed, 7)
  const changing = orders.filter((_, index) => index % ORDERS_PER_CHANGING === 0)
  const first = Date.now()
  const rounds = Array.from({ length: STATES_AN_ORDER }, (_, state) =>
    changing.map((order) => ({ order, version: state + 1, place: state + random.next() * 1.4 })),
  )
  return rounds
    .flat()
    .sort((a, b) => a.place - b.place)
    .map(({ order, version }) => signed(order, { version, at: new Date(first + version * 1_000), secret: of.secret }))
}

function signed(order: SignedEvent, of: { version: number; at: Date; secret: string }): SignedState {
  const before: unknown = JSON.parse(order.body.toString('utf8'))
  const told = { updated_at: of.at.toISOString(), tags: `state-${of.version}` }
  const body = Buffer.from(JSON.stringify(Object.assign({}, before, told)))
  const deliveryId = randomUUID()
  return {
    journal: { deliveryId, orderId: order.journal.orderId, version: of.version, acceptedAt: null },
    headers: {
      ...order.headers,
      'x-shopify-topic': 'orders/updated',
      'x-shopify-webhook-id': deliveryId,
      'x-shopify-hmac-sha256': createHmac('sha256', of.secret).update(body).digest('base64'),
    },
    body,
  }
}

/** Writes down each state of an order at the plain REST service, in the order in which it learns of them. */
export function statesFlow(use: { shopify: string; http: string }): object {
  const ref = (from: string, ...path: string[]) => ({ kind: 'reference', ref: { from, path } })
  return {
    schemaVersion: 1,
    notes: [],
    steps: [
      {
        id: 'changed',
        kind: 'trigger',
        name: 'When an order is changed',
        position: { x: 0, y: 0 },
        trigger: { type: 'event', connector: 'shopify', event: 'orderUpdated', connectionId: use.shopify, params: {} },
      },
      {
        id: 'note',
        kind: 'action',
        name: 'Note the state',
        position: { x: 0, y: 0 },
        connector: 'http',
        action: 'writeOnce',
        connectionId: use.http,
        input: {
          method: { kind: 'constant', value: 'POST' },
          url: { kind: 'constant', value: '/things' },
          body: { kind: 'object', fields: { order: ref('changed', 'id'), state: ref('changed', 'tags') } },
        },
        policy: { maxAttempts: 20, initialDelayMs: 200, backoff: 2, maxDelayMs: 2_000, timeoutMs: 4_000 },
      },
    ],
    edges: [{ id: 'changed_note', from: 'changed', port: 'out', to: 'note' }],
  }
}
