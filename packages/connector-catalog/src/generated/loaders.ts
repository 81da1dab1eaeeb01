// Written by generate.ts from the folders under connectors/; do not edit.
import type { Connector } from '@patchbay/connector-sdk'

export const loaders: Record<string, () => Promise<Connector>> = {
  easypost: async () => (await import('@patchbay/connector-easypost')).easypost,
  http: async () => (await import('@patchbay/connector-http')).http,
  hubspot: async () => (await import('@patchbay/connector-hubspot')).hubspot,
  sendgrid: async () => (await import('@patchbay/connector-sendgrid')).sendgrid,
  shopify: async () => (await import('@patchbay/connector-shopify')).shopify,
  smtp: async () => (await import('@patchbay/connector-smtp')).smtp,
  stripe: async () => (await import('@patchbay/connector-stripe')).stripe,
}
