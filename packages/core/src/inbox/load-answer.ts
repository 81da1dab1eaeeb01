import type { Database } from '@patchbay/db/database'
import { statementInWorkspace } from '@patchbay/db/in-workspace'
import type { Json } from '@patchbay/flow/json'
import { sql } from 'drizzle-orm'

export type StoredAnswer = { status: number; body: Json }

/** `open`: an answer may still come soon. Where it may not, `words` say why. */
export type AnswerOutlook = { answer: StoredAnswer | null; open: boolean; words: string }

type Row = {
  id: string
  status: number | null
  body: Json
  held: boolean
  open: boolean
  reason: string | null
}

/**
 * What the flow answered for each delivery, in their order, or whether it still may: not while its flow is off and holds
 * it, and not once it was left out or its run has ended without an answer. Events that ran together have the answer of
 * their run. Whoever asks from outside names the source that they ask at, and hears of its own events only, or of those
 * that a call there may repeat: a trigger that was drawn anew keeps its keys and has another address.
 */
export async function loadAnswers(
  db: Database,
  { workspaceId, deliveryIds, sourceId }: { workspaceId: string; deliveryIds: string[]; sourceId?: string },
): Promise<AnswerOutlook[]> {
  const rows = await statementInWorkspace<Row>(
    db,
    workspaceId,
    sql`
      SELECT d.id, a.status, a.body, d.reason, coalesce(d.state = 'accepted' AND d.reason_code = 'held', false) AS held,
        (d.state = 'accepted' AND d.reason_code IS DISTINCT FROM 'held')
        OR EXISTS (SELECT 1 FROM run r WHERE r.delivery_id = d.id AND r.finished_at IS NULL)
        OR EXISTS (
          SELECT 1 FROM gather_item i JOIN gather g ON g.id = i.gather_id LEFT JOIN run r ON r.id = g.run_id
          WHERE i.delivery_id = d.id AND (g.state = 'open' OR r.finished_at IS NULL)) AS open
      FROM delivery d
      LEFT JOIN run_answer a ON a.delivery_id = coalesce((
        SELECT r.delivery_id FROM gather_item i JOIN gather g ON g.id = i.gather_id JOIN run r ON r.id = g.run_id
        WHERE i.delivery_id = d.id LIMIT 1), d.id)
      WHERE d.id = ANY (${sql.param(deliveryIds)}::uuid[])${sourceId === undefined ? sql`` : isAt(sourceId)}`,
  )
  const found = new Map(rows.map((row) => [row.id, row]))
  return deliveryIds.map((id) => outlookOf(found.get(id)))
}

const isAt = (sourceId: string) => sql`
        AND (d.source_id = ${sourceId} OR d.origin = 'webhook' AND EXISTS (
          SELECT 1 FROM flow_trigger t WHERE t.id = d.trigger_id AND t.source_id = ${sourceId}))`

function outlookOf(row: Row | undefined): AnswerOutlook {
  if (row === undefined) return { answer: null, open: false, words: 'This event is not known here any more.' }
  if (row.status !== null) return { answer: { status: row.status, body: row.body }, open: false, words: '' }
  return { answer: null, open: row.open, words: wordsOf(row) }
}

function wordsOf({ held, open, reason }: Row): string {
  if (held) return 'The flow is paused and holds this event. It runs, and answers here, when the flow is switched on.'
  if (open) return 'The flow has not answered yet.'
  return reason ?? 'The flow has ended without an answer.'
}
