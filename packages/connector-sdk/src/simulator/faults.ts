import type { SimStore } from './store.ts'
import type { SimRequest } from './types.ts'

/**
 * What goes wrong, scripted. `times`: for how many matching requests, `null` until cleared.
 * `status` answers instead of the vendor, nothing applied; with `applied` the vendor applies it first.
 * `throttle` is the vendor's own way of saying too many. `timeoutAfterApplying` applies and never answers.
 */
export type FaultKind =
  | { kind: 'status'; status: number; applied?: boolean }
  | { kind: 'slow'; delayMs: number }
  | { kind: 'throttle'; retryAfterSeconds: number }
  | { kind: 'malformed' }
  | { kind: 'timeoutAfterApplying' }
  | { kind: 'down' }

export type Fault = FaultKind & {
  times: number | null
  /** Only requests with this method and a path that starts so; any without. */
  method?: string
  path?: string
  /** Only requests whose body holds this text: a GraphQL mutation's name. */
  contains?: string
  /** Lets that many matching requests through first. */
  skip?: number
}

const FAULTS = '$faults'

export function addFault(store: SimStore, fault: Fault): string {
  const last = store.get('$counters', FAULTS)
  const seq = (typeof last === 'number' ? last : 0) + 1
  store.put('$counters', FAULTS, seq)
  store.put(FAULTS, String(seq), fault)
  return String(seq)
}

export function listFaults(store: SimStore): { id: string; fault: Fault }[] {
  return store.list(FAULTS).map(({ key, value }) => ({ id: key, fault: value as Fault }))
}

/** One fault, or all without an id. */
export function clearFaults(store: SimStore, id?: string): void {
  for (const { key } of store.list(FAULTS)) if (id === undefined || key === id) store.delete(FAULTS, key)
}

/** The first fault that takes this request; it is used up by one. */
export function takeFault(store: SimStore, request: SimRequest): Fault | null {
  for (const { id, fault } of listFaults(store)) {
    if (!matches(fault, request)) continue
    if ((fault.skip ?? 0) > 0) {
      store.put(FAULTS, id, { ...fault, skip: (fault.skip ?? 0) - 1 })
      continue
    }
    if (fault.times === 1) store.delete(FAULTS, id)
    else if (fault.times !== null) store.put(FAULTS, id, { ...fault, times: fault.times - 1 })
    return fault
  }
  return null
}

function matches(fault: Fault, request: SimRequest): boolean {
  if (fault.method !== undefined && fault.method !== request.method) return false
  if (fault.path !== undefined && !request.path.startsWith(fault.path)) return false
  return fault.contains === undefined || new TextDecoder().decode(request.body).includes(fault.contains)
}
