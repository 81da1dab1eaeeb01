import { field } from '@patchbay/connector-sdk'
import { z } from 'zod'
import { base } from './base.ts'
import { idField, toGid } from './gid.ts'

const Data = z.object({ tagsAdd: z.object({ node: z.object({ id: z.string() }).nullable() }).nullable() })

const document = `mutation TagOrder($id: ID!, $tags: [String!]!) {
  tagsAdd(id: $id, tags: $tags) { node { id } userErrors { field message } }
}`

export const tagOrder = base.action({
  title: 'Tag order',
  sentence: 'Tag the order {orderId} with {tags}',
  description: 'Adds tags to an order. Tags that it has already stay as they are.',
  effect: 'upsert',
  idempotency: { kind: 'natural', why: 'An order has each tag once.' },
  input: {
    orderId: idField('Order', 'Its id from an order event.'),
    tags: field(z.array(z.string().min(1).max(40)).min(1), { label: 'Tags' }),
  },
  output: z.object({ id: z.string() }),
  run: async ({ http, input }) => {
    const id = toGid('Order', input.orderId)
    const data = await http.graphql(document, Data, { id, tags: input.tags })
    return { id: data.tagsAdd?.node?.id ?? id }
  },
})
