import { createHash } from 'node:crypto'
import type { Queries } from '@patchbay/db/database'
import { newId } from '@patchbay/db/ids'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { type LookupAnswerBody, type LookupQuestion, lookupAnswer } from '@patchbay/db/schema'
import type { Json } from '@patchbay/flow/json'
import { and, eq, sql } from 'drizzle-orm'
import { manifestOf } from '../connectors/manifests.ts'
import type { CoreContext } from '../context.ts'
import { authorise } from '../people/permissions.ts'
import type { Principal } from '../principal.ts'
import { fail, ok, type Result } from '../result.ts'
import { findConnection } from './find-connection.ts'

export type OptionsRequest = LookupQuestion & { connectionId: string }

/** Long enough for a person who opens a drop-down twice, short enough for what was just made at the vendor. */
const GOOD_FOR_MS = 60_000

const noAnswer: LookupAnswerBody = {
  ok: false,
  message: 'No worker answered within 15 seconds. Nothing was changed; try again in a moment.',
}

/** One page of a drop-down that the vendor fills. Trouble at the vendor is an answer in words, not an error. */
export async function getOptions(
  ctx: CoreContext,
  principal: Principal,
  request: OptionsRequest,
): Promise<Result<LookupAnswerBody>> {
  const allowed = authorise(principal, 'lookup.read')
  if (!allowed.ok) return allowed
  const { connectionId, ...question } = request
  const manifest = manifestOf(question.connector)
  const lookup = manifest?.lookups[question.lookup]
  if (manifest === null || lookup === undefined)
    return fail('not_found', `${manifest?.title ?? question.connector} has no list called “${question.lookup}”.`)
  const unset = lookup.dependsOn.find((name) => isEmpty(question.params[name]))
  if (unset !== undefined) return ok({ ok: false, message: `Choose “${unset}” first: this list depends on it.` })
  const { workspaceId } = principal
  const asked = await inWorkspace(ctx.db, workspaceId, async (tx): Promise<Result<Asked>> => {
    const found = await findConnection(tx, principal, { id: connectionId, connector: question.connector })
    if (!found.ok) return found
    const params = Object.fromEntries(lookup.dependsOn.map((name) => [name, question.params[name] ?? null]))
    return ok(await place(tx, { workspaceId, connectionId, question: { ...question, params } }))
  })
  if (!asked.ok) return asked
  if (asked.value.fresh !== null) return ok(asked.value.fresh)
  const told = await ctx.engine.answerLookup({ workspaceId, lookupId: asked.value.id })
  if (told === 'timed_out') return ok(noAnswer)
  return ok((await read(ctx, workspaceId, asked.value)) ?? noAnswer)
}

type Asked = { id: string; at: Date; fresh: LookupAnswerBody | null }
type ToAsk = { workspaceId: string; connectionId: string; question: LookupQuestion }

/** The question's row, with its answer while that is young and good. */
async function place(tx: Queries, { workspaceId, connectionId, question }: ToAsk): Promise<Asked> {
  const key = createHash('sha256')
    .update(JSON.stringify([connectionId, question.lookup, question.params, question.search, question.cursor]))
    .digest('hex')
  const [row] = await tx
    .insert(lookupAnswer)
    .values({ id: newId(), workspaceId, connectionId, key, question })
    .onConflictDoUpdate({
      target: [lookupAnswer.workspaceId, lookupAnswer.key],
      set: { question, createdAt: sql`now()` },
    })
    .returning({
      id: lookupAnswer.id,
      at: lookupAnswer.createdAt,
      answer: lookupAnswer.answer,
      answeredAt: lookupAnswer.answeredAt,
    })
  if (row === undefined) throw new Error('the question of a drop-down was not stored')
  const young = row.answeredAt !== null && row.at.getTime() - row.answeredAt.getTime() < GOOD_FOR_MS
  return { id: row.id, at: row.at, fresh: young && row.answer?.ok === true ? row.answer : null }
}

async function read(ctx: CoreContext, workspaceId: string, asked: Asked): Promise<LookupAnswerBody | null> {
  const [row] = await inWorkspace(ctx.db, workspaceId, (tx) =>
    tx
      .select({ answer: lookupAnswer.answer })
      .from(lookupAnswer)
      .where(
        and(eq(lookupAnswer.id, asked.id), sql`${lookupAnswer.answeredAt} >= ${asked.at.toISOString()}::timestamptz`),
      ),
  )
  return row?.answer ?? null
}

const isEmpty = (value: Json | undefined): boolean => value === undefined || value === null || value === ''
