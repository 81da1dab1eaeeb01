import { z } from 'zod'

export const tracker = z.object({
  id: z.string(),
  tracking_code: z.string(),
  status: z.string(),
  status_detail: z.string().nullish(),
  carrier: z.string(),
  est_delivery_date: z.string().nullish(),
  updated_at: z.string(),
  public_url: z.string().nullish(),
  tracking_details: z.array(z.object({ message: z.string(), datetime: z.string(), status: z.string() })).nullish(),
})

export const eventResult = z.object({ result: tracker })

/** `status` is EasyPost's: pre_transit, in_transit, out_for_delivery, delivered, return_to_sender, failure and others. */
export const tracking = z.object({
  trackerId: z.string(),
  trackingCode: z.string(),
  status: z.string(),
  statusDetail: z.string().nullable(),
  carrier: z.string(),
  estimatedDelivery: z.string().nullable(),
  trackingUrl: z.string().nullable(),
  lastMessage: z.string().nullable(),
  updatedAt: z.string(),
})

export function toTracking(vendor: z.infer<typeof tracker>): z.infer<typeof tracking> {
  return {
    trackerId: vendor.id,
    trackingCode: vendor.tracking_code,
    status: vendor.status,
    statusDetail: vendor.status_detail ?? null,
    carrier: vendor.carrier,
    estimatedDelivery: vendor.est_delivery_date ?? null,
    trackingUrl: vendor.public_url ?? null,
    lastMessage: vendor.tracking_details?.at(-1)?.message ?? null,
    updatedAt: vendor.updated_at,
  }
}
