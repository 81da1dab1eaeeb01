import { codedError } from './coded-error.ts'
import type { Connector } from './connector-value.ts'
import type { CallContext } from './context.ts'
import { createCall } from './create-call.ts'
import type { ConnectorErrorCode } from './errors.ts'

export type ConnectionTest =
  /** `untried`: the connector has no test, so only the fields were checked and nobody was asked. */
  { ok: true; account: string | null; untried?: true } | { ok: false; code: ConnectorErrorCode; message: string }

/** Tries a credential with a harmless read, where the connector has one. */
export async function testConnection(connector: Connector, context: CallContext): Promise<ConnectionTest> {
  try {
    const call = createCall(connector, context, { readOnly: true, keyHeader: null })
    if (connector.test === null) return { ok: true, account: null, untried: true }
    const { account } = await connector.test(call)
    return { ok: true, account }
  } catch (error) {
    const coded = codedError(error, { secrets: Object.values(context.credentials), writes: false })
    return { ok: false, code: coded.code, message: coded.message }
  }
}
