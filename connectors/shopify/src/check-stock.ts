import { ConnectorError, field, type HttpClient } from '@patchbay/connector-sdk'
import { z } from 'zod'
import { base } from './base.ts'
import { idField, toGid } from './gid.ts'
import { location } from './location.ts'
import { variant } from './variant.ts'
import { PAGE_INFO, pageOf, wholeList } from './whole-list.ts'

const Level = z.object({
  location: z.object({ id: z.string() }),
  quantities: z.array(z.object({ quantity: z.int() })),
})

const variantsWith = <T extends z.ZodRawShape>(levels: T) =>
  z.object({
    nodes: z.array(
      z
        .object({
          id: z.string(),
          sku: z.string().nullable(),
          inventoryPolicy: z.string(),
          inventoryItem: z.object({ id: z.string(), tracked: z.boolean(), ...levels }),
        })
        .nullable(),
    ),
  })

const AtPlace = variantsWith({ inventoryLevel: Level.nullable() })
const Anywhere = variantsWith({ inventoryLevels: pageOf(Level) })

type Variant = {
  id: string
  sku: string | null
  inventoryPolicy: string
  inventoryItem: { id: string; tracked: boolean }
  levels: z.output<typeof Level>[]
}

const documentWith = (variable: string, levels: string) => `query Stock($ids: [ID!]!, ${variable}) {
  nodes(ids: $ids) {
    ... on ProductVariant { __typename id sku inventoryPolicy inventoryItem { id tracked ${levels} } }
  }
}`

const level = 'location { id } quantities(names: ["available"]) { quantity }'
const atPlace = documentWith('$place: ID!', `inventoryLevel(locationId: $place) { ${level} }`)
const anywhere = documentWith(
  '$first: Int!, $after: String',
  `inventoryLevels(first: $first, after: $after) { nodes { ${level} } ${PAGE_INFO} }`,
)

// Of 50 variants this many places each stay under 1,000 points, the most that Shopify takes in one query.
const PLACES_OF_MANY = 8
const PLACES_OF_ONE = 100

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
    locationId: location.field(idField('Location', 'Left empty: wherever most of it lies.')).optional(),
  },
  output: z.object({ allAvailable: z.boolean(), missing: z.array(z.string()), items: z.array(Stock) }),
  run: async ({ http, input }) => {
    const wanted = new Map<string, number>()
    for (const { variantId, quantity } of input.items) {
      const id = toGid('ProductVariant', variantId)
      wanted.set(id, (wanted.get(id) ?? 0) + quantity)
    }
    const ids = [...wanted.keys()]
    const variants =
      input.locationId === undefined
        ? await readAnywhere(http, ids)
        : await readAtPlace(http, ids, toGid('Location', input.locationId))
    const items = [...wanted].map(([id, requested]) => {
      const variant = variants.find((one) => one.id === id)
      if (!variant) throw new ConnectorError('not_found', `The shop has no variant ${id}`, { field: 'items' })
      return stockOf(variant, requested)
    })
    const missing = items.filter((item) => !item.enough).map((item) => item.sku ?? item.variantId)
    return { allAvailable: missing.length === 0, missing, items }
  },
})

async function readAtPlace(http: HttpClient, ids: string[], place: string): Promise<Variant[]> {
  const { nodes } = await http.graphql(atPlace, AtPlace, { ids, place })
  return nodes.filter(isThere).map((variant) => {
    const { inventoryLevel } = variant.inventoryItem
    return { ...variant, levels: inventoryLevel === null ? [] : [inventoryLevel] }
  })
}

async function readAnywhere(http: HttpClient, ids: string[]): Promise<Variant[]> {
  const { nodes } = await http.graphql(anywhere, Anywhere, { ids, first: PLACES_OF_MANY, after: null })
  const variants: Variant[] = []
  for (const variant of nodes.filter(isThere)) {
    const levels = await wholeList(variant.inventoryItem.inventoryLevels, (after) =>
      readPlacesAfter(http, variant.id, after),
    )
    variants.push({ ...variant, levels })
  }
  return variants
}

async function readPlacesAfter(http: HttpClient, id: string, after: string) {
  const { nodes } = await http.graphql(anywhere, Anywhere, { ids: [id], first: PLACES_OF_ONE, after })
  const [variant] = nodes.filter(isThere)
  // Deleted since the page before: what was read of it is not the whole.
  if (variant === undefined) throw new ConnectorError('not_found', `The shop has no variant ${id}`, { field: 'items' })
  return variant.inventoryItem.inventoryLevels
}

const isThere = <T>(node: T | null): node is T => node !== null

function stockOf(variant: Variant, requested: number): z.input<typeof Stock> {
  const { inventoryItem } = variant
  const levels = variant.levels
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
