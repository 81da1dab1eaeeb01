import { type SQL, sql } from 'drizzle-orm'

/**
 * Common table expressions that close all that is open of a run whose workflow is over: steps, attempts and questions.
 * `runs` selects its id. Of a call that was under way nobody knows what became of it, and that is what is written down.
 */
export const cutOpenSteps = (runs: SQL): SQL => sql`cut AS (
      UPDATE step_run s SET state = 'cancelled', finished_at = now(),
        -- What may have been applied is still not to be looked for before that time.
        next_try_at = CASE WHEN s.sent_at IS NOT NULL THEN s.next_try_at END, release_requested_at = NULL,
        notes = CASE WHEN s.sent_at IS NOT NULL
          THEN jsonb_build_array('The run ended while a call was under way. Nobody knows whether it was applied: look there.')
          ELSE s.notes END
      WHERE s.run_id IN (${runs}) AND s.finished_at IS NULL
    ), withdrawn AS (
      UPDATE decision d SET state = 'withdrawn', decided_at = now() WHERE d.run_id IN (${runs}) AND d.state = 'open'
    ), unasked AS (
      UPDATE approval q SET state = 'withdrawn', notice_at = NULL WHERE q.run_id IN (${runs}) AND q.state = 'open'
    ), unawaited AS (
      UPDATE event_wait w SET state = 'withdrawn', settled_at = now() WHERE w.run_id IN (${runs}) AND w.state = 'open'
    ), tries AS (
      UPDATE attempt a SET outcome = 'aborted', finished_at = now() WHERE a.run_id IN (${runs}) AND a.outcome IS NULL
    )`
