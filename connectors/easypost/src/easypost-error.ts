import type { ErrorVerdict, VendorResponse } from '@patchbay/connector-sdk'
import { z } from 'zod'

const errorBody = z.object({
  error: z.object({
    code: z.string(),
    message: z.string(),
    errors: z.array(z.union([z.string(), z.object({ field: z.string().nullish(), message: z.string() })])).nullish(),
  }),
})

/** The label was bought by an earlier call: an answer, not a failure. Codes as seen by the vendor's users, not in a recording. */
export const postageExists = 'SHIPMENT.POSTAGE.EXISTS'
/** The carrier did not answer EasyPost in time, so the label may be bought. */
const unknownCodes = ['SHIPMENT.POSTAGE.TIMED_OUT', 'SHIPMENT.POSTAGE.NO_RESPONSE']

/** EasyPost's `{error: {code, message, errors}}`, whose `errors` hold objects or plain strings. */
export function easypostError(response: VendorResponse): ErrorVerdict | null {
  if (response.status < 400) return null
  const body = errorBody.safeParse(response.json)
  if (!body.success) return null
  const { code, message, errors } = body.data.error
  if (code === postageExists) return null
  const first = errors?.[0]
  const detail = typeof first === 'string' ? first : first === undefined ? null : fieldText(first)
  const text = detail === null ? message : `${message} ${detail}`
  const field = typeof first === 'object' ? (first.field ?? undefined) : undefined
  const more = { vendorCode: code, ...(field === undefined ? {} : { field }) }
  if (unknownCodes.includes(code)) return { code: 'unknown_outcome', message: text, ...more }
  // Other statuses mean at EasyPost what they mean everywhere; a 404 is an answer where a shipment is looked for.
  return [400, 402, 422].includes(response.status) ? { code: 'invalid_input', message: text, ...more } : null
}

/** The error's code of any answer, for the one place that treats a refusal as an answer. */
export function easypostCode(json: unknown): string | null {
  const body = errorBody.safeParse(json)
  return body.success ? body.data.error.code : null
}

function fieldText(detail: { field?: string | null | undefined; message: string }): string {
  return detail.field ? `${detail.field}: ${detail.message}` : detail.message
}
