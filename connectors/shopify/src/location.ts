import { z } from 'zod'
import { base } from './base.ts'

const Page = z.object({
  locations: z.object({
    nodes: z.array(z.object({ id: z.string(), name: z.string() })),
    pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }),
  }),
})

export const location = base.lookup({
  title: 'Location',
  run: async ({ http, cursor }) => {
    const document = `query Locations($after: String) {
      locations(first: 50, after: $after) { nodes { id name } pageInfo { hasNextPage endCursor } }
    }`
    const { locations } = await http.graphql(document, Page, { after: cursor })
    const { hasNextPage, endCursor } = locations.pageInfo
    return {
      options: locations.nodes.map(({ id, name }) => ({ value: id, label: name })),
      cursor: hasNextPage ? endCursor : null,
    }
  },
})
