import { createHmac } from 'node:crypto'
import {
  defineSimulator,
  json,
  type SimCall,
  type SimContext,
  type SimRequest,
  takeFromBucket,
} from '@patchbay/connector-sdk/simulator'
import { makeAddress, makeShipment, priceOf, type Shipment } from './make-shipment.ts'
import { makeTracker, moveTracker, type Tracker } from './make-tracker.ts'

/**
 * EasyPost v2: addresses, shipments with rates, labels that can be bought once, trackers with signed events. No
 * idempotency keys, as the vendor has none; a shipment's reference stands in place of its id.
 */
export const easypostSimulator = defineSimulator({
  id: 'easypost',
  authenticate,
  throttled: (seconds) => json(429, failure('RATE_LIMITED', 'Too many requests.'), { 'retry-after': String(seconds) }),
  failed: (status) =>
    json(
      status,
      status >= 500
        ? failure('INTERNAL_SERVER_ERROR', 'Something went wrong on our side.')
        : failure('SHIPMENT.INVALID_PARAMS', 'The request is not valid.'),
    ),
  notFound: () => json(404, failure('NOT_FOUND', 'The requested resource could not be found.')),
  webhook: {
    headers: ({ body, secret }) => ({
      'x-hmac-signature': `hmac-sha256-hex=${createHmac('sha256', secret.normalize('NFKD')).update(body).digest('hex')}`,
    }),
    idOf: ({ body }) => textOf(body, 'id'),
    retryDelaysMs: [1_000, 5_000, 30_000, 120_000, 600_000, 1_800_000],
  },
  routes: [
    { method: 'GET', path: '/v2/carrier_accounts', handle: () => json(200, carrierAccounts) },
    { method: 'POST', path: '/v2/addresses', handle: createAddress },
    { method: 'POST', path: '/v2/shipments', handle: createShipment },
    { method: 'GET', path: '/v2/shipments', handle: listShipments },
    { method: 'GET', path: '/v2/shipments/{id}', handle: retrieveShipment },
    { method: 'POST', path: '/v2/shipments/{id}/buy', handle: buy },
    { method: 'POST', path: '/v2/shipments/{id}/refund', handle: refund },
    { method: 'POST', path: '/v2/trackers', handle: createTracker },
  ],
  commands: {
    /** A parcel that was handed over elsewhere comes under EasyPost's eyes. */
    followParcel: (ctx: SimContext, input: { trackingCode: string; carrier: string }) => {
      const tracker = makeTracker(ctx, { ...input, shipmentId: null })
      return ctx.collection<Tracker>('trackers').put(tracker.id, tracker)
    },
    /** The carrier scans the parcel: `status` is EasyPost's, `in_transit` or `delivered` for two. */
    moveParcel: (ctx: SimContext, input: { trackingCode: string; status: string }) => {
      const trackers = ctx.collection<Tracker>('trackers')
      const before = trackers.all().find((tracker) => tracker.tracking_code === input.trackingCode)
      if (before === undefined) return null
      const after = trackers.put(before.id, moveTracker(before, input.status, ctx.now()))
      const event = {
        id: ctx.id('evt_', 32),
        object: 'Event',
        mode: 'test',
        description: 'tracker.updated',
        previous_attributes: { status: before.status },
        result: after,
        status: 'pending',
        pending_urls: [],
        completed_urls: [],
        created_at: ctx.now().toISOString(),
        updated_at: ctx.now().toISOString(),
      }
      ctx.emit({ topic: 'tracker.updated', body: event })
      return after
    },
  },
})

const carrierAccounts = [
  ['ca_7642d249fdcf47bcb5da9ea34c96dfcf', 'UspsAccount', 'USPS', 'Post office by the harbour'],
  ['ca_b25657e9896e4d63ac8151ac346ac41e', 'UpsAccount', 'UPS', ''],
  ['ca_8fe1c3a0e1d64a3b9ffa4ea4a5a9c0b1', 'DhlExpressAccount', 'DHL Express', 'Abroad'],
].map(([id, type, readable, description]) => ({ id, object: 'CarrierAccount', type, readable, description }))

function createAddress(call: SimCall, ctx: SimContext) {
  const address = memberOf(call.data, 'address')
  if (address === null) return missing('address')
  const made = ctx.collection('addresses').put(ctx.id('addr'), makeAddress(ctx, address))
  return json(201, made)
}

function createShipment(call: SimCall, ctx: SimContext) {
  const wanted = memberOf(call.data, 'shipment')
  if (wanted === null) return missing('shipment')
  const to = memberOf(wanted, 'to_address')
  const from = memberOf(wanted, 'from_address')
  const parcel = memberOf(wanted, 'parcel')
  if (to === null) return missing('to_address')
  if (from === null) return missing('from_address')
  if (parcel === null) return missing('parcel')
  if (typeof Reflect.get(parcel, 'weight') !== 'number') return missing('parcel.weight')
  for (const name of ['street1', 'city', 'country']) if (!textOf(to, name)) return missing(`to_address.${name}`)
  const shipment = makeShipment(ctx, {
    to,
    from,
    parcel,
    options: memberOf(wanted, 'options'),
    reference: textOf(wanted, 'reference'),
  })
  shipments(ctx).put(shipment.id, shipment)
  if (shipment.reference !== null) ctx.store.put('references', shipment.reference, shipment.id)
  ctx.ledger.effect({ action: 'shipment.create', key: shipment.reference, entity: shipment.id })
  return json(201, shipment)
}

