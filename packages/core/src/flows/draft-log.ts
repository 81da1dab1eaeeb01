import type { Queries } from '@patchbay/db/database'
import { draftAuthor, draftChange } from '@patchbay/db/schema'
import { touchedParts } from '@patchbay/flow/changes'
import type { FlowDocument } from '@patchbay/flow/document'
import { invert, type Operation } from '@patchbay/flow/operations'
import { and, asc, eq, gt, lte, sql } from 'drizzle-orm'
import { actorName, type Principal } from '../principal.ts'

/** Changes of a flow that are kept for editors that are behind; whoever is further behind loads the draft anew. */
const KEPT_CHANGES = 500

export type DraftChangeEntry = {
  /** The draft's revision after it. */
  revision: number
  author: { id: string; name: string }
  at: Date
  operation: Operation
  /** The id that its editor gave it; null where it was not made in an editor. */
  batchId: string | null
}

export type Author = { authorKind: 'user' | 'api_key'; authorId: string; authorName: string }

export const authorOf = (principal: Principal): Author => ({
  authorKind: principal.kind,
  authorId: principal.kind === 'user' ? principal.userId : principal.keyId,
  authorName: actorName(principal),
})

type Made = {
  flowId: string
  revision: number
  operation: Operation
  batchId: string | null
  before: FlowDocument
  after: FlowDocument
}

/** Writes down a change in the transaction that makes it, and whose every part that it touched now is. */
export async function logDraftChange(tx: Queries, principal: Principal, made: Made): Promise<void> {
  const { workspaceId } = principal
  const { flowId, revision, operation, batchId, before, after } = made
  const author = authorOf(principal)
  await tx
    .insert(draftChange)
    .values({ workspaceId, flowId, revision, batchId, ...author, operation, inverse: invert(before, operation) })
  await claimParts(tx, principal, { flowId, parts: touchedParts(before, after) })
  await tx
    .delete(draftChange)
    .where(and(eq(draftChange.flowId, flowId), lte(draftChange.revision, revision - KEPT_CHANGES)))
}

export async function claimParts(
  tx: Queries,
  principal: Principal,
  { flowId, parts }: { flowId: string; parts: readonly string[] },
): Promise<void> {
  if (parts.length === 0) return
  const { workspaceId } = principal
  const author = authorOf(principal)
  await tx
    .insert(draftAuthor)
    .values(parts.map((part) => ({ workspaceId, flowId, part, ...author })))
    .onConflictDoUpdate({
      target: [draftAuthor.flowId, draftAuthor.part],
      set: { ...author, at: sql`now()` },
    })
}

/** Oldest first. `complete` is false when the changes right after `revision` are no longer kept. */
export async function loadChangesSince(
  tx: Queries,
  since: { flowId: string; revision: number },
): Promise<{ complete: boolean; changes: DraftChangeEntry[] }> {
  const rows = await tx
    .select()
    .from(draftChange)
    .where(and(eq(draftChange.flowId, since.flowId), gt(draftChange.revision, since.revision)))
    .orderBy(asc(draftChange.revision))
  const changes = rows.map(({ revision, authorId, authorName, at, operation, batchId }) => ({
    revision,
    author: { id: authorId, name: authorName },
    at,
    operation,
    batchId,
  }))
  return { complete: changes[0] === undefined || changes[0].revision === since.revision + 1, changes }
}
