/**
 * `unsent`: no byte of the request reached the other side. `sent`: it may have, and no answer came. The same shape and
 * name as the connector SDK's, which this package may not import.
 */
export class TransportError extends Error {
  readonly phase: 'unsent' | 'sent'

  constructor(phase: 'unsent' | 'sent', message: string, options?: { cause?: unknown }) {
    super(message, options)
    this.name = 'TransportError'
    this.phase = phase
  }
}
