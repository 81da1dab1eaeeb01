/** What the SDK's client hands to the outside: the worker gives it `egress`, conformance gives it a loopback client. */
export type HttpRequest = {
  method: string
  url: string
  headers: Record<string, string>
  body: string | Uint8Array | null
  signal: AbortSignal
  timeoutMs: number
}

export type HttpResponse = { status: number; headers: Record<string, string>; body: Uint8Array }

/** Throws `TransportError`, or a coded error for a request that it does not let out. */
export type Transport = (request: HttpRequest) => Promise<HttpResponse>

/** `unsent`: no byte of the request reached the vendor. `sent`: it may have, and no answer came. */
export class TransportError extends Error {
  readonly phase: 'unsent' | 'sent'

  constructor(phase: 'unsent' | 'sent', message: string, options?: { cause?: unknown }) {
    super(message, options)
    this.name = 'TransportError'
    this.phase = phase
  }
}
