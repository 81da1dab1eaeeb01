import type { Database } from '@patchbay/db/database'
import { keepPayloadRow } from '../payloads/keep-payload.ts'
import type { Item } from './item.ts'

/**
 * Writes what is too large for a row to a blob, before the transaction that refers to it: that one may then come or not.
 * What is never referred to (a double, a lost lease) is swept.
 */
export function keepLargeItems<T extends Item>(db: Database, workspaceId: string, items: readonly T[]): Promise<T[]> {
  return Promise.all(
    items.map(async (item) =>
      item.kept === undefined && sizeOf(item) >= db.large.fromBytes
        ? { ...item, kept: await keepPayloadRow(db, { workspaceId, kind: 'item', value: item.output }) }
        : item,
    ),
  )
}

const sizeOf = ({ output }: Item): number => Buffer.byteLength(JSON.stringify(output))
