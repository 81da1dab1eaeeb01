import type { ArmedPoint } from './kill-at.ts'

/** A gap between two durable writes: the process dies in it, and nothing may be lost, stuck or done twice by that. */
export type KillPoint = ArmedPoint & { name: string; gap: string }

const INTENT = ['insert:step_run', 'insert:attempt'] as const
const OUTCOME = ['update:attempt', 'insert:step_log'] as const
const END = ['update:run', 'update:decision', 'update:attempt'] as const

/** In the order in which an event meets them. */
export const KILL_POINTS: readonly KillPoint[] = [
  ingress('accepted', 'the event is stored, its sender has no answer', 'after', ['accept_event']),
  worker('delivery leased', 'the event is leased, nothing is unpacked', 'after', ['lease_deliveries']),
  worker('unpacking', 'the event is read, its runs are not stored', 'before', ['insert:run', 'update:delivery']),
  worker('unpacked', 'the runs are stored, nobody has been told', 'after', ['insert:run', 'update:delivery']),
  worker('run leased', 'the run has its turn and is leased, the engine knows nothing of it', 'after', ['lease_runs']),
  worker('dispatched', 'the engine has the run, its row still says queued', 'before', ['mark_runs_started']),
  worker('marked', 'the row says running, no step has begun', 'after', ['mark_runs_started']),
  { ...worker('work counted', 'a start is counted, no step is read', 'after', ['update:run']), only: true },
  of('stock', worker('before a read', 'a read is written down, the vendor was not asked', 'after', INTENT)),
  of('capture', worker('before the intent', 'the input is worked out, nothing is written down', 'before', INTENT)),
  of('capture', worker('intent, key in a header', 'the intent stands, no byte has left', 'after', INTENT)),
  of('take', worker('intent, key as an argument', 'the intent stands, no byte has left', 'after', INTENT)),
  of('ship', worker('intent, look-up', 'the intent stands, no byte has left', 'after', INTENT)),
  of('tag', worker('intent, natural', 'the intent stands, no byte has left', 'after', INTENT)),
  of('mail', worker('intent, may repeat', 'the intent stands, no byte has left', 'after', INTENT)),
  of('tell', worker('intent, needs a decision', 'the intent stands, no byte has left', 'after', INTENT)),
  of(
    'shipment',
    worker('first call of two', 'the first call of an action is written down', 'after', ['insert:once_result']),
  ),
  of(
    'label',
    worker('second call of two', 'the second call is made and not written down', 'before', ['insert:once_result']),
  ),
  worker('call answered', 'the vendor has answered, nothing says so', 'before', OUTCOME),
  worker('outcome', 'the outcome is written down, the engine has not heard of it', 'after', OUTCOME),
  worker('before the end', 'every step is over, the run is not', 'before', END),
  worker('ended', 'the run has ended, the engine has not heard of it', 'after', END),
]

type Writes = readonly string[]

function worker(name: string, gap: string, when: ArmedPoint['when'], writes: Writes): KillPoint {
  return { app: 'worker', name, gap, when, writes }
}

function ingress(name: string, gap: string, when: ArmedPoint['when'], writes: Writes): KillPoint {
  return { app: 'ingress', name, gap, when, writes }
}

function of(parameter: string, point: KillPoint): KillPoint {
  return { ...point, parameter }
}
