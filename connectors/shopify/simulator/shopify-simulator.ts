import { createHmac, randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import {
  defineSimulator,
  json,
  type SimCall,
  type SimContext,
  type SimResponse,
  takeFromBucket,
} from '@patchbay/connector-sdk/simulator'
import {
  buildSchema,
  type DocumentNode,
  executeSync,
  GraphQLError,
  type GraphQLResolveInfo,
  getDirectiveValues,
  parse,
  validate,
} from 'graphql'
import { connection, type PageArgs } from './connection.ts'
import { findOrders, findVariants } from './find-in-shop.ts'
import { queryCost } from './query-cost.ts'
import { shopCommands } from './shop-commands.ts'
import {
  type AdjustInput,
  addTags,
  adjustQuantities,
  createFulfillment,
  type FulfillmentInput,
} from './shop-mutations.ts'
import { gid, numberIn, shopObjects } from './shop-objects.ts'
import { shopState } from './shop-state.ts'

const sdl = readFileSync(new URL('../contract/admin-2026-10.trimmed.graphql', import.meta.url), 'utf8')
const schema = buildSchema(sdl)

// The Plus plan's bucket; the most that one query may ask for is 1,000 points on every plan.
const BUCKET = { name: 'graphql', capacity: 20_000, refillPerSecond: 1_000 }
const MOST_POINTS = 1_000

/** A Shopify shop as far as the connector goes: orders, stock, fulfilment, events, the GraphQL cost bucket. */
export const shopifySimulator = defineSimulator({
  id: 'shopify',
  authenticate: (request) => {
    const token = request.headers['x-shopify-access-token']
    if (token !== undefined && !token.includes('bad')) return null
    return json(401, { errors: '[API] Invalid API key or access token (unrecognized login or wrong password)' })
  },
  throttled: (retryAfterSeconds) => throttled(retryAfterSeconds * BUCKET.refillPerSecond, 0),
  failed: (status) => json(status, { errors: status >= 500 ? 'Internal Server Error' : 'The request is not valid' }),
  notFound: () => json(404, { errors: 'Not Found' }),
  webhook: {
    headers: ({ id, topic, body, secret, now }) => ({
      'x-shopify-topic': topic,
      'x-shopify-hmac-sha256': createHmac('sha256', secret).update(body).digest('base64'),
      'x-shopify-shop-domain': 'sandbox-shop.myshopify.com',
      'x-shopify-api-version': '2026-10',
      'x-shopify-webhook-id': id,
      'x-shopify-event-id': randomUUID(),
      'x-shopify-triggered-at': now.toISOString(),
    }),
    // Eight tries in four hours.
    retryDelaysMs: [10_000, 60_000, 300_000, 900_000, 1_800_000, 3_600_000, 3_600_000, 4_200_000],
  },
  routes: [{ method: 'POST', path: '/admin/api/2026-10/graphql.json', handle: answerGraphql }],
  commands: shopCommands,
})

function answerGraphql(call: SimCall, ctx: SimContext): SimResponse {
  const query = member(call.data, 'query')
  const variables = Object(member(call.data, 'variables') ?? {})
  const document = typeof query === 'string' ? readDocument(query) : 'Query is missing'
  if (typeof document === 'string') return json(200, { errors: [{ message: document }] })
  const cost = queryCost(document, variables)
  if (cost > MOST_POINTS)
    return json(200, {
      errors: [
        {
          message: `Query cost is ${cost}, which exceeds the single query max cost limit ${MOST_POINTS}.`,
          extensions: { code: 'MAX_COST_EXCEEDED' },
        },
      ],
    })
  const taken = takeFromBucket(ctx, BUCKET, cost)
  if (!taken.ok) return throttled(cost, taken.available)
  const result = executeSync({ schema, document, rootValue: rootOf(ctx), variableValues: variables })
  const extensions = {
    cost: { requestedQueryCost: cost, actualQueryCost: cost, throttleStatus: status(taken.available) },
  }
  return json(200, { ...result, extensions })
}

function readDocument(text: string): DocumentNode | string {
  try {
    const document = parse(text)
    return validate(schema, document)[0]?.message ?? document
  } catch (error) {
    // Shopify answers a document that does not parse with 200 and the parser's words.
    return error instanceof Error ? error.message : String(error)
  }
}

type SearchArgs = PageArgs & { query?: string | null }

function rootOf(ctx: SimContext) {
  const state = shopState(ctx)
  const objects = shopObjects(state)
  const node = (id: string): object | null => {
    const variant = state.variants.get(numberIn('ProductVariant', id) ?? '')
    if (variant !== null) return objects.variant(variant)
    const shipment = state.fulfillmentOrders.get(numberIn('FulfillmentOrder', id) ?? '')
    if (shipment !== null) return objects.fulfillmentOrder(shipment)
    const order = state.orders.get(numberIn('Order', id) ?? '')
    return order === null ? objects.locationById(Number(numberIn('Location', id))) : objects.order(order)
  }
  return {
    shop: {
      id: gid('Shop', 1),
      name: 'Sandbox shop',
      myshopifyDomain: 'sandbox-shop.myshopify.com',
      currencyCode: 'USD',
      email: 'hello@sandbox-shop.example',
      ianaTimezone: 'America/New_York',
    },
    node: ({ id }: { id: string }) => node(id),
    nodes: ({ ids }: { ids: string[] }) => ids.map(node),
    order: ({ id }: { id: string }) => {
      const order = state.orders.get(numberIn('Order', id) ?? '')
      return order === null ? null : objects.order(order)
    },
    orders: (args: SearchArgs) => connection(findOrders(state.orders.all(), args.query ?? '').map(objects.order), args),
    productVariants: (args: SearchArgs) =>
      connection(findVariants(state.variants.all(), args.query ?? '').map(objects.variant), args),
    locations: (args: PageArgs) => connection(state.locations.all().map(objects.location), args),
    inventoryAdjustQuantities: ({ input }: { input: AdjustInput }, _context: unknown, info: GraphQLResolveInfo) =>
      adjustQuantities(ctx, state, { input, key: idempotencyKey(info) }),
    fulfillmentCreate: ({ fulfillment }: { fulfillment: FulfillmentInput }) =>
      createFulfillment(ctx, state, fulfillment),
    tagsAdd: (args: { id: string; tags: string[] }) => addTags(ctx, state, args),
  }
}

/** Required on this mutation since 2026-04. */
function idempotencyKey(info: GraphQLResolveInfo): string {
  const directive = schema.getDirective('idempotent')
  const field = info.fieldNodes[0]
  const values = directive && field ? getDirectiveValues(directive, field, info.variableValues) : undefined
  if (typeof values?.key === 'string' && values.key !== '') return values.key
  const message = `The @idempotent directive is required for the '${info.fieldName}' mutation`
  throw new GraphQLError(message, { extensions: { code: 'BAD_REQUEST' } })
}

function throttled(requestedQueryCost: number, available: number): SimResponse {
  return json(200, {
    errors: [{ message: 'Throttled', extensions: { code: 'THROTTLED' } }],
    extensions: { cost: { requestedQueryCost, actualQueryCost: null, throttleStatus: status(available) } },
  })
}

function status(available: number): object {
  return {
    maximumAvailable: BUCKET.capacity,
    currentlyAvailable: Math.floor(available),
    restoreRate: BUCKET.refillPerSecond,
  }
}

function member(data: unknown, name: string): unknown {
  return data !== null && typeof data === 'object' ? Reflect.get(data, name) : undefined
}
