import { Pool } from 'undici'
import { percentile } from './percentile.ts'

export type Calls = {
  calls: number
  width: number
  perSecond: number
  latencyMs: { p50: number; p99: number; most: number }
}

/**
 * Sends `count` calls, `width` at a time, each as soon as one before it is answered. An answer other than `status` ends
 * it: a figure that counts refusals would be worth nothing.
 */
export async function measureCalls(
  url: string,
  { count, width, status, body }: { count: number; width: number; status: number; body: (index: number) => object },
): Promise<Calls> {
  const { origin, pathname } = new URL(url)
  const pool = new Pool(origin, { connections: width, headersTimeout: 60_000 })
  const times: number[] = []
  let next = 0
  const line = async () => {
    for (let index = next++; index < count; index = next++) {
      const begun = performance.now()
      const answer = await pool.request({
        method: 'POST',
        path: pathname,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body(index)),
      })
      const text = await answer.body.text()
      if (answer.statusCode !== status) throw new Error(`Call ${index} was answered ${answer.statusCode}: ${text}`)
      times.push(performance.now() - begun)
    }
  }
  const from = performance.now()
  try {
    await Promise.all(Array.from({ length: width }, line))
  } finally {
    await pool.destroy()
  }
  const seconds = (performance.now() - from) / 1_000
  return {
    calls: times.length,
    width,
    perSecond: times.length / seconds,
    latencyMs: { p50: percentile(times, 0.5), p99: percentile(times, 0.99), most: percentile(times, 1) },
  }
}
