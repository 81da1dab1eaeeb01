import type { FlowSummary } from '../../trpc/types.ts'

type FlowLike = Pick<FlowSummary, 'enabled' | 'version' | 'environment' | 'start' | 'connectors'>

const PLACED = 'Order placed'
const PAID = 'Order paid'

/** The flows that an order of the sandbox shop starts: switched on, and begun by an order that is placed or paid. */
export function orderTakers<F extends FlowLike>(flows: readonly F[]): F[] {
  return flows.filter(
    ({ enabled, version, environment, start, connectors }) =>
      enabled &&
      version !== null &&
      environment !== 'live' &&
      connectors[0] === 'shopify' &&
      (start === PLACED || start === PAID),
  )
}

/** The flow that takes the money of an order which is only authorised, as far as its systems tell. */
export function moneyTaker<F extends FlowLike>(flows: readonly F[]): F | null {
  return orderTakers(flows).find(({ start, connectors }) => start === PLACED && connectors.includes('stripe')) ?? null
}
