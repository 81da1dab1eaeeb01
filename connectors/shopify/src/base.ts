import { apiKey, initConnector } from '@patchbay/connector-sdk'
import { z } from 'zod'
import { shopifyError } from './shopify-error.ts'

/** Shopify's address, access and signature, stated once; actions and triggers are made with it. */
export const base = initConnector({
  id: 'shopify',
  title: 'Shopify',
  description: 'Orders, stock and shipments of a Shopify shop.',
  categories: ['shop'],
  baseUrl: 'https://{shop}.myshopify.com',
  auth: apiKey({
    placement: { in: 'header', name: 'x-shopify-access-token' },
    label: 'Admin API access token',
    help: 'Shopify admin → Settings → Apps → Develop apps. Scopes: read_orders, write_orders, read_inventory, write_inventory, read_locations, write_merchant_managed_fulfillment_orders.',
    settings: {
      shop: z
        .string()
        .regex(/^[a-z0-9][a-z0-9-]*$/, 'Only the part before .myshopify.com')
        .meta({ title: 'Shop', description: 'The part before .myshopify.com' }),
    },
  }),
  graphqlPath: '/admin/api/2026-10/graphql.json',
  errorOf: shopifyError,
  webhook: {
    signature: {
      kind: 'hmac',
      algorithm: 'sha256',
      header: 'x-shopify-hmac-sha256',
      format: { kind: 'plain', prefix: '' },
      encoding: 'base64',
      template: '{body}',
    },
    deliveryId: { in: 'header', name: 'x-shopify-webhook-id' },
    topic: { in: 'header', name: 'x-shopify-topic' },
  },
  checkedAgainst: { kind: 'contract', what: 'Shopify Admin GraphQL 2026-10 schema' },
})
