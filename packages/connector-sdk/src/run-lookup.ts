import { codedError } from './coded-error.ts'
import type { Connector } from './connector-value.ts'
import type { CallContext } from './context.ts'
import { createCall } from './create-call.ts'
import type { LookupPage } from './definition.ts'
import { ConnectorError } from './errors.ts'
import type { Json } from './manifest.ts'

export type LookupRequest = CallContext & { search?: string; cursor?: string; params?: Record<string, Json> }

/** One page of a drop-down. Throws `ConnectorError` only. */
export async function runLookup(connector: Connector, lookupName: string, request: LookupRequest): Promise<LookupPage> {
  const lookup = connector.lookups[lookupName]
  if (lookup === undefined)
    throw new ConnectorError('invalid_input', `${connector.manifest.title} has no lookup "${lookupName}"`)
  const { search = null, cursor = null, params = {}, ...context } = request
  try {
    const call = createCall(connector, context, { readOnly: true, keyHeader: null })
    return await lookup.spec.run({ ...call, search, cursor, params })
  } catch (error) {
    throw codedError(error, { secrets: Object.values(context.credentials), writes: false })
  }
}
