import { createHash } from 'node:crypto'
import type { SimContext, SimRequest, SimResponse } from './types.ts'

export type IdempotencyRule = {
  /** The key of a request, `null` where the vendor takes none. */
  keyOf: (request: SimRequest) => string | null
  ttlMs: number
  /** Which answers the vendor keeps and plays again; all unless told. */
  keeps?: (response: SimResponse) => boolean
  /** What marks a replay. */
  replayHeaders?: Record<string, string>
  /** The same key with other parameters. */
  mismatch: () => SimResponse
}

type Kept = { print: string; atMs: number; response: SimResponse }

/** Answers a repeated key from memory, as vendors do that take one. */
export async function replayByKey(
  rule: IdempotencyRule,
  request: SimRequest,
  ctx: SimContext,
  handle: () => Promise<SimResponse>,
): Promise<SimResponse> {
  const key = rule.keyOf(request)
  if (key === null) return handle()
  const print = createHash('sha256').update(`${request.method} ${request.path}\n`).update(request.body).digest('hex')
  const kept = ctx.store.get('$keys', key) as Kept | undefined
  const nowMs = ctx.now().getTime()
  if (kept !== undefined && nowMs - kept.atMs < rule.ttlMs) {
    if (kept.print !== print) return rule.mismatch()
    return { ...kept.response, headers: { ...kept.response.headers, ...rule.replayHeaders } }
  }
  const response = await handle()
  if (rule.keeps?.(response) ?? true) ctx.store.put('$keys', key, { print, atMs: nowMs, response } satisfies Kept)
  return response
}
