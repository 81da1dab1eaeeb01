import { ConnectorError, field, type HttpClient, path } from '@patchbay/connector-sdk'
import { z } from 'zod'
import { easypostCode, postageExists } from './easypost-error.ts'

/** An address as a flow maps it; EasyPost's names differ only in the two street lines. */
export function addressInput(label: string) {
  const text = z.string().min(1)
  return field(
    z.object({
      name: text,
      company: text.optional(),
      street1: field(text, { label: 'Street' }),
      street2: field(text.optional(), { label: 'Street, second line' }),
      city: text,
      zip: field(text, { label: 'Postcode' }),
      state: field(text.optional(), { help: 'Where the country has them: CA.' }),
      country: field(z.string().length(2), { help: 'Two letters: SE.' }),
      phone: field(text.optional(), { help: 'Most carriers outside the USA want one.' }),
      email: text.optional(),
    }),
    { label: `${label} address` },
  )
}

export const parcelInput = field(
  z.object({
    weightGrams: field(z.number().positive(), { label: 'Weight in grams' }),
    lengthCm: field(z.number().positive().optional(), { label: 'Length in cm' }),
    widthCm: field(z.number().positive().optional(), { label: 'Width in cm' }),
    heightCm: field(z.number().positive().optional(), { label: 'Height in cm' }),
  }),
  { label: 'Parcel' },
)

/** `amount` is a decimal in major units of `currency`, as the carrier says it: "5.93". */
export const rate = z.object({
  id: z.string(),
  carrier: z.string(),
  service: z.string(),
  amount: z.string(),
  currency: z.string(),
  deliveryDays: z.number().nullable(),
})

export const bought = z.object({
  shipmentId: z.string(),
  trackingCode: z.string(),
  trackingUrl: z.string().nullable(),
  labelUrl: z.string(),
  carrier: z.string(),
  service: z.string(),
  amount: z.string(),
  currency: z.string(),
  deliveryDays: z.number().nullable(),
})
export type Bought = z.infer<typeof bought>

const vendorRate = z.object({
  id: z.string(),
  carrier: z.string(),
  service: z.string(),
  rate: z.string(),
  currency: z.string(),
  delivery_days: z.number().nullish(),
})

const vendorShipment = z.object({
  id: z.string(),
  tracking_code: z.string().nullish(),
  rates: z.array(vendorRate),
  messages: z.array(z.object({ carrier: z.string().nullish(), message: z.unknown() })).nullish(),
  selected_rate: vendorRate.nullish(),
  postage_label: z
    .object({
      label_url: z.string().nullish(),
      label_pdf_url: z.string().nullish(),
      label_zpl_url: z.string().nullish(),
    })
    .nullish(),
  tracker: z.object({ public_url: z.string().nullish() }).nullish(),
})
export type Shipment = z.infer<typeof vendorShipment>

type ShipmentInput = {
  carrierAccount?: string | undefined
  toAddress: Record<string, string | undefined>
  fromAddress: Record<string, string | undefined>
  parcel: z.infer<typeof parcelInput>
  orderNumber?: string | undefined
  labelFormat?: string | undefined
}

/** The shipment that an input asks for, as EasyPost is told; which rate of it is bought is another matter. */
export function wantedShipment(input: ShipmentInput): Record<string, unknown> {
  const options = {
    ...(input.labelFormat === undefined ? {} : { label_format: input.labelFormat }),
    ...(input.orderNumber === undefined ? {} : { invoice_number: input.orderNumber }),
  }
  return {
    to_address: input.toAddress,
    from_address: input.fromAddress,
    parcel: toVendorParcel(input.parcel),
    ...(input.carrierAccount === undefined ? {} : { carrier_accounts: [input.carrierAccount] }),
    ...(Object.keys(options).length === 0 ? {} : { options }),
  }
}

