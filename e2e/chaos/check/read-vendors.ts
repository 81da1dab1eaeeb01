import { setTimeout as pause } from 'node:timers/promises'
import { z } from 'zod'
import type { EffectFact, VendorFacts } from './facts.ts'

export type SandboxAccess = { url: string; token: string; workspaceId: string }

/** A shipment as the carrier lists it; it has a tracking code once its label is bought. */
export type Shipment = { id: string; orderName: string | null; trackingCode: string | null }

const Effect = z.object({ action: z.string(), key: z.string().nullable(), entity: z.string() })
const Ledger = z.object({ simulators: z.record(z.string(), z.object({ effects: z.array(Effect) })) })
const Orders = z.object({
  orders: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      paymentIntentId: z.string().nullable(),
      trackingNumbers: z.array(z.string()),
    }),
  ),
})
const Shop = z.object({ products: z.array(z.object({ stock: z.number() })) })
const Mails = z.object({ mails: z.array(z.object({ id: z.string(), subject: z.string() })) })
const Things = z.object({
  total: z.number(),
  things: z.array(
    z.object({
      id: z.string(),
      value: z.object({ order: z.union([z.string(), z.number()]), state: z.string().optional() }),
    }),
  ),
})
const Shipments = z.object({
  has_more: z.boolean(),
  shipments: z.array(
    z.object({
      id: z.string(),
      tracking_code: z.string().nullable(),
      options: z.object({ invoice_number: z.string().optional() }).nullish(),
    }),
  ),
})

/** Asks every pretend vendor what was changed, and whose order each change belongs to, by what the vendor itself keeps. */
export async function readVendors(sandbox: SandboxAccess): Promise<VendorFacts> {
  const { simulators } = await control(sandbox, 'ledger', Ledger)
  const { orders } = await control(sandbox, 'orders', Orders)
  const { mails } = await control(sandbox, 'mail', Mails)
  const { products } = await control(sandbox, 'shop', Shop)
  const shipments = new Map((await readShipments(sandbox)).map((shipment) => [shipment.id, shipment]))
  const all = await readThings(sandbox)
  const told = all.filter(({ value }) => value.state === undefined)
  const things = new Map(told.map(({ id, value }) => [id, String(value.order)]))
  const stateIds = new Set(all.filter(({ value }) => value.state !== undefined).map(({ id }) => id))
  const byIntent = new Map(orders.map((order) => [order.paymentIntentId, order.id]))
  const byName = new Map(orders.map((order) => [order.name, order.id]))
  const byTracking = new Map(orders.flatMap(({ id, trackingNumbers }) => trackingNumbers.map((one) => [one, id])))
  const subjects = new Map(mails.map(({ id, subject }) => [id, subject.replace('Order ', '')]))
  const of = (simulator: string, ...actions: string[]) =>
    (simulators[simulator]?.effects ?? []).filter(({ action }) => actions.includes(action))
  const facts = (
    step: EffectFact['step'],
    effects: z.infer<typeof Effect>[],
    orderOf: (effect: z.infer<typeof Effect>) => string | undefined,
  ) => effects.map((effect): EffectFact => ({ step, orderId: orderOf(effect) ?? null, ...effect }))
  const ofShipment = ({ entity }: { entity: string }) => byName.get(shipments.get(entity)?.orderName ?? '')
  return {
    states: all.flatMap(({ value }) =>
      value.state === undefined
        ? []
        : [{ orderId: String(value.order), version: Number(value.state.replace('state-', '')) }],
    ),
    stock: products.reduce((sum, { stock }) => sum + stock, 0),
    effects: [
      ...facts('capture', of('stripe', 'payment_intent.capture'), ({ entity }) => byIntent.get(entity)),
      ...facts('take', of('shopify', 'inventory.adjust'), () => undefined),
      ...facts('ship', of('shopify', 'fulfillment.create'), ({ key }) => byTracking.get(key ?? '')),
      ...facts('tag', of('shopify', 'order.tag'), ({ entity }) => /\d+$/.exec(entity)?.[0]),
      ...facts('shipment', of('easypost', 'shipment.create'), ofShipment),
      ...facts('label', of('easypost', 'label.buy'), ofShipment),
      ...facts(
        'contact',
        of('hubspot', 'contact.create', 'contact.update'),
        ({ key }) => /^buyer-(\d+)@/.exec(key ?? '')?.[1],
      ),
      ...facts('mail', of('sendgrid', 'mail.send'), ({ entity }) => byName.get(subjects.get(entity) ?? '')),
      ...facts(
        'tell',
        of('http', 'thing.create').filter(({ entity }) => !stateIds.has(entity)),
        ({ entity }) => things.get(entity),
      ),
    ],
  }
}

/** Newest first. */
export async function readShipments(sandbox: SandboxAccess): Promise<Shipment[]> {
  const found: Shipment[] = []
  for (let before = ''; ; ) {
    const path = `/v2/shipments?page_size=100${before === '' ? '' : `&before_id=${before}`}`
    const page = await vendor(sandbox, `easypost${path}`, Shipments)
    for (const { id, tracking_code: trackingCode, options } of page.shipments) {
      found.push({ id, trackingCode, orderName: options?.invoice_number ?? null })
    }
    const last = page.shipments.at(-1)
    if (!page.has_more || last === undefined) return found
    before = last.id
  }
}

async function readThings(sandbox: SandboxAccess): Promise<z.infer<typeof Things>['things']> {
  const { total } = await vendor(sandbox, 'http/things?limit=1', Things)
  return (await vendor(sandbox, `http/things?limit=${total + 100}`, Things)).things
}

function control<T extends z.ZodType>(sandbox: SandboxAccess, path: string, schema: T): Promise<z.output<T>> {
  const url = `${sandbox.url}/control/w/${sandbox.workspaceId}/${path}`
  return read(url, { 'x-sandbox-token': sandbox.token }, schema)
}

function vendor<T extends z.ZodType>(sandbox: SandboxAccess, path: string, schema: T): Promise<z.output<T>> {
  const authorization = `Basic ${Buffer.from('checker:').toString('base64')}`
  return read(`${sandbox.url}/w/${sandbox.workspaceId}/${path}`, { authorization }, schema)
}

async function read<T extends z.ZodType>(
  url: string,
  headers: Record<string, string>,
  schema: T,
): Promise<z.output<T>> {
  for (;;) {
    const response = await fetch(url, { headers })
    const body = await response.text()
    if (response.ok) return schema.parse(JSON.parse(body))
    if (response.status !== 429) throw new Error(`${url} answered ${response.status}: ${body.slice(0, 300)}`)
    await pause(Number(response.headers.get('retry-after') ?? 1) * 1_000)
  }
}
