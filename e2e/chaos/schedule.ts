import { createRandom, type Random } from '../support/random.ts'

export const VICTIMS = ['worker', 'worker2', 'ingress', 'temporal', 'postgres'] as const
export type Victim = (typeof VICTIMS)[number]

/** Connections that a proxy stands in: the apps to their database and to the engine, the workers to the vendors. */
export const WIRES = ['database', 'engine', 'vendors'] as const
export type Wire = (typeof WIRES)[number]

/** One of the two times that an event is sent. */
export type Sending = { event: number; copy: 1 | 2; atMs: number }

/** Strikes come with progress and not with the clock, so that they meet the same work on a slow machine. */
export type Moment = { counts: 'accepted' | 'finished'; at: number }
export type Kill = { victim: Victim; when: Moment }
/** Stopped for a while, and then on it goes, not knowing that anything was: a late writer. */
export type Freeze = { victim: 'worker' | 'worker2' | 'ingress' | 'temporal'; ms: number; when: Moment }
/** `cut`: every open connection ends at once. `slow`: every chunk waits. `block`: nothing gets through, and nobody is told. */
export type WireFault = { wire: Wire; how: 'cut' | 'slow' | 'block'; ms: number; when: Moment }
export type FaultSwitch = { system: System; wish: FaultWish; when: Moment }

type System = 'payments' | 'warehouse' | 'carrier' | 'crm' | 'mail' | 'http'
export type FaultWish = {
  mode: 'fail' | 'slow' | '429' | 'malformed' | 'timeout_after_apply' | 'down'
  count: number
  method?: string
  contains?: string
  status?: number
  ms?: number
  retryAfterS?: number
}

export type Schedule = {
  sendings: Sending[]
  kills: Kill[]
  freezes: Freeze[]
  wireFaults: WireFault[]
  faults: FaultSwitch[]
}

/** Between two orders, and between two changes of the orders' states as well. */
export const MEAN_GAP_MS = 60
const LATEST_COPY_MS = 20_000
const EVENTS_PER_FAULT = 4
const EVENTS_PER_ROUND = 250
const LEAST_ROUNDS = 2
const EVENTS_PER_FREEZE = 500
const SHORT_FREEZE_MS = 20_000
const LONG_FREEZE_MS = 40_000
const EVENTS_PER_WIRE_FAULT = 60

/** Everything that a run of this many events and this seed does, known before it begins. */
export function scheduleOf(events: number, seed: number): Schedule {
  return {
    sendings: sendingsOf(events, createRandom(seed, 1)),
    kills: killsOf(events, createRandom(seed, 2)),
    freezes: freezesOf(events, createRandom(seed, 5)),
    wireFaults: wireFaultsOf(events, createRandom(seed, 6)),
    faults: faultsOf(events, createRandom(seed, 3)),
  }
}

function sendingsOf(events: number, random: Random): Sending[] {
  let at = 0
  const sendings = Array.from({ length: events }, (_, event): Sending[] => {
    at += random.between(0, 2 * MEAN_GAP_MS)
    // Some copies leave in the same moment as the first, the others at any time after it.
    const later = random.next() < 0.2 ? 0 : random.between(1, LATEST_COPY_MS)
    return [
      { event, copy: 1, atMs: at },
      { event, copy: 2, atMs: at + later },
    ]
  })
  return sendings.flat().sort((a, b) => a.atMs - b.atMs)
}

/**
 * Rounds over all victims in a shuffled order; the first of a round strikes while events come in, the others while runs
 * end: the next kill waits for a run to end, so that more of them at once would only keep all of it down.
 */
function killsOf(events: number, random: Random): Kill[] {
  const rounds = Math.max(LEAST_ROUNDS, Math.round(events / EVENTS_PER_ROUND))
  return Array.from({ length: rounds }, (_, round) => {
    const order = shuffled(VICTIMS, random)
    return order.map((victim, place): Kill => {
      const share = (round + (place + 0.2 + 0.6 * random.next()) / order.length) / rounds
      const counts = place === 0 ? 'accepted' : 'finished'
      return { victim, when: { counts, at: Math.max(1, Math.floor(share * 0.95 * events)) } }
    })
  }).flat()
}

