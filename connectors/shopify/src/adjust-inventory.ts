import { ConnectorError, field } from '@patchbay/connector-sdk'
import { z } from 'zod'
import { base } from './base.ts'
import { idField, toGid } from './gid.ts'
import { location } from './location.ts'
import { inventoryItem } from './variant.ts'

const Group = z.object({
  id: z.string(),
  reason: z.string(),
  changes: z.array(
    z.object({
      delta: z.int(),
      name: z.string(),
      quantityAfterChange: z.int().nullable(),
      item: z.object({ id: z.string() }).nullable(),
      location: z.object({ id: z.string() }).nullable(),
    }),
  ),
})

const Data = z.object({
  inventoryAdjustQuantities: z.object({ inventoryAdjustmentGroup: Group.nullable() }).nullable(),
})

const document = `mutation AdjustInventory($input: InventoryAdjustQuantitiesInput!, $key: String!) {
  inventoryAdjustQuantities(input: $input) @idempotent(key: $key) {
    inventoryAdjustmentGroup {
      id reason
      changes { delta name quantityAfterChange item { id } location { id } }
    }
    userErrors { field message code }
  }
}`

const Change = z.object({
  inventoryItemId: inventoryItem.field(idField('Inventory item', 'From "Check stock".')),
  locationId: location.field(idField('Location', 'From "Check stock".')),
  delta: field(z.int(), { label: 'Change', help: 'Negative takes stock away.' }),
  expected: field(z.int(), {
    label: 'Expected quantity',
    help: 'Refuse the change when the stock is not this many.',
    rare: true,
  }).optional(),
})

export const adjustInventory = base.action({
  title: 'Adjust stock',
  sentence: 'Adjust the stock of {changes}',
  description: 'Adds to or takes from the available stock of items at locations, all of them or none.',
  effect: 'create',
  // 24 hours is from memory; Shopify publishes the directive but not how long it keeps a key.
  idempotency: { kind: 'key', argument: 'directive @idempotent(key:)', keyTtlMs: 24 * 60 * 60 * 1000 },
  input: {
    changes: field(z.array(Change).min(1).max(250), { label: 'Changes' }),
    reason: field(
      z.enum(['correction', 'cycle_count_available', 'damaged', 'other', 'received', 'restock', 'reservation_created']),
      { label: 'Reason' },
    ).default('correction'),
    reference: field(z.string(), {
      label: 'Reference',
      help: 'A URI shown in the stock history, such as gid://patchbay/Order/1001.',
      rare: true,
    }).optional(),
  },
  output: Group,
  run: async ({ http, input, idempotencyKey }) => {
    const changes = input.changes.map((change) => ({
      inventoryItemId: toGid('InventoryItem', change.inventoryItemId),
      locationId: toGid('Location', change.locationId),
      delta: change.delta,
      // Must be given, even when it is null: "do not compare".
      changeFromQuantity: change.expected ?? null,
    }))
    const variables = {
      key: idempotencyKey,
      input: { name: 'available', reason: input.reason, referenceDocumentUri: input.reference, changes },
    }
    const data = await http.graphql(document, Data, variables)
    const group = data.inventoryAdjustQuantities?.inventoryAdjustmentGroup ?? null
    if (group === null) throw new ConnectorError('unknown_outcome', 'Shopify answered without the adjustment it made')
    return group
  },
})
