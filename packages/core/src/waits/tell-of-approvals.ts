import type { Database, Queries } from '@patchbay/db/database'
import { newId } from '@patchbay/db/ids'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { approval, approvalLink, flow, run, workspace } from '@patchbay/db/schema'
import { type AskableMember, findDueApprovals, listAskableMembers } from '@patchbay/db/wait-functions'
import { and, eq, getTableColumns, lte, sql } from 'drizzle-orm'
import { queueMail } from '../mail/queue-mail.ts'
import { approvalLetter } from './approval-letter.ts'
import { approvalLink as linkTo, newToken } from './approval-token.ts'
import { msLeftUntil } from './begin-waiting.ts'

const BATCH = 50
const PUT_OFF_MS = { shortest: 30_000, longest: 600_000 }

export type TellSettings = {
  publicUrl: string
  /** False where no mail server is set and there is no mail room. */
  mail: boolean
}

/**
 * Writes the mails of questions that were just asked, and the one reminder, in one transaction with the mark that people
 * were told: none lost, none told twice. One that cannot be told is put off by itself, for longer each time, and holds up
 * none of the others. Returns how many questions it came to; call again while it is not zero.
 */
export async function tellOfApprovals(
  db: Database,
  settings: TellSettings,
  onError: (error: unknown, approvalId: string) => void,
): Promise<number> {
  const due = await findDueApprovals(db, BATCH)
  for (const { id, workspaceId } of due) {
    try {
      await inWorkspace(db, workspaceId, (tx) => tell(tx, id, settings))
    } catch (error) {
      onError(error, id)
      await inWorkspace(db, workspaceId, (tx) => putOff(tx, id))
    }
  }
  return due.length
}

/** For a quarter of the time that it has been due by now. */
const putOff = (tx: Queries, id: string) =>
  tx
    .update(approval)
    .set({
      noticeAt: sql`now() + least(greatest((now() - CASE WHEN notices = 0 THEN asked_at ELSE coalesce(remind_at, asked_at) END) / 4,
        ${PUT_OFF_MS.shortest} * interval '1 ms'), ${PUT_OFF_MS.longest} * interval '1 ms')`,
    })
    .where(and(eq(approval.id, id), eq(approval.state, 'open'), lte(approval.noticeAt, sql`now()`)))

type ApprovalRow = typeof approval.$inferSelect & { leftMs: number }

async function tell(tx: Queries, id: string, settings: TellSettings): Promise<void> {
  const [row] = await tx
    .select({ ...getTableColumns(approval), leftMs: msLeftUntil(approval.deadlineAt) })
    .from(approval)
    .where(and(eq(approval.id, id), eq(approval.state, 'open'), lte(approval.noticeAt, sql`now()`)))
    .for('update')
  // Another worker was first, or somebody has answered.
  if (row === undefined) return
  if (settings.mail && row.leftMs > 0) {
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
      ttlMs: Math.max(60_000, row.leftMs),
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