/** Past the engine's heartbeat limit each, past the leases where the load is long enough to wait for that. */
function freezesOf(events: number, random: Random): Freeze[] {
  const count = Math.max(1, Math.round(events / EVENTS_PER_FREEZE))
  return Array.from({ length: count }, (_, index): Freeze => {
    // The first is always a worker: it is the one that writes.
    const victim =
      index === 0 ? 'worker' : random.pick(['worker', 'worker2', 'worker', 'worker2', 'ingress', 'temporal'] as const)
    const at = Math.max(1, Math.floor(((index + 0.2 + 0.5 * random.next()) / count) * events))
    return { victim, ms: count === 1 ? SHORT_FREEZE_MS : LONG_FREEZE_MS, when: { counts: inTurn(index), at } }
  })
}

function wireFaultsOf(events: number, random: Random): WireFault[] {
  const count = Math.max(WIRES.length, Math.round(events / EVENTS_PER_WIRE_FAULT))
  return Array.from({ length: count }, (_, index): WireFault => {
    const at = Math.max(1, Math.floor(((index + random.next()) / count) * 0.95 * events))
    const how = random.pick(['cut', 'cut', 'slow', 'block'] as const)
    const wire = WIRES[index % WIRES.length] ?? 'vendors'
    return { wire, how, ms: random.between(1_000, 6_000), when: { counts: inTurn(index), at } }
  })
}

/** Events come in faster than their runs end: half of what strikes is kept for the time after. */
const inTurn = (index: number): Moment['counts'] => (index % 2 === 0 ? 'accepted' : 'finished')

function faultsOf(events: number, random: Random): FaultSwitch[] {
  return Array.from({ length: Math.ceil(events / EVENTS_PER_FAULT) }, (_, index): FaultSwitch => {
    const at = Math.min(events - 1, index * EVENTS_PER_FAULT + random.between(0, EVENTS_PER_FAULT - 1))
    const place = random.pick(PLACES)
    return { ...place, wish: { ...place.wish, ...modeOf(random) }, when: { counts: 'accepted', at } }
  })
}

/** Calls that a fault can hit. Never a GET that the harness itself makes. */
type Place = { system: System; wish: Partial<FaultWish> }
const PLACES: readonly [Place, ...Place[]] = [
  { system: 'payments', wish: { method: 'POST' } },
  { system: 'payments', wish: { method: 'GET' } },
  { system: 'warehouse', wish: { contains: 'AdjustInventory' } },
  { system: 'warehouse', wish: { contains: 'CreateFulfillment' } },
  { system: 'warehouse', wish: { contains: 'TagOrder' } },
  { system: 'warehouse', wish: { method: 'POST' } },
  { system: 'carrier', wish: { method: 'POST' } },
  { system: 'crm', wish: { method: 'POST' } },
  { system: 'crm', wish: { method: 'PATCH' } },
  { system: 'mail', wish: { method: 'POST' } },
  { system: 'http', wish: { method: 'POST' } },
]

function modeOf(random: Random): FaultWish {
  const count = random.between(1, 3)
  const mode = random.pick<FaultWish['mode']>(['fail', 'slow', '429', 'malformed', 'timeout_after_apply', 'down'])
  switch (mode) {
    case 'fail':
      return { mode, count, status: random.pick([500, 503]) }
    case 'slow':
      // Below and above the step's own time limit.
      return { mode, count, ms: random.pick([1_000, 6_000]) }
    case '429':
      return { mode, count, retryAfterS: 1 }
    default:
      return { mode, count }
  }
}

function shuffled<T>(list: readonly T[], random: Random): T[] {
  return list
    .map((item) => ({ item, place: random.next() }))
    .sort((a, b) => a.place - b.place)
    .map(({ item }) => item)
}
