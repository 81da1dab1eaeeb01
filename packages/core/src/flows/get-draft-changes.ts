import type { Queries } from '@patchbay/db/database'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { draftAuthor, flow, flowVersion, run } from '@patchbay/db/schema'
import type { Change } from '@patchbay/flow/change'
import { changesBetween } from '@patchbay/flow/changes'
import { and, eq, isNull, sql } from 'drizzle-orm'
import type { CoreContext } from '../context.ts'
import { authorise } from '../people/permissions.ts'
import type { Principal } from '../principal.ts'
import { fail, ok, type Result } from '../result.ts'
import { loadChangeContext } from './change-context.ts'
import { authorOf } from './draft-log.ts'
import { isOfParts } from './part-rows.ts'

export type DraftChangeView = Omit<Change, 'parts'> & {
  /** Names of others who worked on the same thing before its author. */
  alsoBy: string[]
}

export type AuthorChanges = {
  /** Null for changes of a time before they were kept with their authors. */
  id: string | null
  name: string
  you: boolean
  lastAt: Date | null
  changes: DraftChangeView[]
}

export type DraftChanges = {
  revision: number
  /** The version that gets new events; null before the first publishing. */
  liveNumber: number | null
  /** Runs under way, which finish on the version they began with. */
  openRuns: number
  /** Oneself first, then by how lately they worked. */
  authors: AuthorChanges[]
}

/** What the draft would change, in words, by who made it. */
export async function getDraftChanges(
  ctx: CoreContext,
  principal: Principal,
  input: { flowId: string },
): Promise<Result<DraftChanges>> {
  const allowed = authorise(principal, 'flow.read')
  if (!allowed.ok) return allowed
  return inWorkspace(ctx.db, principal.workspaceId, async (tx): Promise<Result<DraftChanges>> => {
    const [found] = await tx
      .select({
        draft: flow.draft,
        revision: flow.draftRevision,
        live: flowVersion.document,
        number: flowVersion.number,
      })
      .from(flow)
      .leftJoin(flowVersion, eq(flowVersion.id, flow.liveVersionId))
      .where(and(eq(flow.id, input.flowId), isNull(flow.archivedAt)))
    if (found === undefined) return fail('not_found', 'This flow does not exist in this workspace.')
    const changes = changesBetween(found.live, found.draft, await loadChangeContext(tx, principal.workspaceId))
    const parts = await tx.select().from(draftAuthor).where(eq(draftAuthor.flowId, input.flowId))
    return ok({
      revision: found.revision,
      liveNumber: found.number,
      openRuns: await countOpenRuns(tx, input.flowId),
      authors: byAuthor(changes, parts, authorOf(principal).authorId),
    })
  })
}

export async function countOpenRuns(tx: Queries, flowId: string): Promise<number> {
  const [counted] = await tx
    .select({ runs: sql<number>`count(*)::int` })
    .from(run)
    .where(and(eq(run.flowId, flowId), isNull(run.finishedAt)))
  return counted?.runs ?? 0
}

type PartRow = typeof draftAuthor.$inferSelect

function byAuthor(changes: readonly Change[], rows: readonly PartRow[], ownId: string): AuthorChanges[] {
  const attributed = changes.map(({ parts, ...change }) => {
    const makers = rows.filter((row) => isOfParts(row.part, parts)).sort((a, b) => b.at.getTime() - a.at.getTime())
    const [last] = makers
    const others = makers.filter(({ authorId }) => authorId !== last?.authorId)
    const alsoBy = [...new Map(others.map(({ authorId, authorName }) => [authorId, authorName])).values()]
    return { author: last, change: { ...change, alsoBy } }
  })
  return [...Map.groupBy(attributed, ({ author }) => author?.authorId ?? null)]
    .map(([id, made]) => {
      const lastAt = Math.max(...made.map(({ author }) => author?.at.getTime() ?? 0))
      return {
        id,
        name: made[0]?.author?.authorName ?? 'Earlier changes',
        you: id === ownId,
        lastAt: lastAt === 0 ? null : new Date(lastAt),
        changes: made.map(({ change }) => change),
      }
    })
    .sort((a, b) => Number(b.you) - Number(a.you) || (b.lastAt?.getTime() ?? 0) - (a.lastAt?.getTime() ?? 0))
}
