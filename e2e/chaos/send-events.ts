import { setTimeout as pause } from 'node:timers/promises'
import pLimit from 'p-limit'
import type { SignedEvent } from './collect-events.ts'
import type { JournalSending } from './journal.ts'
import type { SignedState } from './order-states.ts'
import type { Sending } from './schedule.ts'

export type Sender = {
  /** Events with at least one 2xx. */
  accepted: () => number
  /** Resolves once every copy has its 2xx. */
  done: Promise<void>
}

/** Vendors wait this long for an answer. */
const ANSWER_LIMIT_MS = 5_000
/** No vendor opens thousands of connections to one address; who has no turn waits for it before its time begins. */
const inTurn = pLimit(40)
const FIRST_RETRY_MS = 200
const LAST_RETRY_MS = 15_000

/**
 * Sends every event at its times, each copy again and again until it is answered with a 2xx, as vendors do, and writes
 * down what was sent and answered.
 */
export function sendEvents(
  url: string,
  load: { events: SignedEvent[]; sendings: Sending[] },
  signal: AbortSignal,
): Sender {
  const accepted = new Set<number>()
  const startedAt = performance.now()
  const sendOne = async (sending: Sending) => {
    const event = load.events[sending.event]
    if (event === undefined) throw new Error(`There is no event ${sending.event} to send`)
    const entry: JournalSending = { copy: sending.copy, tries: [], acceptedAt: null }
    event.journal.sendings.push(entry)
    await pause(Math.max(0, sending.atMs - (performance.now() - startedAt)), undefined, { signal })
    await untilAccepted(async () => {
      const outcome = await post(url, event)
      entry.tries.push(outcome)
      return outcome
    }, signal)
    entry.acceptedAt = new Date().toISOString()
    accepted.add(sending.event)
  }
  return {
    accepted: () => accepted.size,
    done: Promise.all(load.sendings.map(sendOne)).then(() => undefined),
  }
}

/** One after another with a pause between them, each until it is answered with a 2xx: a vendor keeps to an order of its own. */
export async function sendStates(url: string, states: SignedState[], pace: { gapMs: number; signal: AbortSignal }) {
  const sent = states.map(async (state, index) => {
    await pause(index * pace.gapMs, undefined, pace)
    await untilAccepted(() => post(url, state), pace.signal)
    state.journal.acceptedAt = new Date().toISOString()
  })
  await Promise.all(sent)
}

async function untilAccepted(send: () => Promise<string>, signal: AbortSignal): Promise<void> {
  for (let delayMs = FIRST_RETRY_MS; ; delayMs = Math.min(LAST_RETRY_MS, delayMs * 2)) {
    if (/^2\d\d$/.test(await inTurn(send))) return
    await pause(delayMs, undefined, { signal })
  }
}

async function post(url: string, { headers, body }: Pick<SignedEvent, 'headers' | 'body'>): Promise<string> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers,
      body: new Uint8Array(body),
      signal: AbortSignal.timeout(ANSWER_LIMIT_MS),
    })
    await response.arrayBuffer()
    return String(response.status)
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
    return cause instanceof Error ? cause.message || cause.name : String(cause)
  }
}
