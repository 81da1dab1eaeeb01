import type { SimContext } from '@patchbay/connector-sdk/simulator'
import type { Tracker } from './make-tracker.ts'

type Rate = ReturnType<typeof makeRate>
type Fee = { object: 'Fee'; type: string; amount: string; charged: boolean; refunded: boolean }

/** What changes in a shipment's life; empty when it is made. */
type Progress = {
  reference: string | null
  rates: Rate[]
  selected_rate: Rate | null
  postage_label: Record<string, string | number | null> | null
  tracker: Tracker | null
  fees: Fee[]
  tracking_code: string | null
  refund_status: string | null
}
export type Shipment = Omit<ReturnType<typeof emptyShipment>, keyof Progress> & Progress

type Wanted = { to: object; from: object; parcel: object; options: object | null; reference: string | null }

/** A new shipment with a rate of each carrier that serves the way, dearer with the weight. */
export function makeShipment(ctx: SimContext, wanted: Wanted): Shipment {
  const to = makeAddress(ctx, wanted.to)
  const from = makeAddress(ctx, wanted.from)
  const shipment = emptyShipment(ctx, { to, from, parcel: wanted.parcel, options: wanted.options })
  return {
    ...shipment,
    reference: wanted.reference,
    rates: ratesOf(ctx, { shipmentId: shipment.id, country: from.country, weight: shipment.parcel.weight }),
  }
}

export function makeAddress(ctx: SimContext, given: object) {
  const at = ctx.now().toISOString()
  const text = (name: string): string | null => {
    const value: unknown = Reflect.get(given, name)
    return typeof value === 'string' ? value : null
  }
  return {
    id: ctx.id('adr_', 32),
    object: 'Address',
    created_at: at,
    updated_at: at,
    name: text('name'),
    company: text('company'),
    street1: text('street1'),
    street2: text('street2'),
    city: text('city'),
    state: text('state'),
    zip: text('zip'),
    country: text('country') ?? 'US',
    phone: text('phone'),
    email: text('email'),
    mode: 'test',
    carrier_facility: null,
    residential: null,
    federal_tax_id: null,
    state_tax_id: null,
    verifications: {},
  }
}

/** What the carrier charges for the label. */
export function priceOf(rate: Rate): Fee[] {
  const fee = (type: string, amount: string): Fee => ({ object: 'Fee', type, amount, charged: true, refunded: false })
  return [fee('LabelFee', '0.00000'), fee('PostageFee', `${rate.rate}000`)]
}

type Parts = {
  to: ReturnType<typeof makeAddress>
  from: ReturnType<typeof makeAddress>
  parcel: object
  options: object | null
}

function emptyShipment(ctx: SimContext, parts: Parts) {
  const at = ctx.now().toISOString()
  return {
    id: ctx.id('shp_', 32),
    object: 'Shipment',
    created_at: at,
    updated_at: at,
    is_return: false,
    messages: [],
    mode: 'test',
    options: { ...parts.options, currency: 'USD', payment: { type: 'SENDER' }, date_advance: 0 },
    reference: null,
    status: 'unknown',
    tracking_code: null,
    batch_id: null,
    batch_status: null,
    batch_message: null,
    customs_info: null,
    from_address: parts.from,
    to_address: parts.to,
    return_address: parts.from,
    buyer_address: parts.to,
    insurance: null,
    order_id: null,
    parcel: makeParcel(ctx, parts.parcel),
    postage_label: null,
    rates: [],
    refund_status: null,
    scan_form: null,
    selected_rate: null,
    tracker: null,
    usps_zone: parts.from.country === 'US' ? 4 : null,
    forms: [],
    fees: [],
  }
}

function makeParcel(ctx: SimContext, given: object) {
  const at = ctx.now().toISOString()
  const size = (name: string): number | null => {
    const value: unknown = Reflect.get(given, name)
    return typeof value === 'number' ? value : null
  }
  return {
    id: ctx.id('prcl_', 32),
    object: 'Parcel',
    created_at: at,
    updated_at: at,
    length: size('length'),
    width: size('width'),
    height: size('height'),
    predefined_package: null,
    weight: size('weight') ?? 0,
    mode: 'test',
  }
}

/** Made-up prices: a base and a surcharge per started pound. */
const tariffs = {
  US: [
    { carrier: 'USPS', service: 'GroundAdvantage', base: 593, perPound: 110, days: 3 },
    { carrier: 'USPS', service: 'Priority', base: 690, perPound: 160, days: 2 },
    { carrier: 'USPS', service: 'Express', base: 3310, perPound: 420, days: 2 },
  ],
  elsewhere: [
    { carrier: 'PostNord', service: 'MyPackCollect', base: 590, perPound: 45, days: 3 },
    { carrier: 'PostNord', service: 'MyPackHome', base: 840, perPound: 60, days: 2 },
    { carrier: 'DHLExpress', service: 'ExpressDomestic', base: 2190, perPound: 190, days: 1 },
  ],
} as const

function ratesOf(ctx: SimContext, way: { shipmentId: string; country: string; weight: number }) {
  const pounds = Math.max(1, Math.ceil(way.weight / 16))
  const offers = way.country === 'US' ? tariffs.US : tariffs.elsewhere
  return offers.map((offer) => {
    const amount = ((offer.base + offer.perPound * (pounds - 1)) / 100).toFixed(2)
    return makeRate(ctx, { ...offer, amount, shipmentId: way.shipmentId })
  })
}

function makeRate(
  ctx: SimContext,
  offer: { carrier: string; service: string; days: number; amount: string; shipmentId: string },
) {
  const at = ctx.now().toISOString()
  return {
    id: ctx.id('rate_', 32),
    object: 'Rate',
    created_at: at,
    updated_at: at,
    mode: 'test',
    service: offer.service,
    carrier: offer.carrier,
    rate: offer.amount,
    currency: 'USD',
    retail_rate: offer.amount,
    retail_currency: 'USD',
    list_rate: offer.amount,
    list_currency: 'USD',
    billing_type: 'easypost',
    delivery_days: offer.days,
    delivery_date: null,
    delivery_date_guaranteed: false,
    est_delivery_days: offer.days,
    shipment_id: offer.shipmentId,
    carrier_account_id: 'ca_00000000000000000000000000000001',
  }
}
