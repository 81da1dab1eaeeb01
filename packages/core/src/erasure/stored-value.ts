import { readBlob, removeBlob, writeBlob } from '@patchbay/db/blobs'
import type { Database, Queries } from '@patchbay/db/database'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { payload } from '@patchbay/db/schema'
import { storedJson } from '@patchbay/db/stored-json'
import type { Json } from '@patchbay/flow/json'
import { eq } from 'drizzle-orm'
import { trimJson } from '../samples/trim-json.ts'
import { eraseJson } from './erase-json.ts'
import { ERASED, holds, type Person, patternOf } from './person.ts'

export type ErasedPayload = {
  payloadId: string
  /** Texts that were taken out. */
  taken: string[]
  /** Writes the change, in the caller's transaction. */
  apply(tx: Queries): Promise<void>
  /** After that transaction: removes what the payload no longer refers to. */
  tidy(): Promise<void>
}

const PREVIEW_CHARACTERS = 16_000

/**
 * A stored value without the person, ready to be written; null when it does not tell of them. Reads and writes blobs, so
 * not inside a transaction. `dry`: nothing is written, not even to the blob store.
 */
export async function eraseStored(
  db: Database,
  of: { workspaceId: string; payloadId: string; dry: boolean },
  person: Person,
): Promise<ErasedPayload | null> {
  const { workspaceId, payloadId } = of
  const [row] = await inWorkspace(db, workspaceId, (tx) => tx.select().from(payload).where(eq(payload.id, payloadId)))
  if (row === undefined) return null
  const set = async (taken: string[], values: Partial<typeof payload.$inferInsert>): Promise<ErasedPayload> => ({
    payloadId,
    taken,
    apply: async (tx) => void (await tx.update(payload).set(values).where(eq(payload.id, payloadId))),
    tidy: async () => {
      if (row.blobId !== null) await removeBlob(db, { workspaceId, blobId: row.blobId })
    },
  })
  if (row.raw !== null) {
    const raw = eraseRaw(row.raw, person)
    return raw && set(raw.taken, { raw: raw.body, bytes: raw.body.length })
  }
  const whole = row.blobId === null ? row.json : await readWhole(db, { workspaceId, blobId: row.blobId })
  const erased = eraseJson(whole, person)
  if (erased === null) return null
  const text = storedJson(erased.value)
  const bytes = Buffer.byteLength(text)
  if (row.blobId === null) return set(erased.taken, { json: erased.value, bytes })
  if (of.dry) return set(erased.taken, {})
  const blobId = await writeBlob(db, workspaceId, Buffer.from(text))
  return set(erased.taken, { blobId, bytes, preview: trimJson(erased.value, PREVIEW_CHARACTERS).value })
}

async function readWhole(db: Database, at: { workspaceId: string; blobId: string }): Promise<Json> {
  const pieces: Uint8Array[] = []
  for await (const piece of readBlob(db, at)) pieces.push(piece)
  return JSON.parse(Buffer.concat(pieces).toString('utf8'))
}

/** A body as it came in: JSON keeps its structure, anything else that names the person goes whole. */
function eraseRaw(raw: Buffer, person: Person): { body: Buffer; taken: string[] } | null {
  const text = raw.toString('utf8')
  const parsed = parse(text)
  if (parsed === undefined) return holds(patternOf(person), text) ? { body: Buffer.from(ERASED), taken: [] } : null
  const erased = eraseJson(parsed, person)
  return erased && { body: Buffer.from(storedJson(erased.value)), taken: erased.taken }
}

function parse(text: string): Json | undefined {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}
