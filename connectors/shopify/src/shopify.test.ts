import { readFileSync } from 'node:fs'
import { describeConnector, graphqlContract } from '@patchbay/connector-sdk/testing'
import { shopifySimulator } from '../simulator/shopify-simulator.ts'
import { shopify } from './shopify.ts'

const sdl = readFileSync(new URL('../contract/admin-2026-10.trimmed.graphql', import.meta.url), 'utf8')
const contract = graphqlContract(sdl, {
  path: '/admin/api/2026-10/graphql.json',
  headers: { required: { 'x-shopify-access-token': /^\S+$/ } },
  requireDirective: { directive: 'idempotent', fields: ['inventoryAdjustQuantities'] },
})

const { placeOrder, payOrder, cancelOrder, updateOrder, refundOrder, listProducts } = shopifySimulator.commands
type Host = Parameters<typeof placeOrder>[0]

const customer = { email: 'ada.field@example.com', firstName: 'Ada', lastName: 'Field' }
const shipping = { name: 'Ada Field', address1: '1 Quay St', city: 'Portland', zip: '97201', countryCode: 'US' }
const order = (host: Host) =>
  placeOrder(host, {
    customer,
    shipping,
    lines: [
      { sku: 'APRON-LINEN', quantity: 2 },
      { sku: 'MUG-STONE', quantity: 1 },
    ],
    paymentIntent: 'pi_madeUp0001',
  })
const product = (host: Host) => {
  const [first] = listProducts(host, {})
  if (first === undefined) throw new Error('the sandbox shop is empty')
  return first
}
const mainWarehouse = (host: Host) => {
  const found = host.store.list('locations')[0]?.key
  return `gid://shopify/Location/${String(found)}`
}
const userError = (name: string, error: { message: string; code?: string; field?: string[] }) => ({
  data: { [name]: { userErrors: [{ field: null, ...error }] } },
})
const topLevel = (code: string, message = 'No.') => ({ errors: [{ message, extensions: { code } }] })

