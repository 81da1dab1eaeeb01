import type { z } from 'zod'
import {
  done,
  type FaultRequest,
  type Faults,
  faults,
  type Ledger,
  ledger,
  type Mail,
  mail,
  mails,
  type Order,
  order,
  type PlaceOrders,
  placed,
  problem,
  type SetupRequest,
  type Shop,
  type ShopEvents,
  shop,
} from './control-schema.ts'
import type { SystemName } from './simulators.ts'

export type { Faults, Ledger, Mail, Order, PlaceOrders, SetupRequest, Shop } from './control-schema.ts'

export type SandboxClientOptions = { url: string; token: string; workspaceId: string; fetch?: typeof fetch }

export type SandboxClient = ReturnType<typeof createSandboxClient>

/** One workspace's sandbox over HTTP. Rejects with `SandboxError` when the sandbox refuses. */
export function createSandboxClient(options: SandboxClientOptions) {
  const call = <T extends z.ZodType>(schema: T, method: string, path: string, body?: unknown) =>
    request(options, { schema, method, path, body })
  return {
    setup: (setup: SetupRequest) => call(done, 'PUT', 'setup', setup),
    shop: (): Promise<Shop> => call(shop, 'GET', 'shop'),
    placeOrders: async (wish: PlaceOrders): Promise<Order[]> => (await call(placed, 'POST', 'orders', wish)).orders,
    /** All, newest first. */
    orders: async (): Promise<Order[]> => (await call(placed, 'GET', 'orders')).orders,
    order: (id: string): Promise<Order> => call(order, 'GET', `orders/${id}`),
    pay: (orderId: string): Promise<Order> => call(order, 'POST', `orders/${orderId}/pay`),
    cancel: (orderId: string): Promise<Order> => call(order, 'POST', `orders/${orderId}/cancel`),
    refund: (orderId: string): Promise<Order> => call(order, 'POST', `orders/${orderId}/refund`),
    fulfilPartially: (orderId: string): Promise<Order> => call(order, 'POST', `orders/${orderId}/fulfil-partially`),
    restock: (productId: string, quantity: number): Promise<Shop> =>
      call(shop, 'POST', 'restock', { productId, quantity }),
    faults: (): Promise<Faults> => call(faults, 'GET', 'faults'),
    switchFault: (system: SystemName, wish: FaultRequest): Promise<Faults> =>
      call(faults, 'PUT', `faults/${system}`, wish),
    clearFault: (system: SystemName | 'shop-events'): Promise<Faults> => call(faults, 'DELETE', `faults/${system}`),
    clearFaults: (): Promise<Faults> => call(faults, 'DELETE', 'faults'),
    shopEvents: (wish: Partial<ShopEvents>): Promise<Faults> => call(faults, 'PUT', 'faults/shop-events', wish),
    ledger: (): Promise<Ledger> => call(ledger, 'GET', 'ledger'),
    mails: async (): Promise<Mail[]> => (await call(mails, 'GET', 'mail')).mails,
    mail: (id: string): Promise<Mail> => call(mail, 'GET', `mail/${id}`),
    moveParcel: (trackingCode: string, status: string) => call(done, 'POST', 'parcels/move', { trackingCode, status }),
    reset: () => call(done, 'POST', 'reset'),
  }
}

export class SandboxError extends Error {
  readonly status: number
  readonly code: string

  constructor(status: number, code: string, message: string) {
    super(message)
    this.name = 'SandboxError'
    this.status = status
    this.code = code
  }
}

async function request<T extends z.ZodType>(
  options: SandboxClientOptions,
  call: { schema: T; method: string; path: string; body: unknown },
): Promise<z.output<T>> {
  const address = `${options.url.replace(/\/+$/, '')}/control/w/${options.workspaceId}/${call.path}`
  const response = await (options.fetch ?? fetch)(address, {
    method: call.method,
    headers: {
      'x-sandbox-token': options.token,
      ...(call.body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
  })
  const answer: unknown = await response.json()
  if (response.ok) return call.schema.parse(answer)
  const { error } = problem.parse(answer)
  throw new SandboxError(response.status, error.code, error.message)
}
