import type { Database, Queries } from '@patchbay/db/database'
import { newId } from '@patchbay/db/ids'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { approval, approvalLink, flow, run, workspace } from '@patchbay/db/schema'
import { type AskableMember, findDueApprovals, listAskableMembers } from '@patchbay/db/wait-functions'
import { and, eq, lte, sql } from 'drizzle-orm'
import { queueMail } from '../mail/queue-mail.ts'
import { approvalLetter } from './approval-letter.ts'
import { approvalLink as linkTo, newToken } from './approval-token.ts'

const BATCH = 50

export type TellSettings = {
  publicUrl: string
  /** False where no mail server is set and there is no mail room. */
  mail: boolean
}

/**
 * Writes the mails of questions that were just asked, and the one reminder, in one transaction with the mark that people
 * were told: none lost, none told twice. Returns how many questions there were.
 */
export async function tellOfApprovals(db: Database, settings: TellSettings): Promise<number> {
  const due = await findDueApprovals(db, BATCH)
  const errors: unknown[] = []
  for (const { id, workspaceId } of due) {
    try {
      await inWorkspace(db, workspaceId, (tx) => tell(tx, id, settings))
    } catch (error) {
      // One that cannot be told must not keep the others from being told.
      errors.push(error)
    }
  }
  if (errors.length > 0) throw new AggregateError(errors, `${errors.length} of ${due.length} questions were not told`)
  return due.length
}

type ApprovalRow = typeof approval.$inferSelect

async function tell(tx: Queries, id: string, settings: TellSettings): Promise<void> {
  const [row] = await tx
    .select()
    .from(approval)
    .where(and(eq(approval.id, id), eq(approval.state, 'open'), lte(approval.noticeAt, sql`now()`)))
    .for('update')
  // Another worker was first, or somebody has answered.
  if (row === undefined) return
  if (settings.mail && row.deadlineAt > new Date()) {
    const here = await listAskableMembers(tx, row.workspaceId)
    const asked = new Set(row.approvers.map(({ userId }) => userId))
    await mailAll(tx, { row, people: here.filter((one) => asked.has(one.userId) && one.reachable) }, settings)
  }
  await tx
    .update(approval)
    .set({
      notices: row.notices + 1,
      noticeAt: row.notices === 0 ? row.remindAt : null,
      ...(row.notices === 0 ? {} : { remindedAt: sql`now()` }),
    })
    .where(eq(approval.id, id))
}

async function mailAll(
  tx: Queries,
  { row, people }: { row: ApprovalRow; people: AskableMember[] },
  settings: TellSettings,
): Promise<void> {
  const [about] = await tx
    .select({ flow: flow.name, subject: run.subject, workspace: workspace.name, timeZone: workspace.timeZone })
    .from(run)
    .innerJoin(flow, eq(flow.id, run.flowId))
    .innerJoin(workspace, eq(workspace.id, run.workspaceId))
    .where(eq(run.id, row.runId))
  if (about === undefined) return
  for (const person of people) {
    const { token, hash } = newToken()
    await tx.insert(approvalLink).values({
      id: newId(),
      workspaceId: row.workspaceId,
      approvalId: row.id,
      userId: person.userId,
      hash,
      expiresAt: row.deadlineAt,
    })
    await queueMail(tx, {
      workspaceId: row.workspaceId,
      to: person.email,
      kind: 'approval',
      dedupeKey: `approval ${row.id} ${row.notices} ${person.userId}`,
      ttlMs: Math.max(60_000, row.deadlineAt.getTime() - Date.now()),
      ...approvalLetter({
        ...about,
        question: row.question,
        facts: row.facts,
        askedAt: row.askedAt,
        deadlineAt: row.deadlineAt,
        reminder: row.notices > 0,
        approveUrl: linkTo(settings, token, 'approve'),
        refuseUrl: linkTo(settings, token, 'refuse'),
      }),
    })
  }
}
