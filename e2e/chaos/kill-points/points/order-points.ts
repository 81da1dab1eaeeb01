import type { KillPoint } from './kill-point.ts'
import { END, INTENT, ingressAfter, ingressBefore, OUTCOME, pointOf, workerAfter, workerBefore } from './point.ts'

const point = pointOf('order')
const STANDS = 'the intent stands, no byte has left'
/** What the vendor tells of a fulfilment, and of nothing else. */
const SHIPPED = 'trackingInfo'

/** An event of the shop, in the order in which it meets them. */
export const ORDER_POINTS: readonly KillPoint[] = [
  point('arriving', 'the event has come, it is not stored', ingressBefore('accept_event')),
  point('accepted', 'the event is stored, its sender has no answer', ingressAfter('accept_event')),
  point('delivery leased', 'the event is leased, nothing is unpacked', workerAfter('lease_deliveries')),
  point('unpacking', 'the event is read, its runs are not stored', workerBefore('insert:run', 'update:delivery')),
  point('unpacked', 'the runs are stored, nobody has been told', workerAfter('insert:run', 'update:delivery')),
  point('run leased', 'the run has its turn and is leased, the engine knows nothing of it', workerAfter('lease_runs')),
  {
    ...point(
      'dispatched',
      'the engine has the run and begins it, its row still says queued',
      workerBefore('update:run'),
    ),
    only: true,
  },
  {
    ...point('work counted', 'the row says running and a start is counted, no step is read', workerAfter('update:run')),
    only: true,
  },
  point('marking', 'the engine has had the run for a second, it is not marked', workerBefore('mark_started_runs')),
  point(
    'marked',
    'the engine has had the run for a second, it is marked or has begun by itself',
    workerAfter('mark_started_runs'),
  ),
  point('before a read', 'a read is written down, the vendor was not asked', workerAfter(...INTENT), 'stock'),
  point('before the intent', 'the input is worked out, nothing is written down', workerBefore(...INTENT), 'capture'),
  point('intent, key in a header', STANDS, workerAfter(...INTENT), 'capture'),
  point('intent, key as an argument', STANDS, workerAfter(...INTENT), 'take'),
  point('intent, look-up', STANDS, workerAfter(...INTENT), 'ship'),
  point('intent, natural', STANDS, workerAfter(...INTENT), 'tag'),
  point('intent, may repeat', STANDS, workerAfter(...INTENT), 'mail'),
  point('intent, needs a decision', STANDS, workerAfter(...INTENT), 'tell'),
  point(
    'first call of two',
    'the first call of an action is written down',
    workerAfter('insert:once_result'),
    'shipment',
  ),
  point(
    'second call of two',
    'the second call is made and not written down',
    workerBefore('insert:once_result'),
    'label',
  ),
  point('call answered', 'the vendor has shipped it and answered, nothing says so', workerBefore(...OUTCOME), SHIPPED),
  point(
    'outcome',
    'the outcome of a write is written down, the engine has not heard of it',
    workerAfter(...OUTCOME),
    SHIPPED,
  ),
  point('before the end', 'every step is over, the run is not', workerBefore(...END)),
  point('ended', 'the run has ended, the engine has not heard of it', workerAfter(...END)),
]
