import { Agent } from 'undici'
import { guardedLookup } from './guard.ts'

const CONNECT_TIMEOUT_MS = 10_000
/** Shorter than what servers keep idle connections for: a request must not meet one that is just being closed. */
const IDLE_MS = 2_000

const options = { keepAliveTimeout: IDLE_MS, keepAliveMaxTimeout: IDLE_MS, allowH2: false }

/** Connections of the whole process. A reused one was checked when it was opened, and leads to the same address. */
const guarded = new Agent({ ...options, connect: { timeout: CONNECT_TIMEOUT_MS, lookup: guardedLookup } })
const open = new Agent({ ...options, connect: { timeout: CONNECT_TIMEOUT_MS } })

/** `open` only for an origin that stands in the caller's list of exceptions. */
export const agentFor = (isException: boolean): Agent => (isException ? open : guarded)
