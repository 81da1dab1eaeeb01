import { createHash, randomUUID } from 'node:crypto'
import { createLedger } from './ledger.ts'
import type { SimContext, SimHost } from './types.ts'

export type WebhookRule = {
  /** Headers of a delivery, signature and topic among them. */
  headers: (delivery: { id: string; topic: string; body: string; secret: string; now: Date }) => Record<string, string>
  /** The vendor's id of a delivery; the body's own where the vendor has it there. */
  idOf?: (event: { topic: string; body: unknown }) => string | null
  /** Waits between tries, by the vendor's rule. */
  retryDelaysMs: number[]
}

export function createSimContext(
  host: SimHost,
  options: { webhook: WebhookRule | null; idempotencyKey: string | null },
): SimContext {
  const { store, now } = host
  const next = (name: string): number => {
    const last = store.get('$counters', name)
    const value = (typeof last === 'number' ? last : 0) + 1
    store.put('$counters', name, value)
    return value
  }
  const id = (prefix: string, length = 24): string =>
    prefix + digits(`${seedOf(host)}:${prefix}:${next(prefix)}`, length)
  return {
    now,
    store,
    id,
    ledger: createLedger(store, now),
    idempotencyKey: options.idempotencyKey,
    number: (name) => baseNumber(seedOf(host), name) + next(`number:${name}`),
    collection: <T>(name: string) => ({
      get: (key) => (store.get(name, key) as T | undefined) ?? null,
      put: (key, value: T) => {
        store.put(name, key, value)
        return value
      },
      delete: (key) => store.delete(name, key),
      all: () => store.list(name).map(({ value }) => value as T),
      newest: (page) => store.newest(name, page).map(({ value }) => value as T),
    }),
    emit: ({ topic, body }) => {
      const { webhook } = options
      if (webhook === null) throw new Error(`No webhook rule, so "${topic}" cannot be sent: give defineSimulator one`)
      if (host.webhookSecret === null) return
      const text = JSON.stringify(body)
      const deliveryId = webhook.idOf?.({ topic, body }) ?? randomUUID()
      const signed = webhook.headers({ id: deliveryId, topic, body: text, secret: host.webhookSecret, now: now() })
      const headers = { 'content-type': 'application/json', ...signed }
      host.deliver({ id: deliveryId, topic, headers, body: text, retryDelaysMs: webhook.retryDelaysMs })
    },
  }
}

// A sandbox that was emptied must not hand out ids again that the platform has seen: they are keys there.
function seedOf(host: SimHost): string {
  const stored = host.store.get('$seed', 'seed')
  if (typeof stored === 'string') return stored
  const seed = randomUUID()
  host.store.put('$seed', 'seed', seed)
  return seed
}

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

function digits(text: string, length: number): string {
  const bytes = createHash('sha512').update(text).digest()
  return Array.from({ length }, (_, i) => ALPHABET[(bytes[i % bytes.length] ?? 0) % ALPHABET.length]).join('')
}

/** Millions apart per sandbox, far below 2^53. */
function baseNumber(seed: string, name: string): number {
  return 1_000_000_000 + createHash('sha256').update(`${seed}:${name}`).digest().readUInt32BE(0) * 100_000
}
