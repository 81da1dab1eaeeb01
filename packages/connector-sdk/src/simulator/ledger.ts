import type { SimStore } from './store.ts'

/** One request as it arrived. */
export type RequestEntry = {
  seq: number
  at: string
  method: string
  path: string
  key: string | null
  /** What was answered; `null` when nothing was. */
  status: number | null
}

/** One thing that really changed at the vendor. */
export type EffectEntry = {
  seq: number
  at: string
  /** `refund`, `fulfillment.create`: the simulator's own word. */
  action: string
  /** Idempotency key or natural key that the effect was made under, if it came with one. */
  key: string | null
  /** Id of what was made or changed. */
  entity: string
}

export type SimLedger = {
  request: (entry: Omit<RequestEntry, 'seq' | 'at'>) => void
  effect: (entry: Omit<EffectEntry, 'seq' | 'at'>) => void
  requests: () => RequestEntry[]
  effects: () => EffectEntry[]
}

const REQUESTS = '$requests'
const EFFECTS = '$effects'

/** Kept in the simulator's own store, so it is as durable as the state it tells of. */
export function createLedger(store: SimStore, now: () => Date): SimLedger {
  const append = (collection: string, entry: object): void => {
    const last = store.get('$counters', collection)
    const seq = (typeof last === 'number' ? last : 0) + 1
    store.put('$counters', collection, seq)
    store.put(collection, String(seq), { seq, at: now().toISOString(), ...entry })
  }
  return {
    request: (entry) => append(REQUESTS, entry),
    effect: (entry) => append(EFFECTS, entry),
    requests: () => store.list(REQUESTS).map(({ value }) => value as RequestEntry),
    effects: () => store.list(EFFECTS).map(({ value }) => value as EffectEntry),
  }
}
