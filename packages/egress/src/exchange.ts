import type { Dispatcher } from 'undici'
import { TransportError } from './transport-error.ts'

export type Exchange = {
  url: URL
  method: string
  headers: Record<string, string>
  body: string | Uint8Array | null
  signal: AbortSignal
  /** Of the whole exchange, until its last byte is here. */
  timeoutMs: number
  maxResponseBytes: number
}

export type Answer = { status: number; headers: Record<string, string>; body: Buffer }

/**
 * One request on one connection. What went wrong says exactly whether a byte may have left: the client calls
 * `onRequestStart` on an open connection, right before it writes the first one.
 */
export function exchange(dispatcher: Dispatcher, call: Exchange): Promise<Answer> {
  return new Promise((resolve, reject) => {
    let controller: Dispatcher.DispatchController | null = null
    let stopped: Error | null = null
    let settled = false
    let answer: { status: number; headers: Record<string, string> } | null = null
    const chunks: Buffer[] = []
    let bytes = 0

    const settle = (finish: () => void) => {
      if (settled) return
      settled = true
      clearTimeout(timer)
      call.signal.removeEventListener('abort', onAbort)
      finish()
    }
    const fail = (cause: Error) =>
      settle(() => reject(new TransportError(controller === null ? 'unsent' : 'sent', cause.message, { cause })))
    const stop = (reason: Error) => {
      stopped = reason
      fail(reason)
      controller?.abort(reason)
    }
    const onAbort = () => stop(reasonOf(call.signal))
    const timer = setTimeout(
      () => afterReading(() => stop(new Error(`${call.url.host} did not answer within ${spanWords(call.timeoutMs)}`))),
      call.timeoutMs,
    )
    if (call.signal.aborted) {
      onAbort()
      return
    }
    call.signal.addEventListener('abort', onAbort, { once: true })

    dispatcher.dispatch(
      {
        origin: call.url.origin,
        path: call.url.pathname + call.url.search,
        method: call.method,
        headers: call.headers,
        body: call.body,
        // The deadline above is the only one.
        headersTimeout: 0,
        bodyTimeout: 0,
      },
      {
        onRequestStart(given) {
          // Given up while it waited for a connection: nothing is written.
          if (stopped === null) controller = given
          else given.abort(stopped)
        },
        onResponseStart(_controller, status, headers) {
          answer = { status, headers: flatten(headers) }
        },
        onResponseData(_controller, chunk) {
          bytes += chunk.length
          if (bytes > call.maxResponseBytes) {
            stop(new Error(`The answer of ${call.url.host} is larger than ${call.maxResponseBytes} bytes`))
          } else chunks.push(chunk)
        },
        onResponseEnd() {
          settle(() => {
            if (answer === null) reject(new TransportError('sent', `${call.url.host} ended without an answer`))
            else resolve({ ...answer, body: Buffer.concat(chunks) })
          })
        },
        onResponseError(_controller, error) {
          fail(error)
        },
      },
    )
  })
}

/**
 * Timers come before what sockets hold: to a process that stood still an answer that is here would be none. What lies in
 * the socket is read first, and what comes of reading it.
 */
const afterReading = (then: () => void) => setImmediate(() => setImmediate(then))

function flatten(headers: Record<string, string | string[] | undefined>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name.toLowerCase(), Array.isArray(value) ? value.join(', ') : value]],
    ),
  )
}

const reasonOf = (signal: AbortSignal): Error =>
  signal.reason instanceof Error ? signal.reason : new Error('The call was given up')

const spanWords = (ms: number): string => (ms < 1_000 ? `${ms} ms` : `${ms / 1_000} s`)
