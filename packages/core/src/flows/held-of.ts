import { delivery } from '@patchbay/db/schema'
import { and, eq } from 'drizzle-orm'

/** Events of a flow that came in while it was off, and wait for it to be switched on. */
export const heldOf = (flowId: string) =>
  and(eq(delivery.flowId, flowId), eq(delivery.state, 'accepted'), eq(delivery.reasonCode, 'held'))
