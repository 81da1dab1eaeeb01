import { removeBlob } from '@patchbay/db/blobs'
import type { Database } from '@patchbay/db/database'
import { findUnusedBlobs } from '@patchbay/db/payload-functions'

/** A blob is referred to within the life of one step's attempt; what is older than this and is not, never will be. */
const ON_ITS_WAY_MS = 24 * 3_600_000

/**
 * Removes blobs that nothing refers to: of payloads that were removed, and of steps that died between the two writes.
 * Answers how many were removed; call again while it is not zero. One that cannot be removed is reported and left for the
 * next time.
 */
export async function sweepBlobs(
  db: Database,
  of: { batch: number; olderMs?: number; onError: (error: unknown) => void },
): Promise<number> {
  let removed = 0
  for (const { id, workspaceId } of await findUnusedBlobs(db, of.olderMs ?? ON_ITS_WAY_MS, of.batch)) {
    try {
      await removeBlob(db, { workspaceId, blobId: id })
      removed += 1
    } catch (error) {
      of.onError(error)
    }
  }
  return removed
}
