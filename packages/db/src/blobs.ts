import { createHash } from 'node:crypto'
import { and, asc, eq, gte, notExists } from 'drizzle-orm'
import type { Database } from './database.ts'
import { newId } from './ids.ts'
import { inWorkspace } from './in-workspace.ts'
import { blob, blobChunk, payload } from './schema/index.ts'

type Place = { workspaceId: string; blobId: string }

const CHUNK_BYTES = 256 * 1024
/** Chunks fetched at a time: a reader holds this much, however large the blob. */
const CHUNKS_A_READ = 8

/**
 * Stores bytes as a blob and answers its id; they are there for good when it resolves. Whatever refers to it is written
 * after: should that never happen, the sweep removes it in a day.
 */
export async function writeBlob(db: Database, workspaceId: string, bytes: Buffer): Promise<string> {
  const blobId = newId()
  const row = { id: blobId, workspaceId, bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest() }
  const { objects } = db.large
  if (objects !== null) {
    // The row first: an object that nobody knows of would lie there for ever.
    await inWorkspace(db, workspaceId, (tx) => tx.insert(blob).values({ ...row, place: 's3' }))
    await objects.put(keyOf({ workspaceId, blobId }), bytes)
    return blobId
  }
  await inWorkspace(db, workspaceId, async (tx) => {
    await tx.insert(blob).values({ ...row, place: 'postgres' })
    for (let at = 0, number = 0; at < bytes.length; at += CHUNK_BYTES, number += 1) {
      await tx.insert(blobChunk).values({ blobId, workspaceId, number, data: bytes.subarray(at, at + CHUNK_BYTES) })
    }
  })
  return blobId
}

/**
 * A blob's bytes, piece by piece. Throws when it is not there, and after the last piece when they are not what was
 * stored. No transaction stays open between pieces: a slow reader holds nothing.
 */
export async function* readBlob(db: Database, at: Place): AsyncGenerator<Uint8Array> {
  const [found] = await inWorkspace(db, at.workspaceId, (tx) => tx.select().from(blob).where(eq(blob.id, at.blobId)))
  if (found === undefined) throw new BlobMissing(at.blobId)
  const hash = createHash('sha256')
  for await (const piece of found.place === 's3' ? objectsOf(db).get(keyOf(at)) : readChunks(db, at)) {
    hash.update(piece)
    yield piece
  }
  if (!hash.digest().equals(found.sha256)) throw new BlobMissing(at.blobId)
}

/** A stored value that is gone or damaged: an outage of the store, or somebody removed it there. */
export class BlobMissing extends Error {
  constructor(blobId: string) {
    super(`The stored value ${blobId} is not there, or not as it was stored.`)
    this.name = 'BlobMissing'
  }
}

/**
 * Removes a blob that no payload refers to any more: what it stored first, so that nothing is left that nobody knows of.
 * One that a run was begun with a copy of stays, until the last of them is gone.
 */
export async function removeBlob(db: Database, at: Place): Promise<void> {
  const [found] = await inWorkspace(db, at.workspaceId, (tx) =>
    tx
      .select({ place: blob.place })
      .from(blob)
      .where(
        and(
          eq(blob.id, at.blobId),
          notExists(tx.select({ id: payload.id }).from(payload).where(eq(payload.blobId, at.blobId))),
        ),
      ),
  )
  if (found === undefined) return
  if (found.place === 's3') await objectsOf(db).remove(keyOf(at))
  await inWorkspace(db, at.workspaceId, async (tx) => {
    await tx.delete(blobChunk).where(eq(blobChunk.blobId, at.blobId))
    await tx.delete(blob).where(eq(blob.id, at.blobId))
  })
}

async function* readChunks(db: Database, { workspaceId, blobId }: Place): AsyncGenerator<Uint8Array> {
  for (let from = 0; ; from += CHUNKS_A_READ) {
    const rows = await inWorkspace(db, workspaceId, (tx) =>
      tx
        .select({ data: blobChunk.data })
        .from(blobChunk)
        .where(and(eq(blobChunk.blobId, blobId), gte(blobChunk.number, from)))
        .orderBy(asc(blobChunk.number))
        .limit(CHUNKS_A_READ),
    )
    for (const { data } of rows) yield data
    if (rows.length < CHUNKS_A_READ) return
  }
}

function objectsOf(db: Database) {
  if (db.large.objects !== null) return db.large.objects
  throw new Error('A value lies in an S3 bucket, and none is set (PATCHBAY_BLOB_S3_BUCKET and its companions).')
}

const keyOf = ({ workspaceId, blobId }: Place): string => `${workspaceId}/${blobId}`
