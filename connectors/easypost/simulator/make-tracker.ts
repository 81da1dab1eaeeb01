import type { SimContext } from '@patchbay/connector-sdk/simulator'

export type Tracker = ReturnType<typeof makeTracker>

type Detail = {
  object: 'TrackingDetail'
  message: string
  description: string
  status: string
  status_detail: string
  datetime: string
  source: string
  carrier_code: string
  tracking_location: { object: 'TrackingLocation'; city: null; state: null; country: null; zip: null }
}

/** Known to the carrier, not yet handed over. */
export function makeTracker(
  ctx: SimContext,
  about: { trackingCode: string; carrier: string; shipmentId: string | null },
) {
  const at = ctx.now().toISOString()
  const id = ctx.id('trk_', 32)
  const details: Detail[] = [detail('pre_transit', about.carrier, at)]
  return {
    id,
    object: 'Tracker',
    mode: 'test',
    tracking_code: about.trackingCode,
    status: 'pre_transit',
    status_detail: 'status_update',
    created_at: at,
    updated_at: at,
    signed_by: null,
    weight: null,
    est_delivery_date: new Date(ctx.now().getTime() + 3 * 86_400_000).toISOString(),
    shipment_id: about.shipmentId,
    carrier: about.carrier,
    tracking_details: details,
    fees: [],
    carrier_detail: null,
    finalized: false,
    is_return: false,
    public_url: `https://track.easypost.com/${Buffer.from(`v1:${id}`).toString('base64url')}`,
  }
}

export function moveTracker(tracker: Tracker, status: string, now: Date): Tracker {
  const at = now.toISOString()
  return {
    ...tracker,
    status,
    updated_at: at,
    finalized: status === 'delivered',
    tracking_details: [...tracker.tracking_details, detail(status, tracker.carrier, at)],
  }
}

const messages: Record<string, string> = {
  pre_transit: 'Shipping label created',
  in_transit: 'Arrived at the sorting centre',
  out_for_delivery: 'Out for delivery',
  delivered: 'Delivered',
  failure: 'Delivery was not possible',
  return_to_sender: 'On its way back to the sender',
}

function detail(status: string, carrier: string, at: string): Detail {
  return {
    object: 'TrackingDetail',
    message: messages[status] ?? status,
    description: '',
    status,
    status_detail: 'status_update',
    datetime: at,
    source: carrier,
    carrier_code: '',
    tracking_location: { object: 'TrackingLocation', city: null, state: null, country: null, zip: null },
  }
}
