import { apiKey, field, initConnector } from '@patchbay/connector-sdk'
import { z } from 'zod'
import { easypostError } from './easypost-error.ts'
import {
  addressInput,
  type Bought,
  bought,
  boughtLabel,
  buyRate,
  createOrFindShipment,
  findShipment,
  parcelInput,
  rate,
  toRate,
  wantedShipment,
} from './shipment.ts'
import { eventResult, toTracking, tracker, tracking } from './tracker.ts'

const t = initConnector({
  id: 'easypost',
  title: 'EasyPost',
  description: 'Shipping rates, labels and tracking from more than 100 carriers.',
  categories: ['Shipping'],
  baseUrl: 'https://api.easypost.com',
  auth: apiKey({
    placement: { in: 'basic' },
    help: 'In EasyPost under Account settings, API keys. A test key buys labels that cost nothing.',
  }),
  webhook: {
    signature: {
      kind: 'hmac',
      algorithm: 'sha256',
      header: 'x-hmac-signature',
      format: { kind: 'plain', prefix: 'hmac-sha256-hex=' },
      encoding: 'hex',
      template: '{body}',
      secretNormalization: 'NFKD',
    },
    deliveryId: { in: 'body', path: ['id'] },
    topic: { in: 'body', path: ['description'] },
  },
  errorOf: easypostError,
  checkedAgainst: { kind: 'recordings', what: "EasyPost's own recorded test-mode exchanges, 2024 to 2025" },
})

const CarrierAccounts = z.array(
  z.looseObject({ id: z.string(), readable: z.string(), description: z.string().nullish() }),
)

const carrierAccount = t.lookup({
  title: 'Carrier account',
  run: async ({ http }) => ({
    options: (await http.get('/v2/carrier_accounts', CarrierAccounts)).map(({ id, readable, description }) => ({
      value: id,
      label: readable,
      ...(description ? { hint: description } : {}),
    })),
    cursor: null,
  }),
})

const carrierAccountInput = field(carrierAccount.field().optional(), {
  label: 'Carrier account',
  help: 'Only rates of this one of your accounts.',
  rare: true,
})

const toAddress = addressInput('To')
const fromAddress = addressInput('From')

const getRates = t.action({
  title: 'Get rates',
  sentence: 'Get shipping rates',
  description: 'Creates a shipment, which costs nothing, and lists what each carrier asks for it.',
  effect: 'create',
  idempotency: {
    kind: 'lookup',
    how: 'The shipment carries the step’s key as its reference and is looked for by it before another is created.',
    find: async ({ http, idempotencyKey }) => {
      const shipment = await findShipment(http, idempotencyKey)
      return shipment === null ? null : { shipmentId: shipment.id, rates: shipment.rates.map(toRate) }
    },
  },
  input: { toAddress, fromAddress, parcel: parcelInput, carrierAccount: carrierAccountInput },
  output: z.object({ shipmentId: z.string(), rates: z.array(rate) }),
  run: async ({ input, once, idempotencyKey, attempt }) => {
    const wanted = wantedShipment(input)
    const shipment = await once('shipment', wanted, ({ http }) =>
      createOrFindShipment(http, wanted, { reference: idempotencyKey, mayExist: attempt > 1 }),
    )
    return { shipmentId: shipment.id, rates: shipment.rates.map(toRate) }
  },
})

const buyLabel = t.action({
  title: 'Buy label',
  sentence: 'Buy the cheapest label',
  description: 'Creates a shipment and buys its cheapest rate, or the cheapest of the carrier and service you name.',
  effect: 'create',
  slow: true,
  idempotency: {
    kind: 'lookup',
    how: 'The shipment carries the step’s key as its reference and is looked for by it; EasyPost sells a shipment’s label only once.',
    find: async ({ http, idempotencyKey }): Promise<Bought | null> => {
      const shipment = await findShipment(http, idempotencyKey)
      return shipment === null ? null : boughtLabel(shipment)
    },
  },
  input: {
    toAddress,
    fromAddress,
    parcel: parcelInput,
    carrier: field(z.string().min(1).optional(), {
      help: 'Only this carrier, as EasyPost spells it: USPS, DHLExpress.',
    }),
    service: field(z.string().min(1).optional(), { help: 'Only this service of the carrier: Priority.' }),
    orderNumber: field(z.string().min(1).optional(), { help: 'Printed as the invoice number where the carrier does.' }),
    carrierAccount: carrierAccountInput,
    labelFormat: field(z.enum(['PNG', 'PDF', 'ZPL']).default('PNG'), { rare: true }),
  },
  output: bought,
  run: async ({ input, once, idempotencyKey, attempt }) => {
    const wanted = wantedShipment(input)
    const shipment = await once('shipment', wanted, ({ http }) =>
      createOrFindShipment(http, wanted, { reference: idempotencyKey, mayExist: attempt > 1 }),
    )
    return once('label', shipment.id, ({ http }) => buyRate(http, shipment, input))
  },
})

const trackParcel = t.action({
  title: 'Track parcel',
  sentence: 'Track the parcel',
  description: 'Follows a tracking code and tells where the parcel is. Its changes arrive as "Tracking changed".',
  effect: 'upsert',
  idempotency: {
    kind: 'natural',
    // From memory of the vendor's documentation: a lead, not read in a contract.
    why: 'EasyPost keeps one tracker for a tracking code and carrier and answers with it again.',
  },
  input: {
    trackingCode: z.string().min(1),
    carrier: field(z.string().min(1).optional(), { help: 'EasyPost finds it by the code when you leave it out.' }),
  },
  output: tracking,
  run: async ({ http, input }) => {
    const { trackingCode, carrier } = input
    const body = { tracker: { tracking_code: trackingCode, ...(carrier === undefined ? {} : { carrier }) } }
    return toTracking(await http.post('/v2/trackers', tracker, body))
  },
})

const trackingChanged = t.webhook({
  title: 'Tracking changed',
  sentence: 'A parcel’s tracking changes',
  description: 'Starts when a parcel that EasyPost follows is picked up, moves, is delivered or gets stuck.',
  topics: ['tracker.updated'],
  output: tracking,
  parse: ({ json }) => [toTracking(eventResult.parse(json).result)],
  key: (item) => `${item.trackerId}:${item.updatedAt}:${item.status}`,
  subject: (item) => item.trackingCode,
  occurredAt: (item) => item.updatedAt,
  entity: { name: 'shipment', id: (item) => item.trackingCode },
  version: (item) => item.updatedAt,
})

export const easypost = t.connector({
  actions: { getRates, buyLabel, trackParcel },
  lookups: { carrierAccount },
  triggers: { trackingChanged },
  test: async ({ http }) => {
    await http.get('/v2/shipments', z.object({ shipments: z.array(z.unknown()) }), { page_size: 1 })
    return { account: null }
  },
})
