import { type ErrorVerdict, errorByStatus, retryAfter, type VendorResponse } from '@patchbay/connector-sdk'
import { z } from 'zod'

const Body = z.object({
  error: z.looseObject({
    type: z.string(),
    code: z.string().optional(),
    decline_code: z.string().optional(),
    message: z.string().optional(),
    param: z.string().optional(),
  }),
})

/** Codes that say the object is in another state than the request supposes. */
const STATE_CODES = [
  'payment_intent_unexpected_state',
  'charge_already_captured',
  'charge_already_refunded',
  'charge_expired_for_capture',
]

/** Stripe's `{ error: { type, code, decline_code, message, param } }`; `null` leaves it to the status. */
export function stripeError(response: VendorResponse): ErrorVerdict | null {
  if (response.status < 400) return null
  const parsed = Body.safeParse(response.json)
  const error = parsed.success ? parsed.data.error : null
  const message = error?.message ?? `Stripe answered ${response.status}`
  const vendorCode = error?.decline_code ?? error?.code ?? error?.type
  const facts = {
    message,
    ...(vendorCode === undefined ? {} : { vendorCode }),
    ...(error?.param === undefined ? {} : { field: error.param }),
  }
  // A kept 5xx comes back for as long as the key lives, so only a new key or a look can tell more.
  if (response.status >= 500 && response.headers['idempotent-replayed'] === 'true' && response.write)
    return { ...facts, code: 'unknown_outcome', keySpent: true }
  if (response.status === 429)
    return {
      ...facts,
      code: 'rate_limited',
      retryAfterMs: retryAfter(response.headers, new Date(0).toISOString()) ?? 1000,
    }
  if (error === null || response.status >= 500) return null
  // The first request under this key is still being worked on: it may be applied, under the same key.
  if (error.code === 'idempotency_key_in_use') return { ...facts, code: 'unknown_outcome', retryAfterMs: 1000 }
  // Other parameters under a used key. The first request may have been applied, so a new key could double it.
  if (error.type === 'idempotency_error') return { ...facts, code: 'conflict' }
  // Stripe answers a repeat with what it answered first, so a refusal stands for both.
  if (error.type === 'card_error') return { ...facts, code: 'invalid_input', settles: true }
  if (error.code !== undefined && STATE_CODES.includes(error.code)) return { ...facts, code: 'conflict' }
  if (error.code === 'resource_missing') return { ...facts, code: 'not_found' }
  if (response.status === 403) return { ...facts, code: 'auth_expired' }
  return { ...errorByStatus(response, new Date(0).toISOString()), ...facts }
}