describeConnector(shopify, shopifySimulator, {
  contract,
  credentials: { apiKey: 'shpat_made_up_0001' },
  settings: { shop: 'sandbox-shop' },
  samples: {
    getOrder: (host) => ({ orderId: order(host).id }),
    listOrders: (host) => {
      order(host)
      return { period: 'between', from: '2020-01-01T00:00:00Z', to: '2040-01-01T00:00:00Z', paid: 'paid', tag: 'none' }
    },
    checkStock: (host) => ({
      items: [
        { variantId: product(host).id, quantity: 3 },
        { variantId: product(host).id, quantity: 1 },
      ],
    }),
    adjustInventory: (host) => ({
      changes: [
        {
          inventoryItemId: product(host).inventoryItemId,
          locationId: mainWarehouse(host),
          delta: -2,
          expected: product(host).available,
        },
      ],
      reference: 'gid://patchbay/Order/1001',
    }),
    createFulfillment: (host) => ({
      orderId: order(host).id,
      trackingNumber: 'EZ1000000001',
      trackingCompany: 'USPS',
      trackingUrl: 'https://track.example.com/EZ1000000001',
      notifyCustomer: true,
    }),
    tagOrder: (host) => ({ orderId: order(host).id, tags: ['patchbay', 'label bought'] }),
  },
  lookups: { variant: { search: 'mug' }, inventoryItem: { search: 'MUG-STONE' } },
  errors: [
    { action: 'getOrder', status: 200, body: { data: { order: null } }, code: 'not_found' },
    { action: 'getOrder', status: 200, body: topLevel('ACCESS_DENIED'), code: 'auth_expired' },
    {
      action: 'getOrder',
      status: 401,
      body: { errors: '[API] Invalid API key or access token' },
      code: 'auth_expired',
    },
    { action: 'getOrder', status: 403, body: { errors: 'Forbidden' }, code: 'auth_expired' },
    { action: 'getOrder', status: 200, body: topLevel('MAX_COST_EXCEEDED'), code: 'invalid_input' },
    { action: 'getOrder', status: 200, body: topLevel('INTERNAL_SERVER_ERROR'), code: 'upstream' },
    { action: 'tagOrder', status: 200, body: topLevel('INTERNAL_SERVER_ERROR'), code: 'unknown_outcome' },
    {
      action: 'getOrder',
      status: 200,
      body: {
        ...topLevel('THROTTLED', 'Throttled'),
        extensions: {
          cost: {
            requestedQueryCost: 500,
            throttleStatus: { maximumAvailable: 2000, currentlyAvailable: 100, restoreRate: 100 },
          },
        },
      },
      code: 'rate_limited',
      retryAfterMs: 4000,
    },
    {
      action: 'adjustInventory',
      status: 200,
      body: userError('inventoryAdjustQuantities', { message: 'No.', code: 'IDEMPOTENCY_PREVIOUS_ATTEMPT_FAILED' }),
      code: 'conflict',
      keySpent: true,
    },
    {
      action: 'adjustInventory',
      status: 200,
      body: userError('inventoryAdjustQuantities', { message: 'No.', code: 'IDEMPOTENCY_KEY_PARAMETER_MISMATCH' }),
      code: 'conflict',
      keySpent: false,
    },
    {
      action: 'adjustInventory',
      status: 200,
      body: userError('inventoryAdjustQuantities', { message: 'Wait.', code: 'IDEMPOTENCY_CONCURRENT_REQUEST' }),
      code: 'unknown_outcome',
      keySpent: false,
    },
    {
      action: 'adjustInventory',
      status: 200,
      body: userError('inventoryAdjustQuantities', { message: 'Stale.', code: 'CHANGE_FROM_QUANTITY_STALE' }),
      code: 'conflict',
    },
    {
      action: 'adjustInventory',
      status: 200,
      body: userError('inventoryAdjustQuantities', { message: 'Which?', code: 'INVALID_INVENTORY_ITEM' }),
      code: 'invalid_input',
    },
    {
      action: 'createFulfillment',
      status: 200,
      body: userError('fulfillmentCreate', {
        message: 'Fulfillment order 7 has an unfulfillable status= closed.',
        field: ['fulfillment'],
      }),
      code: 'conflict',
    },
    {
      action: 'adjustInventory',
      status: 200,
      body: userError('inventoryAdjustQuantities', { message: 'Later.', code: 'SERVICE_UNAVAILABLE' }),
      code: 'upstream',
    },
    {
      action: 'tagOrder',
      status: 200,
      body: userError('tagsAdd', { message: 'Order does not exist', field: ['id'] }),
      code: 'not_found',
    },
    { action: 'adjustInventory', status: 502, body: '<html></html>', code: 'unknown_outcome' },
  ],
  webhooks: {
    vectors: [
      {
        secret: 'shpss_test_0123456789abcdef0123456789abcdef',
        headers: { 'X-Shopify-Hmac-SHA256': 'dmh5ihGV/naZJYmsN2EWIifNmvgQrUP0JHkb5C59mh4=' },
        body: '{"id":820982911946154508,"email":"jon@example.com","total_price":"403.00","currency":"USD","note":"café — €","line_items":[{"sku":"IPOD2008PINK","quantity":1}]}',
      },
      {
        secret: 'secret',
        headers: { 'X-Shopify-Hmac-SHA256': 'dzJZAsrKgS3CWXM6rNBGtzgXNyx3e42VtAJkdHRRbhM=' },
        body: '{}',
      },
    ],
    events: {
      orderCreated: (host) => {
        placeOrder(host, {
          customer,
          shipping: null,
          lines: [{ sku: 'PAN-IRON', quantity: 1 }],
          financialStatus: 'pending',
        })
      },
      orderUpdated: (host) => {
        const { id: orderId } = order(host)
        updateOrder(host, { orderId, tags: ['gift'] })
        updateOrder(host, { orderId, attributes: { wrapping: 'paper' } })
      },
      orderPaid: (host) => {
        payOrder(host, {
          orderId: placeOrder(host, {
            customer,
            shipping,
            lines: [{ sku: 'PAN-IRON', quantity: 1 }],
            financialStatus: 'pending',
          }).id,
        })
      },
      orderCancelled: (host) => {
        cancelOrder(host, { orderId: order(host).id })
      },
      refundCreated: (host) => {
        refundOrder(host, { orderId: order(host).id, amountCents: 1200 })
      },
    },
  },
})
