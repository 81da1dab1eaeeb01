import { type Transport, TransportError } from '@patchbay/connector-sdk/http'

/** Egress knows nothing of connectors, so its errors are told apart by their shape and become the SDK's. */
export const sdkTransport =
  (send: Transport): Transport =>
  async (request) => {
    try {
      return await send(request)
    } catch (error) {
      if (!(error instanceof Error) || error instanceof TransportError) throw error
      const phase = 'phase' in error && error.phase === 'unsent' ? 'unsent' : 'sent'
      throw new TransportError(phase, error.message, { cause: error })
    }
  }
