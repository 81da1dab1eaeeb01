import type { ErrorVerdict, VendorResponse } from '@patchbay/connector-sdk'
import { z } from 'zod'

const GraphqlError = z.looseObject({
  message: z.string(),
  extensions: z.looseObject({ code: z.string().optional() }).optional(),
})

const UserError = z.looseObject({
  message: z.string(),
  field: z.array(z.string()).nullish(),
  code: z.string().nullish(),
})

const Answer = z.looseObject({
  // A refused token is answered with a plain string here.
  errors: z.union([z.string(), z.array(GraphqlError)]).optional(),
  data: z.record(z.string(), z.unknown()).nullish(),
  extensions: z
    .looseObject({
      cost: z
        .looseObject({
          requestedQueryCost: z.number(),
          throttleStatus: z.looseObject({ currentlyAvailable: z.number(), restoreRate: z.number() }),
        })
        .optional(),
    })
    .optional(),
})

/** Shopify answers 200 to nearly everything: top-level `errors` first, then the payload's `userErrors`. */
export function shopifyError(response: VendorResponse): ErrorVerdict | null {
  const parsed = Answer.safeParse(response.json)
  if (!parsed.success) return null
  const { errors, data } = parsed.data
  if (typeof errors === 'string') return response.status === 200 ? { code: 'invalid_input', message: errors } : null
  const [first] = errors ?? []
  if (first !== undefined) return topLevel(first, parsed.data, response)
  for (const payload of Object.values(data ?? {})) {
    const list = z.looseObject({ userErrors: z.array(UserError).min(1) }).safeParse(payload)
    const problem = list.success ? list.data.userErrors[0] : undefined
    if (problem !== undefined) return fromUserError(problem)
  }
  return null
}

function topLevel(
  error: z.output<typeof GraphqlError>,
  answer: z.output<typeof Answer>,
  response: VendorResponse,
): ErrorVerdict | null {
  const vendorCode = error.extensions?.code
  const facts = { message: error.message, ...(vendorCode === undefined ? {} : { vendorCode }) }
  switch (vendorCode) {
    case 'THROTTLED':
      return { ...facts, code: 'rate_limited', retryAfterMs: waitFor(answer) }
    case 'ACCESS_DENIED':
    case 'SHOP_INACTIVE':
      return { ...facts, code: 'auth_expired' }
    case 'INTERNAL_SERVER_ERROR':
    case 'TIMEOUT':
      return { ...facts, code: response.write ? 'unknown_outcome' : 'upstream' }
    default:
      // With another status than 200 the status says more than an unknown code.
      return response.status === 200 ? { ...facts, code: 'invalid_input' } : null
  }
}

/** Until the bucket holds what the query asked for. */
function waitFor(answer: z.output<typeof Answer>): number {
  const cost = answer.extensions?.cost
  if (cost === undefined) return 1000
  const { currentlyAvailable, restoreRate } = cost.throttleStatus
  const missing = cost.requestedQueryCost - currentlyAvailable
  return Math.max(100, Math.ceil((missing / restoreRate) * 1000))
}

function fromUserError({ message, field, code }: z.output<typeof UserError>): ErrorVerdict {
  const facts = {
    message,
    ...(code ? { vendorCode: code } : {}),
    ...(field ? { field: field.join('.') } : {}),
  }
  switch (code) {
    // The first request under this key is still running: it may be applied, so the same key must be sent again.
    case 'IDEMPOTENCY_CONCURRENT_REQUEST':
      return { ...facts, code: 'unknown_outcome', retryAfterMs: 1000 }
    case 'IDEMPOTENCY_PREVIOUS_ATTEMPT_FAILED':
      return { ...facts, code: 'conflict', keySpent: true }
    // Another request used this key and may have been applied: a new key could double it.
    case 'IDEMPOTENCY_KEY_PARAMETER_MISMATCH':
    case 'CHANGE_FROM_QUANTITY_STALE':
      return { ...facts, code: 'conflict' }
    case 'SERVICE_UNAVAILABLE':
    case 'ADJUST_QUANTITIES_FAILED':
      return { ...facts, code: 'upstream' }
    default:
      // Most mutations give no code: their words have to do.
      if (/unfulfillable status/i.test(message)) return { ...facts, code: 'conflict' }
      return { ...facts, code: /(not found|does not exist)/i.test(message) ? 'not_found' : 'invalid_input' }
  }
}
