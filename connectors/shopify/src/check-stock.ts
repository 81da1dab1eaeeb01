import { ConnectorError, field } from '@patchbay/connector-sdk'
import { z } from 'zod'
import { base } from './base.ts'
import { idField, toGid } from './gid.ts'
import { location } from './location.ts'
import { variant } from './variant.ts'

const Data = z.object({
  nodes: z.array(
    z
      .object({
        id: z.string(),
        sku: z.string().nullable(),
        inventoryPolicy: z.string(),
        inventoryItem: z.object({
          id: z.string(),
          tracked: z.boolean(),
          inventoryLevels: z.object({
            nodes: z.array(
              z.object({
                location: z.object({ id: z.string() }),
                quantities: z.array(z.object({ quantity: z.int() })),
              }),
            ),
          }),
        }),
      })
      .nullable(),
  ),
})

type Variant = NonNullable<z.output<typeof Data>['nodes'][number]>

const document = `query Stock($ids: [ID!]!) {
  nodes(ids: $ids) {
    ... on ProductVariant {
      __typename id sku inventoryPolicy
      inventoryItem {
        id tracked
        inventoryLevels(first: 10) { nodes { location { id } quantities(names: ["available"]) { quantity } } }
      }
    }
  }
}`

const Stock = z.object({
  variantId: z.string(),
  sku: z.string().nullable(),
  inventoryItemId: z.string(),
  locationId: z.string().nullable().describe('Where most of it lies, or the location asked for.'),
  requested: z.int(),
  available: z.int(),
  enough: z.boolean(),
  /** For "Adjust stock": what taking the requested number away is. */
  delta: z.int(),
})

export const checkStock = base.action({
  title: 'Check stock',
  sentence: 'Check that all items are in stock',
  description: 'Reads how many of each variant are available and says whether all that is asked for is there.',
  effect: 'read',
  input: {
    items: field(
      z
        .array(
          z.object({
            variantId: variant.field(idField('Variant', 'variant_id of an order line.')),
            quantity: field(z.int().positive(), { label: 'Quantity' }),
          }),
        )
        .min(1)
        .max(50),
      { label: 'Items' },
    ),
    locationId: field(location.field(), {
      label: 'Location',
      help: 'Left empty: wherever most of it lies.',
    }).optional(),
  },
  output: z.object({ allAvailable: z.boolean(), missing: z.array(z.string()), items: z.array(Stock) }),
  run: async ({ http, input }) => {
    const wanted = new Map<string, number>()
    for (const { variantId, quantity } of input.items) {
      const id = toGid('ProductVariant', variantId)
      wanted.set(id, (wanted.get(id) ?? 0) + quantity)
    }
    const { nodes } = await http.graphql(document, Data, { ids: [...wanted.keys()] })
    const items = [...wanted].map(([id, requested]) => {
      const variant = nodes.find((node) => node?.id === id)
      if (!variant) throw new ConnectorError('not_found', `The shop has no variant ${id}`, { field: 'items' })
      return stockOf(variant, requested, input.locationId ?? null)
    })
    const missing = items.filter((item) => !item.enough).map((item) => item.sku ?? item.variantId)
    return { allAvailable: missing.length === 0, missing, items }
  },
})

function stockOf(variant: Variant, requested: number, locationId: string | null): z.input<typeof Stock> {
  const { inventoryItem } = variant
  const levels = inventoryItem.inventoryLevels.nodes
    .filter((level) => locationId === null || level.location.id === locationId)
    .map((level) => ({ locationId: level.location.id, available: level.quantities[0]?.quantity ?? 0 }))
    .sort((a, b) => b.available - a.available)
  const [best] = levels
  const available = best?.available ?? 0
  return {
    variantId: variant.id,
    sku: variant.sku,
    inventoryItemId: inventoryItem.id,
    locationId: best?.locationId ?? null,
    requested,
    available,
    // Untracked goods, and those that may be sold below zero, are always to be had.
    enough: !inventoryItem.tracked || variant.inventoryPolicy === 'CONTINUE' || available >= requested,
    delta: -requested,
  }
}
