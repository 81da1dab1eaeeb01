import type { SimContext } from './types.ts'

export type Bucket = { name: string; capacity: number; refillPerSecond: number }

/** A leaky bucket in the simulator's store. Takes `cost` if it is there; tells what is left and when it would be. */
export function takeFromBucket(
  ctx: Pick<SimContext, 'store' | 'now'>,
  bucket: Bucket,
  cost: number,
): { ok: boolean; available: number; retryAfterMs: number } {
  const nowMs = ctx.now().getTime()
  const stored = ctx.store.get('$buckets', bucket.name) as { available: number; atMs: number } | undefined
  const before = stored ?? { available: bucket.capacity, atMs: nowMs }
  const refilled = before.available + (Math.max(0, nowMs - before.atMs) / 1000) * bucket.refillPerSecond
  const available = Math.min(bucket.capacity, refilled)
  const ok = available >= cost
  const left = ok ? available - cost : available
  ctx.store.put('$buckets', bucket.name, { available: left, atMs: nowMs })
  return { ok, available: left, retryAfterMs: ok ? 0 : Math.ceil(((cost - available) / bucket.refillPerSecond) * 1000) }
}
