import { type AlertRecipient, findDueAlerts, listAlertRecipients } from '@patchbay/db/alert-functions'
import type { Database, Queries } from '@patchbay/db/database'
import { newId } from '@patchbay/db/ids'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { alert, alertChannel, alertMessage, alertMute, alertSetting } from '@patchbay/db/schema'
import { and, eq, gt, isNull, lte, or, sql } from 'drizzle-orm'
import { writeLetter } from '../mail/letter.ts'
import { queueMail } from '../mail/queue-mail.ts'
import { type AlertWords, alertWords } from './alert-words.ts'
import { channelBody } from './channel-body.ts'
import { defaultMail } from './default-mail.ts'
import { loadAlertFacts } from './load-alert-facts.ts'

const BATCH = 50
const PUT_OFF_MS = { shortest: 30_000, longest: 600_000 }
const REMINDER_MS = 24 * 60 * 60 * 1000
const MESSAGE_TTL_MS = 24 * 60 * 60 * 1000

export type TellSettings = {
  publicUrl: string
  /** False where no mail server is set and there is no mail room. */
  mail: boolean
}

/**
 * Writes the mails and the channel messages of alerts that are due, in one transaction with the mark that people were
 * told; sending is done from there: none lost, none told twice. One that cannot be told is put off by itself, for longer
 * each time, and holds up none of the others. Returns how many there were; call again while it is not zero.
 */
export async function tellOfAlerts(
  db: Database,
  settings: TellSettings,
  onError: (error: unknown, alertId: string) => void,
): Promise<number> {
  const due = await findDueAlerts(db, BATCH)
  for (const { id, workspaceId } of due) {
    try {
      await inWorkspace(db, workspaceId, async (tx) => {
        const recipients = settings.mail ? await listAlertRecipients(tx, workspaceId) : []
        await tell(tx, { id, recipients }, settings)
      })
    } catch (error) {
      onError(error, id)
      await inWorkspace(db, workspaceId, (tx) => putOff(tx, id))
    }
  }
  return due.length
}

/** For a quarter of the time that it has gone on by now. */
const putOff = (tx: Queries, id: string) =>
  tx
    .update(alert)
    .set({
      noticeAt: sql`now() + least(greatest((now() - ${alert.lastAt}) / 4,
        ${PUT_OFF_MS.shortest} * interval '1 ms'), ${PUT_OFF_MS.longest} * interval '1 ms')`,
    })
    .where(and(eq(alert.id, id), lte(alert.noticeAt, sql`now()`)))

type AlertRow = typeof alert.$inferSelect

async function tell(
  tx: Queries,
  { id, recipients }: { id: string; recipients: AlertRecipient[] },
  settings: TellSettings,
): Promise<void> {
  const [row] = await tx
    .select()
    .from(alert)
    .where(and(eq(alert.id, id), lte(alert.noticeAt, sql`now()`)))
    .for('update')
  // Another worker was first, or it is over.
  if (row === undefined) return
  const facts = await loadAlertFacts(tx, row)
  // Answered a moment ago: the next look at what is open ends it, or finds a question that came in since.
  if (facts?.over) {
    await putOff(tx, id)
    return
  }
  if (facts !== null) {
    const words = alertWords(facts, row)
    const mutes = await loadMutes(tx, row.subjectId)
    if (!mutes.all) {
      await mailPeople(tx, { row, words, recipients, mutedFor: mutes.people }, settings)
      await messageChannels(tx, { row, words }, settings)
    }
  }
  await tx
    .update(alert)
    .set({
      notices: sql`${alert.notices} + 1`,
      noticedAt: sql`now()`,
      noticeAt: facts === null ? null : sql`now() + ${REMINDER_MS} * interval '1 ms'`,
    })
    .where(eq(alert.id, id))
}

async function loadMutes(tx: Queries, subjectId: string): Promise<{ all: boolean; people: ReadonlySet<string> }> {
  const rows = await tx
    .select({ userId: alertMute.userId })
    .from(alertMute)
    .where(and(eq(alertMute.subjectId, subjectId), or(isNull(alertMute.until), gt(alertMute.until, sql`now()`))))
  return {
    all: rows.some(({ userId }) => userId === null),
    people: new Set(rows.flatMap(({ userId }) => (userId === null ? [] : [userId]))),
  }
}

async function mailPeople(
  tx: Queries,
  told: { row: AlertRow; words: AlertWords; recipients: AlertRecipient[]; mutedFor: ReadonlySet<string> },
  { publicUrl }: TellSettings,
): Promise<void> {
  const { row, words, recipients, mutedFor } = told
  const settings = new Map((await tx.select().from(alertSetting)).map((one) => [one.userId, one]))
  for (const person of recipients) {
    const own = settings.get(person.userId)
    const wants = (own?.mail ?? defaultMail(person.role)).includes(row.kind)
    const asleep = own?.mutedUntil != null && own.mutedUntil > new Date()
    if (!wants || asleep || mutedFor.has(person.userId)) continue
    await queueMail(tx, {
      workspaceId: row.workspaceId,
      to: person.email,
      subject: words.title,
      kind: 'alert',
      dedupeKey: `alert:${row.id}:${row.notices}:${person.userId}`,
      ...writeLetter({
        title: words.title,
        lines: words.lines,
        action: { label: words.action.label, url: `${publicUrl}${words.action.path}` },
        foot: `You get this by your alert settings: ${publicUrl}/settings/alerts`,
      }),
    })
  }
}

async function messageChannels(
  tx: Queries,
  { row, words }: { row: AlertRow; words: AlertWords },
  { publicUrl }: TellSettings,
): Promise<void> {
  const channels = (await tx.select().from(alertChannel)).filter(({ alerts }) => alerts.includes(row.kind))
  for (const channel of channels) {
    await tx
      .insert(alertMessage)
      .values({
        id: newId(),
        workspaceId: row.workspaceId,
        channelId: channel.id,
        alertId: row.id,
        notice: row.notices,
        body: channelBody(channel.kind, {
          words,
          publicUrl,
          event: { kind: row.kind, alertId: row.id, subjectId: row.subjectId, runId: row.runId, count: row.count },
        }),
        expiresAt: sql`now() + ${MESSAGE_TTL_MS} * interval '1 ms'`,
      })
      .onConflictDoNothing()
  }
}
