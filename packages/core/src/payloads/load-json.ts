import { readBlob } from '@patchbay/db/blobs'
import type { Database } from '@patchbay/db/database'
import { payload } from '@patchbay/db/schema'
import type { Json } from '@patchbay/flow/json'
import { type SQL, sql } from 'drizzle-orm'

/** Columns to select of a payload that is to be read whole, by `loadJson`. */
export const wholePayload = { json: payload.json, blobId: payload.blobId }

/** For pages: the value, or the top of one that is too large for a row. */
export const shownPayload: SQL<Json | null> = sql<Json | null>`coalesce(${payload.json}, ${payload.preview})`

/**
 * A value whole, wherever it lies. Not inside a transaction: a blob is read by queries of its own, and a transaction that
 * waits for a second connection can wait for ever.
 */
export async function loadJson(
  db: Database,
  workspaceId: string,
  at: { json: Json | null; blobId: string | null },
): Promise<Json | null> {
  if (at.blobId === null) return at.json
  const pieces: Uint8Array[] = []
  for await (const piece of readBlob(db, { workspaceId, blobId: at.blobId })) pieces.push(piece)
  return JSON.parse(Buffer.concat(pieces).toString('utf8'))
}
