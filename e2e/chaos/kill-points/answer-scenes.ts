import { waitFor } from '../../support/wait-for.ts'
import type { World } from './world.ts'

/** Longer than all of them take on any machine. */
const LONGEST_MS = 4 * 3_600_000

/** Whose own matter it is to answer. */
const ASKED_ON_PURPOSE = ['tell']

type Question = { id: string; step: string; mark: string }

/**
 * A call that was cut off and then refused under the same key: nobody knows whether the first was applied. Does what a
 * person does with such a question, looks at the vendor, until told to stop.
 */
export async function answerScenes({ db, core, vendor, clerk }: World, stop: AbortSignal): Promise<void> {
  const ask = async () => {
    const { rows } = await db.query<Question>(
      `SELECT d.id, s.step_id AS step, p.json ->> 'mark' AS mark
       FROM decision d JOIN step_run s ON s.id = d.step_run_id JOIN run r ON r.id = d.run_id JOIN payload p ON p.id = r.item_payload_id
       WHERE d.workspace_id = $1 AND d.state = 'open' AND d.kind = 'unknown' AND s.step_id <> ALL ($2)`,
      [core.workspaceId, ASKED_ON_PURPOSE],
    )
    for (const { id, ...place } of rows) {
      await clerk.ask('decide', { decisionId: id, verdict: vendor.count(place) > 0 ? 'done' : 'again' })
    }
    return stop.aborted ? true : null
  }
  await waitFor(ask, { what: 'Questions of scenes answered until the end', deadlineMs: LONGEST_MS, everyMs: 500 })
}
