import type { ErrorVerdict, VendorResponse } from '@patchbay/connector-sdk'
import { z } from 'zod'

const errorBody = z.object({
  message: z.string(),
  category: z.string().nullish(),
  subCategory: z.string().nullish(),
  policyName: z.string().nullish(),
  errors: z
    .array(
      z.object({
        message: z.string(),
        in: z.string().nullish(),
        context: z.record(z.string(), z.array(z.string())).nullish(),
      }),
    )
    .nullish(),
  context: z.record(z.string(), z.array(z.string())).nullish(),
})
type ErrorBody = z.infer<typeof errorBody>

/** HubSpot's `{status, message, correlationId, category}`; what only the status tells is left to it. */
export function hubspotError(response: VendorResponse): ErrorVerdict | null {
  const parsed = errorBody.safeParse(response.json)
  if (!parsed.success) return null
  const body = parsed.data
  const message = body.errors?.[0] === undefined ? body.message : `${body.message} ${body.errors[0].message}`
  const vendorCode = body.category ?? undefined
  const more = vendorCode === undefined ? {} : { vendorCode }
  switch (response.status) {
    case 429:
      return { code: 'rate_limited', message, retryAfterMs: waitMs(response, body), ...more }
    case 403: {
      const scopes = (body.context?.missingScopes ?? body.errors?.[0]?.context?.missingScopes)?.join(', ')
      return { code: 'auth_expired', message: scopes ? `${message} Missing scopes: ${scopes}.` : message, ...more }
    }
    case 400:
      return { code: 'invalid_input', message, ...more, ...fieldOf(body) }
    // Locked for two seconds while HubSpot works on the same record; nothing was done.
    case 423:
      return { code: 'rate_limited', message, retryAfterMs: 2_000, ...more }
    default:
      return null
  }
}

/** Retry-After where HubSpot sends it; else the window of the limit that was hit (its policies: documentation). */
function waitMs(response: VendorResponse, body: ErrorBody): number {
  const given = Number(response.headers['retry-after'])
  if (given > 0) return given * 1_000
  if (body.policyName === 'DAILY') return 3_600_000
  if (body.policyName === 'SECONDLY') return 1_000
  const interval = Number(response.headers['x-hubspot-ratelimit-interval-milliseconds'])
  return interval > 0 ? interval : 10_000
}

function fieldOf(body: ErrorBody): { field?: string } {
  const field = body.errors?.[0]?.in ?? body.errors?.[0]?.context?.propertyName?.[0] ?? body.context?.propertyName?.[0]
  return field === undefined ? {} : { field }
}
