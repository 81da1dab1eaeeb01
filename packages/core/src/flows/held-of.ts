import { delivery } from '@patchbay/db/schema'
import { and, eq } from 'drizzle-orm'

/** The reason code of an event that was held and is let go, until its runs are made. */
export const RELEASED = 'released'

/** Events of a flow that came in while it was off, and wait for it to be switched on. */
export const heldOf = (flowId: string) =>
  and(eq(delivery.flowId, flowId), eq(delivery.state, 'accepted'), eq(delivery.reasonCode, 'held'))
