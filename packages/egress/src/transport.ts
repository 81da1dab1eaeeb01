import { agentFor } from './agents.ts'
import { decodeBody } from './decode-body.ts'
import { type Answer, type Exchange, exchange } from './exchange.ts'
import { checkLiteralHost } from './guard.ts'
import { TransportError } from './transport-error.ts'

export type HttpRequest = {
  method: string
  url: string
  headers: Record<string, string>
  body: string | Uint8Array | null
  signal: AbortSignal
  timeoutMs: number
}
export type HttpResponse = { status: number; headers: Record<string, string>; body: Uint8Array }
export type Transport = (request: HttpRequest) => Promise<HttpResponse>

export type TransportOptions = {
  /** Exact origins of sandbox servers (`http://127.0.0.1:3002`): the only exceptions from the guard. */
  allowOrigins: readonly string[]
  /** Default 10 MB. */
  maxResponseBytes?: number
}

const MAX_RESPONSE_BYTES = 10 * 1024 * 1024
const MAX_REDIRECTS = 3
const REDIRECTS = new Set([301, 302, 303, 307, 308])
const KEEP_METHOD = new Set([307, 308])
/** What may follow a redirect to another origin; everything else could be a credential. */
const HARMLESS = new Set(['accept', 'accept-language', 'user-agent', 'content-type'])

/**
 * The one way out over HTTP. Every connection is checked when it opens and every hop of a redirect anew; a hop to another
 * origin carries no credential. Throws `TransportError` only.
 */
export function createTransport(options: TransportOptions): Transport {
  const exceptions = new Set(options.allowOrigins)
  const maxResponseBytes = options.maxResponseBytes ?? MAX_RESPONSE_BYTES

  const send = async (call: Exchange): Promise<Answer> => {
    const isException = exceptions.has(call.url.origin)
    if (!isException) checkUrl(call.url)
    return decodeBody(await exchange(agentFor(isException), call), maxResponseBytes)
  }

  return async (request) => {
    const deadline = performance.now() + request.timeoutMs
    let call: Exchange = {
      ...request,
      url: parseUrl(request.url),
      method: request.method.toUpperCase(),
      maxResponseBytes,
    }
    for (let hops = 0; ; hops += 1) {
      const timeoutMs = Math.max(1, Math.ceil(deadline - performance.now()))
      const answer = await send({ ...call, timeoutMs }).catch((error: unknown) => {
        throw hops > 0 && isWrite(request.method) ? afterFirstHop(error) : error
      })
      const next = nextHop(call, answer)
      if (next === null) return answer
      if (hops === MAX_REDIRECTS) {
        throw new TransportError('sent', `${call.url.host} redirects more than ${MAX_REDIRECTS} times`)
      }
      call = next
    }
  }
}

/**
 * The request that a redirect asks for; null when the answer is to be taken as it is. A write never becomes a GET, as
 * 301 to 303 ask for: the answer to that would pass for the answer to what was written.
 */
function nextHop(call: Exchange, answer: Answer): Exchange | null {
  const location = answer.headers['location']
  if (!REDIRECTS.has(answer.status) || location === undefined || !URL.canParse(location, call.url.href)) return null
  const url = new URL(location, call.url.href)
  const elsewhere = url.origin !== call.url.origin
  if (isWrite(call.method) && !KEEP_METHOD.has(answer.status)) return null
  // What was written for one host is not handed to another; the caller sees the redirect instead.
  if (elsewhere && (isWrite(call.method) || call.body !== null)) return null
  const kept = Object.entries(call.headers).filter(([name]) => {
    const lower = name.toLowerCase()
    if (lower === 'host' || lower === 'content-length') return false
    return !elsewhere || HARMLESS.has(lower)
  })
  return { ...call, url, headers: Object.fromEntries(kept) }
}

function parseUrl(text: string): URL {
  if (!URL.canParse(text)) throw new TransportError('unsent', `"${text}" is no address`)
  return new URL(text)
}

function checkUrl(url: URL): void {
  try {
    if (url.protocol !== 'http:' && url.protocol !== 'https:') throw new Error(`${url.protocol}// is not HTTP`)
    checkLiteralHost(url.hostname)
  } catch (cause) {
    throw new TransportError('unsent', cause instanceof Error ? cause.message : String(cause), { cause })
  }
}

/** The first hop had the write in its hands, whatever became of the second. */
function afterFirstHop(error: unknown): unknown {
  if (!(error instanceof TransportError) || error.phase === 'sent') return error
  return new TransportError('sent', error.message, { cause: error })
}

const isWrite = (method: string): boolean => !['GET', 'HEAD', 'OPTIONS'].includes(method.toUpperCase())