function listShipments(call: SimCall, ctx: SimContext) {
  const taken = takeFromBucket(ctx, { name: 'index', capacity: 5, refillPerSecond: 5 }, 1)
  if (!taken.ok) return json(429, failure('RATE_LIMITED', 'Too many requests.'), { 'retry-after': '1' })
  const size = Math.min(Math.max(Number(call.query.get('page_size') ?? 20) || 20, 1), 100)
  const olderThan = call.query.get('before_id')
  const found = shipments(ctx).newest({ limit: size + 1, olderThan, newerThan: call.query.get('after_id') })
  return json(200, { shipments: found.slice(0, size), has_more: found.length > size })
}

function retrieveShipment(call: SimCall, ctx: SimContext) {
  const shipment = findShipment(ctx, call.params.id)
  return shipment === null ? unknownShipment() : json(200, shipment)
}

function buy(call: SimCall, ctx: SimContext) {
  const shipment = findShipment(ctx, call.params.id)
  if (shipment === null) return unknownShipment()
  if (shipment.postage_label !== null)
    return json(422, failure('SHIPMENT.POSTAGE.EXISTS', 'Postage already exists for this shipment.'))
  const rateId = textOf(memberOf(call.data, 'rate'), 'id')
  const rate = shipment.rates.find(({ id }) => id === rateId)
  if (rate === undefined) return json(422, failure('RATE.UNAVAILABLE', 'The rate is not one of this shipment.'))
  const at = ctx.now().toISOString()
  const trackingCode = `9400${String(ctx.number('tracking')).padStart(18, '0')}`
  const tracker = makeTracker(ctx, { trackingCode, carrier: rate.carrier, shipmentId: shipment.id })
  ctx.collection<Tracker>('trackers').put(tracker.id, tracker)
  const type = textOf(shipment.options, 'label_format') ?? 'PNG'
  const url = `https://easypost-files.example/postage_label/${ctx.id('', 32)}.${type.toLowerCase()}`
  const bought: Shipment = {
    ...shipment,
    updated_at: at,
    tracking_code: trackingCode,
    selected_rate: rate,
    tracker,
    fees: priceOf(rate),
    postage_label: {
      object: 'PostageLabel',
      id: ctx.id('pl_', 32),
      created_at: at,
      updated_at: at,
      date_advance: 0,
      integrated_form: 'none',
      label_date: at,
      label_resolution: 300,
      label_size: '4x6',
      label_type: 'default',
      label_file_type: type === 'PDF' ? 'application/pdf' : type === 'ZPL' ? 'application/zpl' : 'image/png',
      label_url: url,
      label_pdf_url: type === 'PDF' ? url : null,
      label_zpl_url: type === 'ZPL' ? url : null,
      label_epl2_url: null,
      label_file: null,
    },
  }
  shipments(ctx).put(shipment.id, bought)
  ctx.ledger.effect({ action: 'label.buy', key: shipment.reference, entity: shipment.id })
  return json(200, bought)
}

function refund(call: SimCall, ctx: SimContext) {
  const shipment = findShipment(ctx, call.params.id)
  if (shipment === null) return unknownShipment()
  if (shipment.postage_label === null || shipment.refund_status !== null)
    return json(422, failure('SHIPMENT.REFUND.UNAVAILABLE', 'There is no label to refund.'))
  const refunded = shipments(ctx).put(shipment.id, { ...shipment, refund_status: 'submitted' })
  ctx.ledger.effect({ action: 'label.refund', key: null, entity: shipment.id })
  return json(200, refunded)
}

function createTracker(call: SimCall, ctx: SimContext) {
  const wanted = memberOf(call.data, 'tracker')
  const trackingCode = textOf(wanted, 'tracking_code')
  if (!trackingCode) return missing('tracker.tracking_code')
  const carrier = textOf(wanted, 'carrier') ?? 'USPS'
  const trackers = ctx.collection<Tracker>('trackers')
  const existing = trackers
    .all()
    .find(
      (one) => one.tracking_code === trackingCode && (one.carrier === carrier || textOf(wanted, 'carrier') === null),
    )
  if (existing !== undefined) return json(200, existing)
  const made = makeTracker(ctx, { trackingCode, carrier, shipmentId: null })
  trackers.put(made.id, made)
  ctx.ledger.effect({ action: 'tracker.create', key: trackingCode, entity: made.id })
  return json(200, made)
}

function shipments(ctx: SimContext) {
  return ctx.collection<Shipment>('shipments')
}

function findShipment(ctx: SimContext, idOrReference: string | undefined): Shipment | null {
  if (idOrReference === undefined) return null
  const referred = ctx.store.get('references', idOrReference)
  return shipments(ctx).get(typeof referred === 'string' ? referred : idOrReference)
}

function authenticate(request: SimRequest) {
  const given = /^Basic (.+)$/.exec(request.headers.authorization ?? '')?.[1]
  const user = given === undefined ? '' : Buffer.from(given, 'base64').toString('utf8').split(':')[0]
  if (user && !user.includes('bad')) return null
  return json(401, failure('APIKEY.INACTIVE', 'This api key is no longer active. Please use a different api key.'))
}

function missing(field: string) {
  return json(
    422,
    failure('PARAMETER.REQUIRED', 'Missing required parameter.', [{ field, message: 'cannot be blank' }]),
  )
}

function unknownShipment() {
  return json(404, failure('NOT_FOUND', 'The requested resource could not be found.'))
}

function failure(code: string, message: string, errors: { field: string; message: string }[] = []) {
  return { error: { code, message, errors } }
}

function memberOf(value: unknown, name: string): object | null {
  if (value === null || typeof value !== 'object') return null
  const member: unknown = Reflect.get(value, name)
  return member !== null && typeof member === 'object' ? member : null
}

function textOf(value: unknown, name: string): string | null {
  if (value === null || typeof value !== 'object') return null
  const member: unknown = Reflect.get(value, name)
  return typeof member === 'string' ? member : null
}
