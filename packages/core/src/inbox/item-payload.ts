import { newId } from '@patchbay/db/ids'
import type { payload } from '@patchbay/db/schema'
import type { Item } from './item.ts'

type PayloadRow = typeof payload.$inferInsert & { id: string }

/** The row that holds what an item said. One that was kept before may be referred to once only. */
export function itemPayload({ output, kept }: Item, workspaceId: string): PayloadRow {
  if (kept !== undefined) return kept
  const bytes = Buffer.byteLength(JSON.stringify(output))
  return { id: newId(), workspaceId, kind: 'item', json: output, bytes }
}
