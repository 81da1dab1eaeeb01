import { writeBlob } from '@patchbay/db/blobs'
import type { Database } from '@patchbay/db/database'
import { newId } from '@patchbay/db/ids'
import { storedJson } from '@patchbay/db/stored-json'
import type { Json } from '@patchbay/flow/json'
import { trimJson } from '../samples/trim-json.ts'

/** A value as its row in `payload` holds it: whole as text of JSON, or its top while the whole lies in a blob. */
export type KeptPayload = { id: string; bytes: number } & (
  | { json: string; blobId: null; preview: null }
  | { json: null; blobId: string; preview: string }
)

/** What a page shows of a value that is too large for a row. */
const PREVIEW_CHARACTERS = 16_000

/**
 * Makes a value ready to be stored. A large one is written to a blob here and now, before the row that refers to it:
 * call it before the transaction that inserts that row, which may then come or not.
 */
export async function keepPayload(db: Database, workspaceId: string, value: Json): Promise<KeptPayload> {
  const json = storedJson(value)
  const bytes = Buffer.byteLength(json)
  const id = newId()
  if (bytes < db.large.fromBytes) return { id, bytes, json, blobId: null, preview: null }
  const blobId = await writeBlob(db, workspaceId, Buffer.from(json))
  return { id, bytes, json: null, blobId, preview: storedJson(trimJson(value, PREVIEW_CHARACTERS).value) }
}

/** The same, for the query builder. */
export async function keepPayloadRow(
  db: Database,
  of: { workspaceId: string; kind: 'item' | 'input' | 'output'; value: Json },
) {
  const { workspaceId, kind, value } = of
  const { id, bytes, blobId, preview } = await keepPayload(db, workspaceId, value)
  const shown: Json = preview === null ? null : JSON.parse(preview)
  return { id, workspaceId, kind, bytes, blobId, json: blobId === null ? value : null, preview: shown }
}
