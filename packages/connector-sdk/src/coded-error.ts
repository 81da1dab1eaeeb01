import { ConnectorError } from './errors.ts'
import { redact } from './redact.ts'

/** Any error as a coded one without secrets. A bug in a connector's write leaves its outcome unknown: say so. */
export function codedError(error: unknown, options: { secrets: string[]; writes: boolean }): ConnectorError {
  const { secrets, writes } = options
  if (error instanceof ConnectorError) {
    const clean = redact(secrets, error.message)
    return clean === error.message ? error : new ConnectorError(error.code, clean, error.details)
  }
  const reason = redact(secrets, error instanceof Error ? error.message : String(error))
  return new ConnectorError(writes ? 'unknown_outcome' : 'upstream', `The connector failed: ${reason}`)
}
