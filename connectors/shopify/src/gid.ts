import { field } from '@patchbay/connector-sdk'
import { z } from 'zod'

/** An id as Shopify's webhooks give it (a number) or as its API does (`gid://shopify/Order/1`). */
export function idField(label: string, help: string) {
  return field(z.union([z.string().min(1), z.int().positive()]), { label, help, type: 'text' })
}

export function toGid(type: string, id: string | number): string {
  const text = String(id)
  return text.startsWith('gid://') ? text : `gid://shopify/${type}/${text}`
}
