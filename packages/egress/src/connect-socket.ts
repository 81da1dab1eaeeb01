import { connect, type Socket } from 'node:net'
import { checkLiteralHost, guardedLookup } from './guard.ts'
import { TransportError } from './transport-error.ts'

export type SocketTarget = {
  host: string
  port: number
  /** `host:port` of sandbox servers, compared as written: the only exceptions from the guard. */
  allow: readonly string[]
  timeoutMs?: number
  /** Breaks the connection off, whether or not it has come about: it closes without an error of its own. */
  signal?: AbortSignal
}

const CONNECT_TIMEOUT_MS = 10_000

/** A plain TCP socket to a public address, for protocols other than HTTP. Every failure is `unsent`. */
export function connectSocket(target: SocketTarget): Promise<Socket> {
  const { host, port, allow, timeoutMs = CONNECT_TIMEOUT_MS, signal } = target
  const open = allow.includes(`${host}:${port}`)
  return new Promise((resolve, reject) => {
    const fail = (cause: unknown) => {
      const reason = cause instanceof Error ? cause.message : String(cause)
      reject(new TransportError('unsent', reason, { cause }))
    }
    try {
      if (!open) checkLiteralHost(host)
    } catch (error) {
      fail(error)
      return
    }
    const socket = connect({ host, port, ...(open ? {} : { lookup: guardedLookup }) })
    const timer = setTimeout(() => {
      socket.destroy()
      fail(new Error(`${host}:${port} did not take the connection within ${timeoutMs} ms`))
    }, timeoutMs)
    const onError = (error: Error) => {
      clearTimeout(timer)
      fail(error)
    }
    const breakOff = () => {
      clearTimeout(timer)
      socket.destroy()
      fail(signal?.reason)
    }
    socket.once('error', onError)
    socket.once('close', () => signal?.removeEventListener('abort', breakOff))
    if (signal?.aborted) breakOff()
    else signal?.addEventListener('abort', breakOff)
    socket.once('connect', () => {
      clearTimeout(timer)
      socket.off('error', onError)
      resolve(socket)
    })
  })
}
