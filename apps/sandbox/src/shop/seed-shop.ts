import { randomInt } from 'node:crypto'
import type { Card, Customer } from '../control-schema.ts'
import type { Workspace } from '../workspaces.ts'

export const currency = 'SEK'

/** Prices with all that the customer pays. */
const goods = [
  { title: 'Stoneware mug', sku: 'MUG-STONE', priceCents: 24_000, grams: 420, available: 38 },
  { title: 'Reading lamp', sku: 'LAMP-READ', priceCents: 76_800, grams: 1_650, available: 12 },
  { title: 'Canvas tote', sku: 'TOTE-CANVAS', priceCents: 32_000, grams: 260, available: 0 },
  { title: 'Desk fern', sku: 'FERN-DESK', priceCents: 19_000, grams: 900, available: 64 },
  // Below 100, for a flow that asks how much an order is worth.
  { title: 'Leather bookmark', sku: 'BOOKMARK-LEATHER', priceCents: 6_000, grams: 30, available: 120 },
] as const

export const customers: Customer[] = [
  {
    id: 'ilka-varro',
    name: 'Ilka Varro',
    email: 'ilka.varro@example.com',
    phone: '+46 40 555 01 23',
    address: { name: 'Ilka Varro', street1: 'Norra Vallgatan 62', city: 'Malmö', zip: '211 22', country: 'SE' },
  },
  {
    id: 'bram-oduya',
    name: 'Bram Oduya',
    email: 'bram.oduya@example.com',
    phone: '+46 31 555 04 56',
    address: { name: 'Bram Oduya', street1: 'Linnégatan 18', city: 'Göteborg', zip: '413 04', country: 'SE' },
  },
  {
    id: 'sanne-pohl',
    name: 'Sanne Pohl',
    email: 'sanne.pohl@example.com',
    phone: '+46 8 555 07 89',
    address: { name: 'Sanne Pohl', street1: 'Hornsgatan 75', city: 'Stockholm', zip: '118 49', country: 'SE' },
  },
  // Gave neither an address nor a telephone number.
  { id: 'mika-thorne', name: 'Mika Thorne', email: 'mika.thorne@example.com', phone: null, address: null },
]

export const cards: Card[] = [
  { id: 'works', label: 'Works', last4: '4242' },
  { id: 'declined', label: 'Is declined', last4: '0002' },
]

/** Stocks a shop that is empty. The shopify simulator keeps its goods in these collections. */
export function seedShop(workspace: Workspace): void {
  const { store } = workspace.hostOf('shopify')
  if (store.list('locations').length > 0) return
  // Never the same again: ids are keys on the platform, and a sandbox that was emptied must not repeat them.
  let next = randomInt(7_000_000_000, 90_000_000_000)
  const number = () => next++
  const locationId = number()
  store.put('locations', String(locationId), { id: locationId, name: 'Main warehouse' })
  for (const { available, ...one } of goods) {
    const id = number()
    const inventoryItemId = number()
    store.put('variants', String(id), { id, productId: number(), inventoryItemId, ...one })
    store.put('levels', `${inventoryItemId}:${locationId}`, { inventoryItemId, locationId, available })
  }
}
