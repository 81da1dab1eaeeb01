import { apiKey, either, initConnector, oauth2 } from '@patchbay/connector-sdk'
import { z } from 'zod'
import { shopifyError } from './shopify-error.ts'

const TOKEN_HEADER = 'x-shopify-access-token'
const shop = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]*$/, 'Only the part before .myshopify.com')
  .meta({ title: 'Shop', description: 'The part before .myshopify.com' })

/** Shopify's address, access and signature, stated once; actions and triggers are made with it. */
export const base = initConnector({
  id: 'shopify',
  title: 'Shopify',
  description: 'Orders, stock and shipments of a Shopify shop.',
  categories: ['shop'],
  baseUrl: 'https://{shop}.myshopify.com',
  auth: either(
    apiKey({
      placement: { in: 'header', name: TOKEN_HEADER },
      label: 'Admin API access token',
      help: 'Shopify admin → Settings → Apps → Develop apps. Scopes: read_orders, write_orders, read_inventory, write_inventory, read_locations, write_merchant_managed_fulfillment_orders.',
      settings: { shop },
    }),
    oauth2({
      authorizeUrl: 'https://{shop}.myshopify.com/admin/oauth/authorize',
      tokenUrl: 'https://{shop}.myshopify.com/admin/oauth/access_token',
      revoke: {
        kind: 'request',
        method: 'DELETE',
        url: 'https://{shop}.myshopify.com/admin/api_permissions/current.json',
        headers: { [TOKEN_HEADER]: '{accessToken}' },
      },
      settings: { shop },
      // Writing includes reading, and Shopify answers with the wider of the two only.
      scopes: {
        write_orders: 'Read and change orders',
        write_inventory: 'Read and change stock',
        read_locations: 'See locations',
        write_merchant_managed_fulfillment_orders: 'Read and fulfil orders you ship yourself',
      },
      scopeSeparator: ',',
      clientAuth: 'post',
      pkce: false,
      // Tokens that end and are renewed, instead of one for ever.
      tokenParams: { expiring: '1' },
      header: TOKEN_HEADER,
      callback: { hmacParameter: 'hmac', echoes: { shop: '{shop}.myshopify.com' } },
      appSignsWebhooks: true,
      appHelp: 'dev.shopify.com → Apps → your app → Settings.',
    }),
  ),
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
