import { createHash } from 'node:crypto'
import type { Queries } from '@patchbay/db/database'
import { eventKey } from '@patchbay/db/schema'
import { canonicalJson } from '@patchbay/flow/canonical-json'
import { and, between, eq, sql } from 'drizzle-orm'
import type { Principal } from '../principal.ts'
import { fail, ok, type Result } from '../result.ts'

/** For inputs of use cases that bring an event in: the caller's own key, by which a repeat of it is known. */
export type MayRepeat = { idempotencyKey?: string | undefined }

export type Asked = MayRepeat & {
  by: Principal
  action: 'flow.start' | 'run.again' | 'delivery.replay'
  /** All that is asked for, as JSON. Under one key only the same may be asked again. */
  request: object
}

type Accepted = Result<{ deliveryId: string }>

/**
 * Accepts what is asked for once per caller, action and key, in the transaction that accepts it; a repeat is answered
 * with the first one's delivery, whatever has changed since. What was refused leaves its key free. `work` does it, and
 * is all that there is where no key was given. Errors: `invalid`, the key was used for another request.
 */
export async function oncePerKey(tx: Queries, asked: Asked, work: () => Promise<Accepted>): Promise<Accepted> {
  const { by, action, request, idempotencyKey } = asked
  if (idempotencyKey === undefined) return work()
  const scope = by.kind === 'user' ? by.userId : by.keyId
  const name = sha256(`${action} ${idempotencyKey}`)
  const key = Buffer.concat([name, sha256(canonicalJson(request))])
  // The table's own key stops the same request only: another one under this name must wait for the first, too.
  await tx.execute(sql`SELECT pg_advisory_xact_lock(hashtextextended(${`${scope} ${name.toString('hex')}`}, 0))`)
  const [first] = await tx
    .select({ key: eventKey.key, deliveryId: eventKey.deliveryId })
    .from(eventKey)
    .where(and(eq(eventKey.scope, scope), eq(eventKey.kind, 'request'), between(eventKey.key, ...rangeOf(name))))
  if (first) return first.key.equals(key) ? ok({ deliveryId: first.deliveryId }) : usedBefore()
  const accepted = await work()
  if (!accepted.ok) return accepted
  const { deliveryId } = accepted.value
  await tx.insert(eventKey).values({ workspaceId: by.workspaceId, scope, kind: 'request', key, deliveryId })
  return accepted
}

/** All keys that begin with it. */
const rangeOf = (name: Buffer): [Buffer, Buffer] => [
  Buffer.concat([name, Buffer.alloc(HASH_BYTES, 0x00)]),
  Buffer.concat([name, Buffer.alloc(HASH_BYTES, 0xff)]),
]

const HASH_BYTES = 32

const sha256 = (text: string): Buffer => createHash('sha256').update(text).digest()

const usedBefore = () => {
  const message =
    'This idempotency key was used before, for another request. Repeat that request as it was to get its answer, or give this one a key of its own.'
  return fail('invalid', message, {
    problems: [{ code: 'idempotency_key_reused', severity: 'error', message, field: 'Idempotency-Key' }],
  })
}
