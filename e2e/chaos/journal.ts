/** One order's event as the vendor signed it, and what became of sending it. */
export type JournalEvent = {
  /** The vendor's id of the delivery, the same on every try and copy. */
  deliveryId: string
  orderId: string
  /** "#10486" */
  orderName: string
  paymentIntentId: string
  pieces: number
  sendings: JournalSending[]
}

export type JournalSending = {
  copy: 1 | 2
  /** Status, or why there was none, of each try in order. */
  tries: string[]
  /** Null while no try was answered with a 2xx. */
  acceptedAt: string | null
}

/** One change of an order: a higher version tells a newer state. */
export type StateEvent = { deliveryId: string; orderId: string; version: number; acceptedAt: string | null }

export type Journal = { events: JournalEvent[]; states: StateEvent[] }