/** A reference may stand in place of the id wherever a shipment is addressed (vendor documentation). */
export async function findShipment(http: HttpClient, reference: string): Promise<Shipment | null> {
  const response = await http.raw('GET', path`/v2/shipments/${reference}`, undefined, { accept: [404] })
  return response.status === 404 ? null : vendorShipment.parse(response.json)
}

/** `mayExist`: an earlier attempt may have created it. */
export async function createOrFindShipment(
  http: HttpClient,
  wanted: Record<string, unknown>,
  { reference, mayExist }: { reference: string; mayExist: boolean },
): Promise<Shipment> {
  const existing = mayExist ? await findShipment(http, reference) : null
  return existing ?? http.post('/v2/shipments', vendorShipment, { shipment: { ...wanted, reference } })
}

/** Buys the cheapest fitting rate. A label that an earlier call bought is the answer too. */
export async function buyRate(
  http: HttpClient,
  shipment: Shipment,
  wish: { carrier?: string | undefined; service?: string | undefined },
): Promise<Bought> {
  const chosen = cheapest(shipment, wish)
  const address = path`/v2/shipments/${shipment.id}`
  const answer = await http.raw('POST', `${address}/buy`, { rate: { id: chosen.id } }, { accept: [409, 422] })
  const existed = easypostCode(answer.json) === postageExists
  const label = boughtLabel(existed ? await http.get(address, vendorShipment) : vendorShipment.parse(answer.json))
  if (label !== null) return label
  throw new ConnectorError('unknown_outcome', `EasyPost took the purchase of ${shipment.id} but shows no label for it.`)
}

/** `null` until the label is bought. */
export function boughtLabel(shipment: Shipment): Bought | null {
  const { selected_rate: paid, postage_label: label, tracking_code: trackingCode } = shipment
  const labelUrl = label?.label_url ?? label?.label_pdf_url ?? label?.label_zpl_url
  if (!paid || !trackingCode || !labelUrl) return null
  const { id: _id, ...price } = toRate(paid)
  return {
    shipmentId: shipment.id,
    trackingCode,
    trackingUrl: shipment.tracker?.public_url ?? null,
    labelUrl,
    ...price,
  }
}

export function toRate(vendor: z.infer<typeof vendorRate>): z.infer<typeof rate> {
  const { id, carrier, service, rate: amount, currency } = vendor
  return { id, carrier, service, amount, currency, deliveryDays: vendor.delivery_days ?? null }
}

function cheapest(shipment: Shipment, wish: { carrier?: string | undefined; service?: string | undefined }) {
  const fitting = shipment.rates.filter(
    ({ carrier, service }) => same(carrier, wish.carrier ?? carrier) && same(service, wish.service ?? service),
  )
  const [best] = fitting.toSorted((a, b) => Number(a.rate) - Number(b.rate))
  if (best !== undefined) return best
  const offered = shipment.rates.map(({ carrier, service }) => `${carrier} ${service}`).join(', ')
  const why = shipment.messages
    ?.map(({ carrier, message }) => `${carrier ?? 'a carrier'}: ${String(message)}`)
    .join('; ')
  throw new ConnectorError(
    'invalid_input',
    offered === ''
      ? `No carrier offers a rate for this shipment. ${why ?? ''}`.trim()
      : `No rate of ${[wish.carrier, wish.service].filter(Boolean).join(' ')} for this shipment; offered are ${offered}.`,
  )
}

function same(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase()
}

/** EasyPost weighs in ounces and measures in inches, both to one decimal. */
function toVendorParcel(parcel: z.infer<typeof parcelInput>) {
  const tenth = (value: number) => Math.max(0.1, Math.round(value * 10) / 10)
  const inches = (cm: number | undefined) => (cm === undefined ? undefined : tenth(cm / 2.54))
  return {
    weight: tenth(parcel.weightGrams / 28.349523125),
    length: inches(parcel.lengthCm),
    width: inches(parcel.widthCm),
    height: inches(parcel.heightCm),
  }
}
