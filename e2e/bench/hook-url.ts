import type { Pool } from 'pg'
import type { OpenStack } from '../support/open-stack.ts'

/** Where a published flow that starts by a web address is called. */
export async function hookUrl({ db, open }: { db: Pool; open: OpenStack }, flowId: string): Promise<string> {
  const { rows } = await db.query<{ address: string }>(
    'SELECT s.address FROM source s JOIN flow_trigger t ON t.source_id = s.id WHERE t.flow_id = $1',
    [flowId],
  )
  const address = rows[0]?.address
  if (address === undefined) throw new Error('The flow has no address')
  return `${open.stack.urls.ingress}/hooks/${address}`
}
