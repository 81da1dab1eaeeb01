import { newId } from '@patchbay/db/ids'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { erasure } from '@patchbay/db/schema'
import { and, eq, notInArray } from 'drizzle-orm'
import { writeAudit } from '../audit/write-audit.ts'
import type { CoreContext } from '../context.ts'
import { authorise } from '../people/permissions.ts'
import { actorName, type Principal } from '../principal.ts'
import { fail, ok, type Result } from '../result.ts'
import { forgetLearnt } from './kin.ts'
import { fingerprintOf, type Person, readPerson } from './person.ts'

/**
 * Asks for a person's data to be erased. The worker first counts where they are told of; nothing changes before somebody
 * has seen that and confirmed it.
 */
export async function requestErasure(
  ctx: CoreContext,
  principal: Principal,
  input: Person,
): Promise<Result<{ id: string }>> {
  const allowed = authorise(principal, 'erasure.request')
  if (!allowed.ok) return allowed
  const person = readPerson(input)
  if (!person.ok) return person
  const { workspaceId } = principal
  const fingerprint = fingerprintOf(workspaceId, person.value)
  const asked = await inWorkspace(ctx.db, workspaceId, async (tx): Promise<Result<{ id: string }>> => {
    const [under] = await tx
      .select({ id: erasure.id })
      .from(erasure)
      .where(and(eq(erasure.fingerprint, fingerprint), notInArray(erasure.state, ['done', 'stopped'])))
    if (under !== undefined)
      return fail('conflict', 'This person is being erased already. See below how far it has come.')
    const id = newId()
    await tx
      .insert(erasure)
      .values({ id, workspaceId, ...person.value, fingerprint, requestedBy: actorName(principal) })
    await writeAudit(tx, principal, {
      action: 'erasure.request',
      subjectKind: 'workspace',
      subjectId: workspaceId,
      detail: { step: 'asked', kind: person.value.kind, fingerprint },
    })
    return ok({ id })
  })
  if (asked.ok) ctx.notify('patchbay_inbox', 'erasure')
  return asked
}

/** Begins to erase what was counted. It cannot be taken back. */
export async function confirmErasure(
  ctx: CoreContext,
  principal: Principal,
  input: { id: string },
): Promise<Result<null>> {
  const changed = await change(ctx, principal, { id: input.id, step: 'confirmed' })
  if (changed.ok) ctx.notify('patchbay_inbox', 'erasure')
  return changed
}

/** Ends an erasure where it stands: what has been erased stays erased. */
export const stopErasure = (ctx: CoreContext, principal: Principal, input: { id: string }): Promise<Result<null>> =>
  change(ctx, principal, { id: input.id, step: 'stopped' })

async function change(
  ctx: CoreContext,
  principal: Principal,
  of: { id: string; step: 'confirmed' | 'stopped' },
): Promise<Result<null>> {
  const allowed = authorise(principal, 'erasure.request')
  if (!allowed.ok) return allowed
  return inWorkspace(ctx.db, principal.workspaceId, async (tx): Promise<Result<null>> => {
    const [row] = await tx.select().from(erasure).where(eq(erasure.id, of.id)).for('update')
    if (row === undefined) return fail('not_found', 'This erasure does not exist in this workspace.')
    if (row.state === 'done' || row.state === 'stopped') return fail('conflict', 'This erasure is over.')
    if (of.step === 'confirmed' && row.state !== 'counted') {
      return fail('conflict', 'It is not counted yet, or under way already.', { current: row.state })
    }
    const now = ctx.clock.now()
    await tx
      .update(erasure)
      .set(
        of.step === 'confirmed'
          ? { state: 'erasing', confirmedAt: now, dueAt: now, position: { pass: 0, after: null }, openRuns: [] }
          : { state: 'stopped', value: null, finishedAt: now, leaseId: null, leasedUntil: null },
      )
      .where(eq(erasure.id, of.id))
    if (of.step === 'stopped') await forgetLearnt(tx, of.id)
    await writeAudit(tx, principal, {
      action: 'erasure.request',
      subjectKind: 'workspace',
      subjectId: principal.workspaceId,
      detail: { step: of.step, kind: row.kind, fingerprint: row.fingerprint },
    })
    return ok(null)
  })
}
