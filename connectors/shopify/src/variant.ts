import { z } from 'zod'
import { base } from './base.ts'

const Page = z.object({
  productVariants: z.object({
    nodes: z.array(
      z.object({
        id: z.string(),
        displayName: z.string(),
        sku: z.string().nullable(),
        inventoryItem: z.object({ id: z.string() }),
      }),
    ),
    pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }),
  }),
})

type VariantNode = z.output<typeof Page>['productVariants']['nodes'][number]

const document = `query Variants($after: String, $query: String) {
  productVariants(first: 50, after: $after, query: $query, sortKey: TITLE) {
    nodes { id displayName sku inventoryItem { id } } pageInfo { hasNextPage endCursor }
  }
}`

/** What the shop sells, found by title or SKU. */
export const variant = variantLookup('Product', ({ id }) => id)

/** The same goods as the stock counts them. */
export const inventoryItem = variantLookup('Inventory item', (node) => node.inventoryItem.id)

function variantLookup(title: string, pick: (node: VariantNode) => string) {
  return base.lookup({
    title,
    searches: true,
    run: async ({ http, cursor, search }) => {
      const { productVariants } = await http.graphql(document, Page, { after: cursor, query: search })
      const { hasNextPage, endCursor } = productVariants.pageInfo
      return {
        options: productVariants.nodes.map((node) => ({
          value: pick(node),
          label: node.displayName,
          ...(node.sku === null ? {} : { hint: node.sku }),
        })),
        cursor: hasNextPage ? endCursor : null,
      }
    },
  })
}
