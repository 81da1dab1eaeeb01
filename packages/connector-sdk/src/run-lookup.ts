import { z } from 'zod'
import type { Auth } from './auth.ts'
import { codedError } from './coded-error.ts'
import type { Connector } from './connector-value.ts'
import type { CallContext } from './context.ts'
import { createCall } from './create-call.ts'
import type { LookupPage, LookupSpec } from './definition.ts'
import { ConnectorError } from './errors.ts'
import type { Json } from './manifest.ts'

export type LookupRequest = CallContext & { search?: string; cursor?: string; params?: Record<string, Json> }

/** One page of a drop-down. Throws `ConnectorError` only. */
export async function runLookup(connector: Connector, lookupName: string, request: LookupRequest): Promise<LookupPage> {
  const lookup = connector.lookups[lookupName]
  if (lookup === undefined)
    throw new ConnectorError('invalid_input', `${connector.manifest.title} has no lookup "${lookupName}"`)
  const { search = null, cursor = null, params = {}, ...context } = request
  const { spec } = lookup
  try {
    const values = readParams(spec, params)
    const call = createCall(connector, context, { readOnly: true, keyHeader: null })
    // Asked for with nothing typed, a search is the list from its beginning.
    const wanted = spec.searches === true && search?.trim() ? search.trim() : null
    return await spec.run({ ...call, search: wanted, cursor, params: values })
  } catch (error) {
    throw codedError(error, { secrets: Object.values(context.credentials), writes: false })
  }
}

function readParams(spec: LookupSpec<Auth>, params: Record<string, Json>): Record<string, unknown> {
  const parsed = z.object(spec.dependsOn ?? {}).safeParse(params)
  if (parsed.success) return parsed.data
  const field = parsed.error.issues[0]?.path.join('.') ?? ''
  throw new ConnectorError('invalid_input', `Choose "${field}" first: what can be chosen here depends on it`, { field })
}
