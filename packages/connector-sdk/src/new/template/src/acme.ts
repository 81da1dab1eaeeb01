import { apiKey, field, initConnector, path } from '@patchbay/connector-sdk'
import { z } from 'zod'

const t = initConnector({
  id: 'acme',
  title: 'Acme',
  description: 'What Acme does, in one sentence.',
  categories: ['shop'],
  baseUrl: 'https://api.acme.example',
  auth: apiKey({ placement: { in: 'bearer' }, help: 'Where in Acme a person finds the key.' }),
  webhook: {
    signature: {
      kind: 'hmac',
      algorithm: 'sha256',
      header: 'x-acme-signature',
      format: { kind: 'plain', prefix: '' },
      encoding: 'hex',
      template: '{body}',
    },
    deliveryId: { in: 'header', name: 'x-acme-delivery' },
    topic: { in: 'header', name: 'x-acme-topic' },
  },
  checkedAgainst: { kind: 'table', what: 'a table written by hand' },
})

const Item = z.object({ id: z.string(), name: z.string(), updated_at: z.string() })
const Page = z.object({ items: z.array(Item), next: z.string().nullable() })

const item = t.lookup({
  title: 'Item',
  run: async ({ http, cursor }) => {
    const page = await http.get('/items', Page, { after: cursor })
    return { options: page.items.map(({ id, name }) => ({ value: id, label: name })), cursor: page.next }
  },
})

const getItem = t.action({
  title: 'Get item',
  sentence: 'Look up the item {item}',
  description: 'Reads an item.',
  effect: 'read',
  input: { item: field(item.field(), { label: 'Item' }) },
  output: Item,
  run: ({ http, input }) => http.get(path`/items/${input.item}`, Item),
})

const createItem = t.action({
  title: 'Create item',
  sentence: 'Create the item {name}',
  description: 'Makes a new item.',
  effect: 'create',
  idempotency: { kind: 'key', header: 'Idempotency-Key', keyTtlMs: 24 * 60 * 60 * 1000 },
  input: { name: field(z.string().min(1), { label: 'Name' }) },
  output: Item,
  run: ({ http, input }) => http.post('/items', Item, input),
})

const itemCreated = t.webhook({
  title: 'Item created',
  description: 'A new item is there.',
  topics: ['item.created'],
  output: Item,
  key: (one, { topic }) => `${one.id}:${one.updated_at}:${String(topic)}`,
  subject: (one) => one.name,
  occurredAt: (one) => one.updated_at,
  // Runs about one item go in order, and a state older than one that has run is left out.
  entity: { name: 'item', id: (one) => one.id },
  version: (one) => one.updated_at,
})

export const acme = t.connector({
  actions: { getItem, createItem },
  triggers: { itemCreated },
  lookups: { item },
  test: async ({ http }) => {
    await http.get('/items', Page)
    return { account: null }
  },
})
