const IS_OVER = 'EXISTS (SELECT 1 FROM run r WHERE r.id = x.run_id AND r.finished_at IS NOT NULL)'
const HAS_NO_RUN = 'NOT EXISTS (SELECT 1 FROM run r WHERE r.id = x.run_id)'
/** Whoever leased a mail and died keeps it for two minutes. */
const LATE_MAIL = "interval '3 minutes'"
const LATE_GATHER = "interval '1 minute'"

/**
 * Rows of a workspace ($1) that refer to what is not there, that nothing refers to, or that wait for what is over, by what
 * they are.
 */
const QUESTIONS: Readonly<Record<string, string>> = {
  'runs without a delivery': `run r WHERE r.workspace_id = $1 AND NOT EXISTS (SELECT 1 FROM delivery d WHERE d.id = r.delivery_id)`,
  'runs without what they are about': `run r WHERE r.workspace_id = $1 AND NOT EXISTS (SELECT 1 FROM payload p WHERE p.id = r.item_payload_id)`,
  'steps without a run': `step_run s WHERE s.workspace_id = $1 AND NOT EXISTS (SELECT 1 FROM run r WHERE r.id = s.run_id)`,
  'steps without the input they name': `step_run s WHERE s.workspace_id = $1 AND s.input_payload_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM payload p WHERE p.id = s.input_payload_id)`,
  'steps without the output they name': `step_run s WHERE s.workspace_id = $1 AND s.output_payload_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM payload p WHERE p.id = s.output_payload_id)`,
  'attempts without a step': `attempt a WHERE a.workspace_id = $1 AND NOT EXISTS (SELECT 1 FROM step_run s WHERE s.id = a.step_run_id)`,
  'open approvals of runs that have ended': `approval x WHERE x.workspace_id = $1 AND x.state = 'open' AND (${IS_OVER} OR ${HAS_NO_RUN})`,
  'open waits for an event of runs that have ended': `event_wait x WHERE x.workspace_id = $1 AND x.state = 'open' AND (${IS_OVER} OR ${HAS_NO_RUN})`,
  'calls written down without a run': `once_result x WHERE x.workspace_id = $1 AND ${HAS_NO_RUN}`,
  'answers without a run': `run_answer x WHERE x.workspace_id = $1 AND ${HAS_NO_RUN}`,
  'gathers that are due and open': `gather g WHERE g.workspace_id = $1 AND g.state = 'open' AND g.due_at < now() - ${LATE_GATHER}`,
  'gathers closed without their run': `gather g WHERE g.workspace_id = $1 AND g.state = 'closed' AND g.run_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM run r WHERE r.id = g.run_id)`,
  'items of jobs that are not through': `bulk_item i JOIN bulk_job j ON j.id = i.job_id AND j.state <> 'preview' WHERE i.workspace_id = $1 AND i.state <> 'stopped' AND NOT i.through`,
  'mails that nobody sends': `system_mail m WHERE m.workspace_id = $1 AND m.state = 'queued' AND m.due_at < now() - ${LATE_MAIL}`,
  'decisions without a step': `decision d WHERE d.workspace_id = $1 AND NOT EXISTS (SELECT 1 FROM step_run s WHERE s.id = d.step_run_id)`,
  'keys without a delivery': `event_key k WHERE k.workspace_id = $1 AND NOT EXISTS (SELECT 1 FROM delivery d WHERE d.id = k.delivery_id)`,
  'payloads of steps that no step names': `payload p WHERE p.workspace_id = $1 AND p.kind IN ('input', 'output') AND NOT EXISTS (SELECT 1 FROM step_run s WHERE s.input_payload_id = p.id) AND NOT EXISTS (SELECT 1 FROM step_run s WHERE s.output_payload_id = p.id)`,
}

export const ORPHANS = Object.entries(QUESTIONS)
  .map(([what, from]) => `SELECT '${what}' AS what, count(*)::int AS count FROM ${from}`)
  .join(' UNION ALL ')
