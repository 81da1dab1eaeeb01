import { Client } from 'pg'
import { MAY_BE_LOST } from './call.ts'
import type { Database } from './database.ts'

/** `inbox`: something is due. `live`: a run or the like changed. `answer`: a caller's answer is there. */
export type Channel = 'patchbay_inbox' | 'patchbay_live' | 'patchbay_answer'

export type Notifier = {
  notify(channel: Channel, message: string): void
  flush(): Promise<void>
  close(): Promise<void>
}

/** What only moves a picture may wait until there is more of it: a run changes several times in this time. */
const LIVE_EVERY_MS = 100

/**
 * NOTIFY takes a global lock at commit, so messages are gathered, told once each, and sent together, at most once every
 * `everyMs`; the first after a pause goes at once, since somebody waits for it. A lost message is made good by the
 * listeners' own slow poll, so a failure to send is reported, not retried.
 */
export function createNotifier(db: Database, onError: (error: unknown) => void, everyMs = 20): Notifier {
  let waiting = new Map<string, { channel: Channel; message: string }>()
  let timer: NodeJS.Timeout | null = null
  let dueAt = Number.POSITIVE_INFINITY
  let sentAt = Number.NEGATIVE_INFINITY
  const flush = async () => {
    if (timer) clearTimeout(timer)
    timer = null
    dueAt = Number.POSITIVE_INFINITY
    sentAt = performance.now()
    const batch = [...waiting.values()]
    waiting = new Map()
    if (batch.length === 0) return
    try {
      await db.pool.query(
        `SELECT pg_notify(m.channel, m.message) FROM ${MAY_BE_LOST}, unnest($1::text[], $2::text[]) AS m (channel, message)`,
        [batch.map((entry) => entry.channel), batch.map((entry) => entry.message)],
      )
    } catch (error) {
      onError(error)
    }
  }
  return {
    notify(channel, message) {
      waiting.set(`${channel} ${message}`, { channel, message })
      const due = sentAt + (channel === 'patchbay_live' ? LIVE_EVERY_MS : everyMs)
      if (due >= dueAt) return
      if (timer) clearTimeout(timer)
      dueAt = due
      timer = setTimeout(flush, Math.max(0, due - performance.now()))
    },
    flush,
    close: flush,
  }
}

/** Calls `onMessage` for every message of the channels; connects again by itself. Returns the way to stop. */
export function listen(
  url: string,
  channels: Channel[],
  onMessage: (channel: Channel, message: string) => void,
  /** Messages may have been missed since the connection broke. */
  onReconnect: () => void = () => undefined,
): { close(): Promise<void> } {
  let client: Client | null = null
  let closed = false
  let connectedBefore = false
  let retry: NodeJS.Timeout | null = null
  const again = () => {
    client = null
    if (!closed && !retry) {
      retry = setTimeout(() => {
        retry = null
        void connect()
      }, 500)
    }
  }
  const connect = async () => {
    const next = new Client({
      connectionString: url,
      application_name: 'patchbay-listen',
      keepAlive: true,
      // It mostly listens: nothing else would tell that the other end has vanished.
      keepAliveInitialDelayMillis: 10_000,
    })
    next.on('error', again)
    next.on('end', again)
    next.on('notification', (event) => {
      const channel = channels.find((name) => name === event.channel)
      if (channel) onMessage(channel, event.payload ?? '')
    })
    try {
      await next.connect()
      for (const channel of channels) await next.query(`LISTEN ${channel}`)
      client = next
      if (connectedBefore) onReconnect()
      connectedBefore = true
      if (closed) await next.end()
    } catch {
      // The server is away or starting: the timer tries again, and the callers' poll bridges the gap.
      again()
    }
  }
  void connect()
  return {
    async close() {
      closed = true
      if (retry) clearTimeout(retry)
      await client?.end()
    },
  }
}
