import type { Pool } from 'pg'
import { waitFor } from '../support/wait-for.ts'
import type { WiredCore } from '../support/wire-core.ts'
import type { EffectFact } from './check/facts.ts'
import { readShipments, readVendors, type SandboxAccess } from './check/read-vendors.ts'

export type Desk = { db: Pool; core: WiredCore; sandbox: SandboxAccess; tell: (line: string) => void }

type Question = { id: string; stepId: string; key: string | null; orderId: string; orderName: string }

/**
 * What a proxy or a frozen process holds back may come through after a look at the vendor: a person takes this long to
 * come to a question, and looks then.
 */
const THINKING_S = 15

/**
 * Does what a person does with an open decision: looks at the vendor whether it went through, and says so, until told to
 * stop.
 */
export async function answerDecisions(desk: Desk, stop: AbortSignal, deadlineMs: number): Promise<void> {
  await waitFor(
    async () => {
      const questions = await openQuestions(desk)
      // Looked up after they were asked, so what is not there then was not applied.
      const { effects } = questions.length > 0 ? await readVendors(desk.sandbox) : { effects: [] }
      for (const question of questions) await answer(desk, question, effects)
      return stop.aborted ? true : null
    },
    { what: 'Decisions answered until the end', deadlineMs, everyMs: 500 },
  )
}

async function openQuestions({ db, sandbox }: Desk): Promise<Question[]> {
  const { rows } = await db.query<Question>(
    `SELECT d.id, s.step_id AS "stepId", s.idempotency_key AS key, p.json ->> 'id' AS "orderId", p.json ->> 'name' AS "orderName"
     FROM decision d JOIN step_run s ON s.id = d.step_run_id JOIN run r ON r.id = d.run_id JOIN payload p ON p.id = r.item_payload_id
     WHERE d.workspace_id = $1 AND d.state = 'open' AND d.asked_at < now() - make_interval(secs => $2)`,
    [sandbox.workspaceId, THINKING_S],
  )
  return rows
}

async function answer({ core, sandbox, tell }: Desk, question: Question, effects: EffectFact[]): Promise<void> {
  const applied = effects.find((effect) => isOf(effect, question))
  tell(`decision on ${question.stepId} of ${question.orderName}: ${applied ? 'done' : 'again'}`)
  if (applied === undefined) return core.decide(question.id, { verdict: 'again' })
  await core.decide(question.id, { verdict: 'done', answer: await answerOf(sandbox, applied) })
}

const isOf = (effect: EffectFact, { stepId, orderId, key }: Question): boolean =>
  effect.step === stepId && (effect.step === 'take' ? effect.key === key : effect.orderId === orderId)

/** What stands in for the vendor's answer: as much of it as later steps use. */
async function answerOf(sandbox: SandboxAccess, { step, entity }: EffectFact): Promise<object> {
  if (step !== 'label') return { id: entity }
  const shipment = (await readShipments(sandbox)).find(({ id }) => id === entity)
  return { shipmentId: entity, trackingCode: shipment?.trackingCode ?? '' }
}
